import { useId, useState, type KeyboardEvent } from 'react'
import { formatVector, frs, maxLevel, parseVector, type Vector } from '../domain/sl'
import { useT } from './language'
import css from './VectorEditor.module.css'

interface VectorEditorProps {
  label: string
  value: Vector
  onChange: (value: Vector) => void
  /** What it was before: an outline beside the bars. */
  before?: Vector
}

/**
 * Seven levels at once. Digits set one, arrows raise, lower and move, a click
 * on a step of a bar sets it; the line below takes a vector as text.
 */
export function VectorEditor({ label, value, onChange, before }: VectorEditorProps) {
  const t = useT()
  const id = useId()
  const [typed, setTyped] = useState<string | null>(null)
  const at = (i: number) => value[i] ?? 0
  const put = (i: number, level: number) =>
    onChange(frs.map((_, k) => (k === i ? Math.min(maxLevel, Math.max(0, level)) : at(k))))
  const keys = (event: KeyboardEvent<HTMLElement>, i: number) => {
    const step = { ArrowUp: 1, ArrowDown: -1, '+': 1, '-': -1 }[event.key]
    const side = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    if (/^[0-4]$/.test(event.key)) put(i, Number(event.key))
    else if (step !== undefined) put(i, at(i) + step)
    else if (event.key === 'Home') put(i, 0)
    else if (event.key === 'End') put(i, maxLevel)
    else if (side === undefined) return
    event.preventDefault()
    if (side !== undefined || /^[0-4]$/.test(event.key)) {
      const bars = event.currentTarget.parentElement?.parentElement?.querySelectorAll<HTMLElement>('[role=slider]')
      bars?.[i + (side ?? 1)]?.focus()
    }
  }
  const text = typed ?? formatVector(value)
  const wrong = typed !== null && parseVector(typed) === null
  return (
    <div role="group" aria-label={label} className={css.editor}>
      <div className={css.bars}>
        {frs.map((fr, i) => (
          <div key={fr} className={css.column}>
            <div
              role="slider"
              tabIndex={0}
              className={css.bar}
              aria-label={`${label}, ${fr}`}
              aria-valuemin={0}
              aria-valuemax={maxLevel}
              aria-valuenow={at(i)}
              aria-orientation="vertical"
              onKeyDown={(e) => keys(e, i)}
            >
              {[4, 3, 2, 1].map((level) => (
                <span
                  key={level}
                  className={`${level <= at(i) ? css.on : ''} ${before && level === before[i] ? css.before : ''}`}
                  onClick={() => put(i, level === at(i) ? level - 1 : level)}
                />
              ))}
            </div>
            <span className={css.level} aria-hidden="true">
              {at(i)}
              {before && before[i] !== at(i) && <small>{before[i] ?? 0}</small>}
            </span>
            <span className={css.fr} aria-hidden="true">
              {fr}
            </span>
          </div>
        ))}
      </div>
      <div className={css.text}>
        <label htmlFor={id}>{t('place.asText')}</label>
        <input
          id={id}
          className="mono"
          value={text}
          aria-invalid={wrong || undefined}
          onChange={(e) => {
            setTyped(e.target.value)
            const read = parseVector(e.target.value)
            if (read) onChange(read)
          }}
          onBlur={() => setTyped(null)}
        />
      </div>
      {wrong && (
        <p className={css.fault} role="alert">
          {t('field.fault.vector')}
        </p>
      )}
    </div>
  )
}
