import { useQuery } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import type { ItemSeen, SchemaDocument } from '../../api/documents'
import { useProject } from '../../api/project'
import { schemaQuery, suspectLinksQuery } from '../../api/queries'
import { restsOn, type LinkEnds } from '../../domain/link'
import { tabShelf } from '../../lib/kept'
import { Button } from '../../ui/Button'
import { useT } from '../../ui/language'
import { Empty, Notice } from '../../ui/Notice'
import { useWords, type Words } from '../../ui/words'
import { AddLink } from './AddLink'
import { Confirm } from './Confirm'
import { LinkLine, type Line } from './LinkLine'
import css from './ItemPanel.module.css'

/** What an item is joined to, both ways, with the state of each link. */
export function Links({ item, editable }: { item: ItemSeen; editable: boolean }) {
  const t = useT()
  const words = useWords()
  const { project } = useProject()
  const { data: schema } = useQuery(schemaQuery())
  const [adding, setAdding] = useState(() => editable && tabShelf.read(`typed.link.${project.key}.${item.key}`) !== undefined)
  const addButton = useRef<HTMLButtonElement>(null)
  const groups = useMemo(() => (schema ? groupsOf(item, schema, words) : []), [schema, item, words])
  const done = () => {
    setAdding(false)
    requestAnimationFrame(() => addButton.current?.focus())
  }
  return (
    <>
      {schema && <RestingOn item={item} schema={schema} />}
      {editable &&
        (adding ? (
          <AddLink item={item} onDone={done} />
        ) : (
          <div className={css.tools}>
            <Button ref={addButton} small glyph="ui-plus" onClick={() => setAdding(true)}>
              {t('link.add')}
            </Button>
          </div>
        ))}
      {schema && groups.length === 0 && <Empty>{t('item.noLinks')}</Empty>}
      {groups.map(([heading, lines]) => (
        <section key={heading} aria-label={heading}>
          <div className={css.group}>
            {heading} <span>{lines.length}</span>
          </div>
          <Lines lines={lines} item={item} editable={editable} />
        </section>
      ))}
    </>
  )
}

const firstLines = 25

/** The links of one verb; a long list begins short. */
function Lines({ lines, item, editable }: { lines: readonly Line[]; item: ItemSeen; editable: boolean }) {
  const t = useT()
  const [shown, setShown] = useState(firstLines)
  return (
    <>
      {lines.slice(0, shown).map((line) => (
        <LinkLine key={line.from + line.verb + line.to} line={line} item={item} editable={editable} />
      ))}
      {lines.length > shown && (
        <div className={css.tools}>
          <Button look="link" onClick={() => setShown(shown + 200)}>
            {t('item.moreOf', { count: lines.length - shown })}
          </Button>
        </div>
      )}
    </>
  )
}

function groupsOf(item: ItemSeen, schema: SchemaDocument, words: Words): [string, Line[]][] {
  const out = new Map<string, Line[]>()
  const add = (heading: string, line: Line) => out.set(heading, [...(out.get(heading) ?? []), line])
  for (const l of item.links)
    add(words.verb(l.verb), {
      from: item.key,
      verb: l.verb,
      to: l.to,
      other: l.to,
      title: l.title,
      suspect: l.suspect ?? false,
    })
  for (const l of item.linked_from) {
    const own = schema.verbs.find((v) => v.verb === l.verb)?.inverse ?? l.verb
    add(words.inverse(l.verb, own), {
      from: l.from,
      verb: l.verb,
      to: item.key,
      other: l.from,
      title: l.title,
      suspect: l.suspect,
    })
  }
  // Suspect links stand first: they wait for somebody.
  for (const lines of out.values()) lines.sort((a, b) => Number(b.suspect) - Number(a.suspect))
  return [...out]
}

/** Suspect links that rest on this item: what it changed, confirmed all at once. */
function RestingOn({ item, schema }: { item: ItemSeen; schema: SchemaDocument }) {
  const t = useT()
  const { view, can } = useProject()
  const any = item.links.some((l) => l.suspect) || item.linked_from.some((l) => l.suspect)
  const { data } = useQuery({ ...suspectLinksQuery(view), enabled: any })
  const [open, setOpen] = useState(false)
  const links: LinkEnds[] = (data?.links ?? []).filter((l) => restsOn(schema.verbs, l) === item.key)
  if (!any || links.length === 0) return null
  return (
    <div className={css.resting}>
      <Notice
        tone="caution"
        actions={
          !item.retired &&
          can('confirm') && (
            <Button small aria-expanded={open} onClick={() => setOpen(!open)}>
              {t('confirm.all', { count: links.length })}
            </Button>
          )
        }
      >
        {t('confirm.restOnThis', { count: links.length, key: item.key })}
      </Notice>
      {open && <Confirm links={links} item={item} onDone={() => setOpen(false)} />}
    </div>
  )
}
