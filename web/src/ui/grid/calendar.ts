/** Days of a month, and steps between days, as a calendar shows them. Days are YYYY-MM-DD and no moments. */

const text = (at: Date): string => at.toISOString().slice(0, 10)
const at = (day: string): Date => new Date(`${day}T00:00:00Z`)

/** Today on the clock of the user. */
export function todayText(now = new Date()): string {
  const pad = (n: number) => String(n).padStart(2, '0')
  return `${now.getFullYear()}-${pad(now.getMonth() + 1)}-${pad(now.getDate())}`
}

/** A day some days later. */
export function dayShift(day: string, days: number): string {
  const d = at(day)
  d.setUTCDate(d.getUTCDate() + days)
  return text(d)
}

/** The same day some months later, or the last of that month. */
export function monthShift(day: string, months: number): string {
  const d = at(day)
  const last = new Date(Date.UTC(d.getUTCFullYear(), d.getUTCMonth() + months + 1, 0)).getUTCDate()
  return text(new Date(Date.UTC(d.getUTCFullYear(), d.getUTCMonth() + months, Math.min(d.getUTCDate(), last))))
}

/** The first day of the week in a locale; 0 is Sunday. */
export function weekStart(locale: string): number {
  const known = new Intl.Locale(locale) as Intl.Locale & {
    getWeekInfo?: () => { firstDay: number }
    weekInfo?: { firstDay: number }
  }
  const first = known.getWeekInfo?.().firstDay ?? known.weekInfo?.firstDay
  return first === undefined ? (/^en(-US)?$/.test(locale) ? 0 : 1) : first % 7
}

/** Six weeks that hold the month of a day. */
export function monthDays(day: string, start: number): string[] {
  const first = at(`${day.slice(0, 7)}-01`)
  const before = (first.getUTCDay() - start + 7) % 7
  return Array.from({ length: 42 }, (_, i) => dayShift(text(first), i - before))
}

/** The day a key leads to while a calendar is open; null if it is no key of a calendar. */
export function calendarKey(key: string, day: string): string | null {
  switch (key) {
    case 'ArrowLeft':
      return dayShift(day, -1)
    case 'ArrowRight':
      return dayShift(day, 1)
    case 'ArrowUp':
      return dayShift(day, -7)
    case 'ArrowDown':
      return dayShift(day, 7)
    case 'PageUp':
      return monthShift(day, -1)
    case 'PageDown':
      return monthShift(day, 1)
    default:
      return null
  }
}
