import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useProject } from '../../api/project'
import { baselinesQuery } from '../../api/queries'
import { formatStateRef, head, isNow, type StateRef } from '../../domain/state-ref'
import { Button } from '../../ui/Button'
import { TextField } from '../../ui/Field'
import { Glyph } from '../../ui/Glyph'
import { useFormats, useT } from '../../ui/language'
import { useProjectAddress } from '../../ui/navigation'
import { Popover } from '../../ui/Overlay'
import css from './StateSwitch.module.css'
import segmented from '../../ui/Segmented.module.css'

/** As built, or the record as it was: at a day, a commit or a baseline. */
export function StateSwitch() {
  const t = useT()
  const formats = useFormats()
  const { head: newest } = useProject()
  const [address, change] = useProjectAddress()
  const [open, setOpen] = useState(false)
  const now = isNow(address.at)
  const choose = (at: StateRef) => {
    setOpen(false)
    change({ at })
  }
  const name = () => {
    switch (address.at.kind) {
      case 'head':
        return t('state.past')
      case 'commit':
        return t('state.commitN', { number: address.at.commit })
      case 'day':
        return formats.day(address.at.day)
      case 'moment':
        return formats.moment(address.at.moment)
      case 'baseline':
        return address.at.baseline
    }
  }
  return (
    <div className={segmented.group} role="group" aria-label={t('state.choose')}>
      <button type="button" className={now ? segmented.on : undefined} aria-pressed={now} onClick={() => choose(head)}>
        {t('state.head')}
      </button>
      <Popover
        label={t('state.choose')}
        width={300}
        open={open}
        onOpen={setOpen}
        button={
          <button
            type="button"
            className={now ? undefined : segmented.on}
            aria-pressed={!now}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {name()}
            <Glyph name="ui-chevron-down" size={12} />
          </button>
        }
      >
        <PastForm newest={newest.commit} today={newest.date} chosen={formatStateRef(address.at)} onChoose={choose} />
      </Popover>
    </div>
  )
}

function PastForm({
  newest,
  today,
  chosen,
  onChoose,
}: {
  newest: number
  today: string
  chosen: string
  onChoose: (at: StateRef) => void
}) {
  const t = useT()
  const { view } = useProject()
  const { data } = useQuery(baselinesQuery(view))
  const [day, setDay] = useState(/^\d{4}-\d\d-\d\d$/.test(chosen) ? chosen : today)
  const [number, setNumber] = useState(/^\d+$/.test(chosen) ? chosen : String(newest))
  const byDay = (event: FormEvent) => {
    event.preventDefault()
    if (day !== '') onChoose({ kind: 'day', day })
  }
  const byCommit = (event: FormEvent) => {
    event.preventDefault()
    const commit = Number(number)
    if (Number.isInteger(commit) && commit > 0) onChoose({ kind: 'commit', commit })
  }
  return (
    <div className={css.form}>
      <form className={css.line} onSubmit={byDay}>
        <TextField label={t('state.day')} type="date" max={today} value={day} onChange={(e) => setDay(e.target.value)} />
        <Button type="submit">{t('state.look')}</Button>
      </form>
      <form className={css.line} onSubmit={byCommit}>
        <TextField
          label={t('state.commit')}
          type="number"
          min={1}
          max={newest}
          value={number}
          onChange={(e) => setNumber(e.target.value)}
        />
        <Button type="submit">{t('state.look')}</Button>
      </form>
      {data && data.baselines.length > 0 && (
        <div>
          <div className={css.label}>{t('state.baselines')}</div>
          <ul>
            {data.baselines.map((b) => (
              <li key={b.key}>
                <button
                  type="button"
                  className={css.baseline}
                  aria-current={b.key === chosen || undefined}
                  onClick={() => onChoose({ kind: 'baseline', baseline: b.key })}
                >
                  <span className="mono">{b.key}</span>
                  <span className="grow ellipsis">{b.title}</span>
                  <span className="muted">{b.commit}</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  )
}
