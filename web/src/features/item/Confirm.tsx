import { useState, type FormEvent } from 'react'
import type { ItemSeen } from '../../api/documents'
import { edit } from '../../api/editing'
import { useProject } from '../../api/project'
import type { LinkEnds } from '../../domain/link'
import { Button } from '../../ui/Button'
import { CheckField, TextField } from '../../ui/Field'
import { useT } from '../../ui/language'
import { useKept } from '../../ui/use-kept'
import { useWords } from '../../ui/words'
import css from './ItemPanel.module.css'

interface ConfirmProps {
  links: readonly LinkEnds[]
  /** All links that the same change made suspect, to be confirmed with the same reason. */
  more?: readonly LinkEnds[]
  item: ItemSeen
  onDone: () => void
}

const shownLinks = 8

/** Says of suspect links that they still hold, and why: one, or all that one change made suspect. */
export function Confirm({ links, more = [], item, onDone }: ConfirmProps) {
  const t = useT()
  const words = useWords()
  const { project, head } = useProject()
  const first = links[0]
  const [reason, setReason, forget] = useKept(`confirm.${project.key}.${first?.from}.${first?.verb}.${first?.to}`, '')
  const [all, setAll] = useState(false)
  const chosen = all && more.length > 0 ? more : links
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const ops = chosen.map((l) => ({ op: 'confirm' as const, from: l.from, verb: l.verb, to: l.to, reason }))
    edit(project.key, head.commit, ops, [item], 'confirm')
    forget()
    onDone()
  }
  return (
    <form className={css.confirm} onSubmit={submit}>
      <TextField label={t('item.confirmWhy')} required autoFocus value={reason} onChange={(e) => setReason(e.target.value)} />
      {more.length > 1 && (
        <CheckField
          label={t('confirm.sameCause', { count: more.length })}
          checked={all}
          onChange={(e) => setAll(e.target.checked)}
        />
      )}
      {chosen.length > 1 && (
        <ul className={css.chosen}>
          {chosen.slice(0, shownLinks).map((l) => (
            <li key={l.from + l.verb + l.to}>
              <span className="mono">{l.from}</span> {words.verb(l.verb)} <span className="mono">{l.to}</span>
            </li>
          ))}
          {chosen.length > shownLinks && <li>{t('item.moreOf', { count: chosen.length - shownLinks })}</li>}
        </ul>
      )}
      <div className="row">
        <Button type="submit" small look="primary">
          {t('item.stillHolds')}
        </Button>
        <Button small look="quiet" onClick={onDone}>
          {t('do.cancel')}
        </Button>
      </div>
    </form>
  )
}
