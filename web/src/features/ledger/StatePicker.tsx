import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useProject } from '../../api/project'
import { baselinesQuery } from '../../api/queries'
import { parseStateRef } from '../../domain/state-ref'
import { Button } from '../../ui/Button'
import { TextField } from '../../ui/Field'
import { Glyph } from '../../ui/Glyph'
import { useFormats, useT } from '../../ui/language'
import { Popover } from '../../ui/Overlay'
import css from './Compare.module.css'

interface StatePickerProps {
  side: 'A' | 'B'
  /** The state as it stands in the address: head, a commit, a day or a baseline. */
  value: string
  name: string
  /** What it turned out to be, such as the commit and its day. */
  note: string
  onChoose: (value: string) => void
}

/** One of the two states of a comparison. */
export function StatePicker({ side, value, name, note, onChoose }: StatePickerProps) {
  const t = useT()
  const { view, head } = useProject()
  const { data } = useQuery(baselinesQuery(view))
  const [open, setOpen] = useState(false)
  const [day, setDay] = useState(/^\d{4}-/.test(value) ? value.slice(0, 10) : head.date)
  const [number, setNumber] = useState(/^\d+$/.test(value) ? value : String(head.commit))
  const choose = (next: string) => {
    setOpen(false)
    onChoose(next)
  }
  const send = (next: string) => (event: FormEvent) => {
    event.preventDefault()
    if (next !== '' && next !== '0') choose(next)
  }
  return (
    <Popover
      label={t('history.state', { side })}
      width={320}
      open={open}
      onOpen={setOpen}
      button={
        <button type="button" className={css.picker} aria-expanded={open} onClick={() => setOpen(!open)}>
          <span className="visually-hidden">{t('history.state', { side })} </span>
          <b className={css.letter} aria-hidden>
            {side}
          </b>
          <span className="ellipsis">{name}</span>
          {note !== '' && note !== name && <span className={css.pickerNote}>{note}</span>}
          <Glyph name="ui-chevron-down" size={12} />
        </button>
      }
    >
      <div className={css.pickForm}>
        <Button onClick={() => choose('head')}>{t('history.now')}</Button>
        <form onSubmit={send(day)}>
          <TextField label={t('state.day')} type="date" max={head.date} value={day} onChange={(e) => setDay(e.target.value)} />
          <Button type="submit">{t('history.take')}</Button>
        </form>
        <form onSubmit={send(number)}>
          <TextField
            label={t('state.commit')}
            type="number"
            min={1}
            max={head.commit}
            value={number}
            onChange={(e) => setNumber(e.target.value)}
          />
          <Button type="submit">{t('history.take')}</Button>
        </form>
        {data && data.baselines.length > 0 && (
          <div>
            <div className={css.pickLabel}>{t('state.baselines')}</div>
            <ul>
              {data.baselines.map((b) => (
                <li key={b.key}>
                  <button
                    type="button"
                    className={css.baseline}
                    aria-current={b.key === value || undefined}
                    onClick={() => choose(b.key)}
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
    </Popover>
  )
}

/** A state in words. */
export function useStateName(value: string): string {
  const t = useT()
  const formats = useFormats()
  const ref = parseStateRef(value)
  switch (ref.kind) {
    case 'head':
      return t('history.now')
    case 'commit':
      return t('state.commitN', { number: ref.commit })
    case 'day':
      return formats.day(ref.day)
    case 'moment':
      return formats.moment(ref.moment)
    case 'baseline':
      return ref.baseline
  }
}
