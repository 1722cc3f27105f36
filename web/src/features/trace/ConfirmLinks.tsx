import { useState, type FormEvent } from 'react'
import type { Chain, ChainStep } from '../../api/chain-queries'
import { edit } from '../../api/editing'
import { useProject } from '../../api/project'
import { Button } from '../../ui/Button'
import { CheckField, TextArea } from '../../ui/Field'
import { Glyph } from '../../ui/Glyph'
import { useT } from '../../ui/language'
import { Dialog } from '../../ui/Overlay'
import { say } from '../../ui/toast'
import { useKept } from '../../ui/use-kept'
import { useWords } from '../../ui/words'
import css from './Trace.module.css'

type Link = NonNullable<ChainStep['suspect']>

const nameOf = (l: Link) => `${l.from} ${l.verb} ${l.to}`

/** All links of a chain that are in doubt, each once. */
export function suspectLinks(c: Chain): Link[] {
  const found = new Map<string, Link>()
  const add = (s: { suspect?: Link } | null | undefined) => s?.suspect && found.set(nameOf(s.suspect), s.suspect)
  add(c)
  for (const b of c.branches ?? []) {
    add(b.requirement)
    b.design?.forEach(add)
    for (const test of b.tests ?? []) {
      add(test)
      for (const run of test.runs ?? []) {
        add(run)
        run.evidence?.forEach(add)
      }
    }
  }
  c.evidence?.forEach(add)
  return [...found.values()]
}

interface ConfirmLinksProps {
  chain: Chain
  /** The link that was pointed at; the others can be confirmed with it. */
  link: Link
  onClose: () => void
}

/** Says of suspect links that they still hold, with the reason that is recorded with each. */
export function ConfirmLinks({ chain, link, onClose }: ConfirmLinksProps) {
  const t = useT()
  const words = useWords()
  const { project, head } = useProject()
  const others = suspectLinks(chain).filter((l) => nameOf(l) !== nameOf(link))
  const [all, setAll] = useState(false)
  const [reason, setReason, forget] = useKept(`confirm.${project.key}.${nameOf(link)}`, '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (reason.trim() === '') return
    const links = all ? [link, ...others] : [link]
    edit(
      project.key,
      head.commit,
      links.map((l) => ({ op: 'confirm' as const, ...l, reason: reason.trim() })),
      [],
      'confirm',
    )
    forget()
    say(t('trace.confirmed', { count: links.length }))
    onClose()
  }
  return (
    <Dialog open title={t('trace.confirmTitle')} onClose={onClose} width={480}>
      <form className="stack" onSubmit={submit}>
        <ul className={css.links}>
          {(all ? [link, ...others] : [link]).map((l) => (
            <li key={nameOf(l)}>
              <Glyph name="marker-suspect" size={14} />
              <span className="mono">{l.from}</span> {words.verb(l.verb)} <span className="mono">{l.to}</span>
            </li>
          ))}
        </ul>
        <p className="small muted">{t('trace.confirmWhat')}</p>
        {others.length > 0 && (
          <CheckField
            label={t('trace.confirmOthers', { count: others.length })}
            checked={all}
            onChange={(e) => setAll(e.target.checked)}
          />
        )}
        <TextArea label={t('item.confirmWhy')} required autoFocus value={reason} onChange={(e) => setReason(e.target.value)} />
        <div className="row">
          <Button type="submit" look="primary" disabled={reason.trim() === ''}>
            {t('item.stillHolds')}
          </Button>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
        </div>
      </form>
    </Dialog>
  )
}
