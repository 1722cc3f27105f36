/** Days where the reader is. */

/** The day of a moment, as 2026-03-31. */
export function localDay(moment: string | Date): string {
  const d = typeof moment === 'string' ? new Date(moment) : moment
  const two = (n: number) => String(n).padStart(2, '0')
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`
}

/** "today" and "yesterday" in a language; null for other days. */
export function nearDay(day: string, now: Date, locale: string): string | null {
  const ago = Math.round((Date.parse(localDay(now)) - Date.parse(day)) / 86_400_000)
  if (ago !== 0 && ago !== 1) return null
  const word = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(-ago, 'day')
  return word[0]!.toUpperCase() + word.slice(1)
}
