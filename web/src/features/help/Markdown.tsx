import type { ReactNode } from 'react'
import type { Block, Inline } from '../../lib/markdown'
import { helpPicture } from './pages'
import css from './Help.module.css'

interface MarkdownProps {
  blocks: readonly Block[]
  /** Follows a link to another page, or to a heading. */
  onLink: (page: string | null, heading: string) => void
}

/** A page of the guide as elements of React; nothing in it is ever read as HTML. */
export function Markdown({ blocks, onLink }: MarkdownProps) {
  return blocks.map((block, i) => <BlockView key={i} block={block} onLink={onLink} />)
}

type Follow = MarkdownProps['onLink']

function BlockView({ block, onLink }: { block: Block; onLink: Follow }) {
  const inside = (list: readonly Inline[]) => inlines(list, onLink)
  switch (block.is) {
    case 'heading': {
      // The title of the drawer is the first level.
      const Tag = `h${Math.min(6, block.level + 1)}` as 'h2'
      return (
        <Tag id={`help-${block.id}`} tabIndex={-1}>
          {inside(block.inside)}
        </Tag>
      )
    }
    case 'paragraph':
      return <p>{inside(block.inside)}</p>
    case 'code':
      return (
        <pre tabIndex={0}>
          <code>{block.text}</code>
        </pre>
      )
    case 'list': {
      const items = block.items.map((item, i) => (
        <li key={i}>
          {item.length === 1 && item[0]?.is === 'paragraph' ? inside(item[0].inside) : <Markdown blocks={item} onLink={onLink} />}
        </li>
      ))
      return block.ordered ? <ol start={block.start}>{items}</ol> : <ul>{items}</ul>
    }
    case 'table':
      return (
        <div className={css.tableBox} tabIndex={0} role="group">
          <table>
            <thead>
              <tr>{block.head.map((c, i) => (c.length > 0 ? <th key={i}>{inside(c)}</th> : <td key={i} />))}</tr>
            </thead>
            <tbody>
              {block.rows.map((row, i) => (
                <tr key={i}>
                  {row.map((c, j) => (
                    <td key={j}>{inside(c)}</td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )
    case 'quote':
      return (
        <blockquote>
          <Markdown blocks={block.inside} onLink={onLink} />
        </blockquote>
      )
    case 'rule':
      return <hr />
  }
}

const inlines = (list: readonly Inline[], onLink: Follow): ReactNode[] =>
  list.map((part, i) => <InlineView key={i} part={part} onLink={onLink} />)

function InlineView({ part, onLink }: { part: Inline; onLink: Follow }) {
  switch (part.is) {
    case 'text':
      return part.text
    case 'code':
      return <code>{part.text}</code>
    case 'strong':
      return <strong>{inlines(part.inside, onLink)}</strong>
    case 'em':
      return <em>{inlines(part.inside, onLink)}</em>
    case 'picture': {
      const src = helpPicture(part.from)
      return src ? <img src={src} alt={part.alt} loading="lazy" /> : null
    }
    case 'link':
      return <HelpLink to={part.to} onLink={onLink} words={inlines(part.inside, onLink)} />
  }
}

/** A link to a page of the guide, or out of the app; what is not in the guide stays plain words. */
function HelpLink({ to, words, onLink }: { to: string; words: ReactNode; onLink: Follow }) {
  if (/^https?:/.test(to))
    return (
      <a href={to} target="_blank" rel="noreferrer">
        {words}
      </a>
    )
  const found = /^(?:([\w-]+)\.md)?(?:#(.+))?$/.exec(to)
  if (!found) return words
  return (
    <button type="button" className={css.link} onClick={() => onLink(found[1] ?? null, found[2] ?? '')}>
      {words}
    </button>
  )
}
