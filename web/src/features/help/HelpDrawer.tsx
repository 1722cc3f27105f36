import { useDeferredValue, useEffect, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { Button } from '../../ui/Button'
import { useLocale, useT } from '../../ui/language'
import { Empty } from '../../ui/Notice'
import { Markdown } from './Markdown'
import { helpPages } from './pages'
import { searchHelp } from './search'
import css from './Help.module.css'

interface HelpDrawerProps {
  /** The page of the guide for what is on the screen. */
  page: string
  onClose: () => void
}

interface Place {
  page: string
  heading: string
}

const known = (name: string) => helpPages.find((p) => p.name === name) ?? helpPages[0]

/** The guide beside the work: the page of the screen, search over all pages. It needs no network. */
export function HelpDrawer({ page: first, onClose }: HelpDrawerProps) {
  const t = useT()
  const locale = useLocale()
  const [went, setTrail] = useState<readonly Place[]>([])
  const [typed, setTyped] = useState('')
  const [all, setAll] = useState(false)
  const frame = useRef<HTMLElement>(null)
  const body = useRef<HTMLDivElement>(null)
  // Another screen has another page, unless the reader has gone elsewhere.
  const at = went.at(-1)
  const page = known(at?.page ?? first)
  useEffect(() => {
    frame.current?.querySelector<HTMLElement>('input')?.focus()
  }, [])
  useEffect(() => {
    const target = at?.heading ? document.getElementById(`help-${at.heading}`) : null
    if (target) {
      target.scrollIntoView({ block: 'start' })
      target.focus({ preventScroll: true })
    } else body.current?.scrollTo(0, 0)
  }, [at, first])
  const open = (name: string, heading: string) => {
    setTyped('')
    setAll(false)
    setTrail([...went, { page: name, heading }])
  }
  const keys = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return
    event.preventDefault()
    event.stopPropagation()
    if (typed !== '') setTyped('')
    else onClose()
  }
  return (
    <aside className={css.drawer} aria-label={t('help.open')} ref={frame} onKeyDown={keys}>
      <div className={css.head}>
        {went.length > 0 && (
          <Button look="icon" small glyph="ui-undo" aria-label={t('help.back')} onClick={() => setTrail(went.slice(0, -1))} />
        )}
        <input
          type="search"
          aria-label={t('help.search')}
          placeholder={t('help.search')}
          value={typed}
          onChange={(e) => setTyped(e.target.value)}
        />
        <Button small aria-pressed={all} onClick={() => setAll(!all)}>
          {t('help.pages')}
        </Button>
        <Button look="icon" small glyph="ui-close" aria-label={t('help.close')} onClick={onClose} />
      </div>
      {!locale.startsWith('en') && <p className={css.note}>{t('help.english')}</p>}
      <div className={css.body} ref={body} lang="en">
        {typed.trim() !== '' ? (
          <Hits typed={typed} onOpen={open} />
        ) : all ? (
          <ul className={css.index}>
            {helpPages.map((p) => (
              <li key={p.name}>
                <button type="button" className={css.link} onClick={() => open(p.name, '')}>
                  {p.title}
                </button>
              </li>
            ))}
          </ul>
        ) : page ? (
          <article className={css.page}>
            <Markdown blocks={page.blocks} onLink={(name, heading) => open(name ?? page.name, heading)} />
          </article>
        ) : (
          <Empty>{t('help.none')}</Empty>
        )}
      </div>
    </aside>
  )
}

function Hits({ typed, onOpen }: { typed: string; onOpen: (page: string, heading: string) => void }) {
  const t = useT()
  const asked = useDeferredValue(typed)
  const hits = useMemo(() => searchHelp(helpPages, asked), [asked])
  if (hits.length === 0) return <Empty>{t('palette.nothing', { text: typed })}</Empty>
  return (
    <ul className={css.hits}>
      {hits.map((h) => (
        <li key={`${h.page}#${h.section.id}`}>
          <button type="button" onClick={() => onOpen(h.page, h.section.id)}>
            <b>{h.section.heading}</b>
            {h.section.heading !== h.title && <span className="muted"> · {h.title}</span>}
            <span className={css.excerpt}>{h.excerpt}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
