import { useMemo } from 'react'
import { Glyph } from '../Glyph'
import { useFormats, useLocale } from '../language'
import { monthDays, monthShift, todayText, weekStart } from './calendar'
import { useGridText } from './words'
import css from './Grid.module.css'

interface DatePickerProps {
  id: string
  /** The chosen day, YYYY-MM-DD; today's month without one. */
  day: string | null
  onDay: (day: string) => void
  onDone: (day: string) => void
}

/** A month to choose a day from. The keys of the cell move the day; the pointer takes it. */
export function DatePicker({ id, day, onDay, onDone }: DatePickerProps) {
  const t = useGridText()
  const locale = useLocale()
  const formats = useFormats()
  const shown = day ?? todayText()
  const start = weekStart(locale)
  const names = useMemo(() => {
    const short = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' })
    // 4 January 1970 was a Sunday.
    return Array.from({ length: 7 }, (_, i) => short.format(new Date(Date.UTC(1970, 0, 4 + ((start + i) % 7)))))
  }, [locale, start])
  const month = new Intl.DateTimeFormat(locale, { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${shown}T00:00:00Z`),
  )
  const days = monthDays(shown, start)
  return (
    <div id={id} className={css.calendar} role="group" aria-label={t('grid.calendar')}>
      <div className={css.month}>
        <button type="button" tabIndex={-1} aria-label={t('grid.calendar.before')} onClick={() => onDay(monthShift(shown, -1))}>
          <Glyph name="ui-chevron-right" size={14} className={css.back} />
        </button>
        <span aria-live="polite">{month}</span>
        <button type="button" tabIndex={-1} aria-label={t('grid.calendar.after')} onClick={() => onDay(monthShift(shown, 1))}>
          <Glyph name="ui-chevron-right" size={14} />
        </button>
      </div>
      <div className={css.days}>
        {names.map((n) => (
          <span key={n} className={css.weekday}>
            {n}
          </span>
        ))}
        {days.map((d) => (
          <button
            key={d}
            type="button"
            tabIndex={-1}
            aria-pressed={d === day}
            aria-label={formats.day(d)}
            aria-current={d === todayText() ? 'date' : undefined}
            className={d.slice(0, 7) === shown.slice(0, 7) ? undefined : css.otherMonth}
            onClick={() => onDone(d)}
          >
            {Number(d.slice(8))}
          </button>
        ))}
      </div>
      <div className={css.month}>
        <button type="button" tabIndex={-1} onClick={() => onDone(todayText())}>
          {t('grid.calendar.today')}
        </button>
      </div>
    </div>
  )
}
