/** Numbers and times as a locale writes them. */
export interface Formats {
  number: (value: number) => string
  percent: (share: number) => string
  day: (iso: string) => string
  shortDay: (iso: string) => string
  /** A month YYYY-MM. */
  month: (iso: string) => string
  moment: (iso: string) => string
  /** Today only the time, else the day. */
  brief: (iso: string, now: Date) => string
}

/** Makes the formats of a locale. A day YYYY-MM-DD is no moment: it is the same day everywhere. */
export function formatsOf(locale: string, timeZone?: string): Formats {
  const number = new Intl.NumberFormat(locale)
  const percent = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 })
  const day = new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'short', day: 'numeric', timeZone: 'UTC' })
  const shortDay = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', timeZone: 'UTC' })
  const month = new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'short', timeZone: 'UTC' })
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone })
  const clock = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', timeZone })
  const localDay = new Intl.DateTimeFormat('en-CA', { timeZone })
  const brief = new Intl.DateTimeFormat(locale, { month: 'short', day: 'numeric', timeZone })
  const at = (iso: string) => new Date(iso)
  const guard = (iso: string, f: (d: Date) => string) => (Number.isNaN(at(iso).getTime()) ? iso : f(at(iso)))
  return {
    number: (value) => number.format(value),
    percent: (share) => percent.format(share),
    day: (iso) => guard(iso, (d) => day.format(d)),
    shortDay: (iso) => guard(iso, (d) => shortDay.format(d)),
    month: (iso) => guard(iso, (d) => month.format(d)),
    moment: (iso) => guard(iso, (d) => moment.format(d)),
    brief: (iso, now) => guard(iso, (d) => (localDay.format(d) === localDay.format(now) ? clock.format(d) : brief.format(d))),
  }
}
