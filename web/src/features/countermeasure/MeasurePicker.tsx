import { useId, useState, type KeyboardEvent } from 'react'
import type { Candidates, Measure } from '../../domain/compensation'
import { Glyph } from '../../ui/Glyph'
import { useT } from '../../ui/language'
import { Tag } from '../../ui/Tag'
import { useWords } from '../../ui/words'
import css from './Compensate.module.css'

interface MeasurePickerProps {
  candidates: Candidates
  text: string
  onText: (text: string) => void
  onPick: (measure: Measure) => void
  /** Makes a new one, with what was typed as its title. */
  onNew: (title: string) => void
}

/** Most countermeasures that are listed at once; more are found by words. */
const most = 40

/** Finds a countermeasure by key or title, those that stand here first, or makes one. Arrows choose, Enter takes. */
export function MeasurePicker({ candidates, text, onText, onPick, onNew }: MeasurePickerProps) {
  const t = useT()
  const id = useId()
  const [at, setAt] = useState(0)
  const typed = text.trim().toLowerCase()
  const matching = (list: readonly Measure[]) => list.filter((m) => `${m.key} ${m.title}`.toLowerCase().includes(typed))
  let room = most
  const groups = (['here', 'compensating', 'others'] as const).map((name) => {
    const list = matching(candidates[name]).slice(0, room)
    room -= list.length
    return { name, list }
  })
  const found = groups.flatMap((g) => g.list)
  const now = Math.min(at, found.length)
  const take = (i: number) => {
    const measure = found[i]
    if (measure) onPick(measure)
    else onNew(text.trim())
  }
  const keys = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) {
      event.preventDefault()
      const next = (now + step + found.length + 1) % (found.length + 1)
      setAt(next)
      document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: 'nearest' })
    } else if (event.key === 'Enter') {
      event.preventDefault()
      take(now)
    }
  }
  const option = (i: number) => ({
    id: `${id}-${i}`,
    role: 'option',
    'aria-selected': i === now,
    onMouseDown: (e: { preventDefault: () => void }) => e.preventDefault(),
    onClick: () => take(i),
  })
  let n = 0
  return (
    <div>
      <label htmlFor={id} className={css.label}>
        {t('compensation.which')}
      </label>
      <input
        id={id}
        className={css.input}
        role="combobox"
        aria-expanded
        aria-controls={`${id}-list`}
        aria-activedescendant={`${id}-${now}`}
        placeholder={t('compensation.find')}
        autoComplete="off"
        autoFocus
        data-autofocus
        value={text}
        onChange={(e) => {
          onText(e.target.value)
          setAt(0)
        }}
        onKeyDown={keys}
      />
      <div className={css.list} role="listbox" id={`${id}-list`} aria-label={t('compensation.which')}>
        {groups.map(
          ({ name, list }) =>
            list.length > 0 && (
              <div key={name} role="group" aria-label={t(`compensation.group.${name}`)}>
                <div className={css.group} aria-hidden>
                  {t(`compensation.group.${name}`)}
                </div>
                {list.map((m) => (
                  <div key={m.key} className={css.option} {...option(n++)}>
                    <Glyph name={m.compensating ? 'strength-compensated' : 'ui-shield'} size={14} />
                    <span className="mono">{m.key}</span>
                    <span className="grow ellipsis" title={m.title}>
                      {m.title}
                    </span>
                    <Notes measure={m} />
                  </div>
                ))}
              </div>
            ),
        )}
        <div className={`${css.option} ${css.make}`} {...option(found.length)}>
          <Glyph name="ui-plus" size={14} />
          <span className="grow ellipsis">
            {typed === '' ? t('compensation.new') : t('compensation.newNamed', { title: text.trim() })}
          </span>
        </div>
      </div>
    </div>
  )
}

/** What stands in the way of choosing one, in a word. */
export function Notes({ measure }: { measure: Measure }) {
  const t = useT()
  const words = useWords()
  return (
    <>
      {measure.planned && <span className="muted tiny nowrap">{words.choice('planned')}</span>}
      {!measure.compensating && measure.satisfies.length > 0 && (
        <span className="muted tiny nowrap">{t('compensation.satisfies', { count: measure.satisfies.length })}</span>
      )}
      {measure.compensating && <Tag tone="comp">{t('compensation.marked')}</Tag>}
    </>
  )
}
