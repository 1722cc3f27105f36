/**
 * Days and moments as people of a language write them. A day that could be two
 * days is refused, not guessed.
 */
export type DayReading =
  { ok: true; day: string } | { ok: false; fault: 'none' } | { ok: false; fault: 'two'; first: string; second: string }

const pad = (n: number, width = 2) => String(n).padStart(width, '0')

function dayOf(year: number, month: number, day: number): string | null {
  const full = year < 100 ? 2000 + year : year
  const date = new Date(Date.UTC(full, month - 1, day))
  if (date.getUTCFullYear() !== full || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return null
  return `${pad(full, 4)}-${pad(month)}-${pad(day)}`
}

const months: Record<string, number> = {
  jan: 1, januar: 1, january: 1, jän: 1, jänner: 1, feb: 2, februar: 2, february: 2, mar: 3, mär: 3, mrz: 3, märz: 3, march: 3, apr: 4, april: 4,
  mai: 5, may: 5, jun: 6, juni: 6, june: 6, jul: 7, juli: 7, july: 7, aug: 8, august: 8, sep: 9, sept: 9, september: 9,
  okt: 10, oct: 10, oktober: 10, october: 10, nov: 11, november: 11, dez: 12, dec: 12, dezember: 12, december: 12,
} // prettier-ignore

/** Reads a day: 2026-03-31, 31.3.2026, 31 March 2026, Mar 31, 2026, or 31/03/2026 where only one day can be meant. */
export function readDay(text: string): DayReading {
  const t = text.trim()
  const given = (day: string | null): DayReading => (day ? { ok: true, day } : { ok: false, fault: 'none' })
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ]00:00(?::00(?:\.0+)?)?Z?)?$/.exec(t)
  if (iso) return given(dayOf(Number(iso[1]), Number(iso[2]), Number(iso[3])))
  const dotted = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})$/.exec(t)
  if (dotted) return given(dayOf(Number(dotted[3]), Number(dotted[2]), Number(dotted[1])))
  const named =
    /^(\d{1,2})(?:\.|st|nd|rd|th)?[ -]([a-zäA-ZÄ]+)\.?,?[ -](\d{4})$/.exec(t) ??
    swapped(/^([a-zäA-ZÄ]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$/.exec(t))
  if (named) {
    const month = months[(named[2] ?? '').toLowerCase()]
    return given(month ? dayOf(Number(named[3]), month, Number(named[1])) : null)
  }
  const slashed = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})$/.exec(t)
  if (!slashed) return { ok: false, fault: 'none' }
  const [a, b, year] = [Number(slashed[1]), Number(slashed[2]), Number(slashed[3])]
  const first = dayOf(year, b, a)
  const second = dayOf(year, a, b)
  if (first && second && first !== second) return { ok: false, fault: 'two', first, second }
  return given(first ?? second)
}

function swapped(m: RegExpExecArray | null): [string, string, string, string] | null {
  return m ? [m[0], m[2] ?? '', m[1] ?? '', m[3] ?? ''] : null
}

/** Reads a moment: RFC 3339, or a day with a time of day, which counts in the zone of the browser. Null if it is none. */
export function readMoment(text: string): string | null {
  const t = text.trim()
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/i.test(t)) return utc(new Date(t))
  const split = /^(.*?)[ T,]+(\d{1,2}):(\d\d)(?::(\d\d))?(?:\.\d+)?\s*(am|pm)?$/i.exec(t)
  const day = readDay(split?.[1] ?? t)
  if (!day.ok) return null
  const [year, month, date] = day.day.split('-').map(Number)
  let hour = Number(split?.[2] ?? 0)
  const half = split?.[5]?.toLowerCase()
  if (half) hour = (hour % 12) + (half === 'pm' ? 12 : 0)
  const [minute, second] = [Number(split?.[3] ?? 0), Number(split?.[4] ?? 0)]
  if (hour > 23 || minute > 59 || second > 59) return null
  return utc(new Date(year ?? 0, (month ?? 1) - 1, date, hour, minute, second))
}

const utc = (d: Date) => (Number.isNaN(d.getTime()) ? null : d.toISOString().replace('.000Z', 'Z'))

/** A moment as it can be typed again, in the zone of the browser: 2026-03-31 14:05. */
export function momentText(iso: string): string {
  const d = new Date(iso)
  if (Number.isNaN(d.getTime())) return iso
  const seconds = d.getSeconds() !== 0 || d.getMilliseconds() !== 0
  if (d.getMilliseconds() !== 0) return iso
  return `${d.getFullYear()}-${pad(d.getMonth() + 1)}-${pad(d.getDate())} ${pad(d.getHours())}:${pad(d.getMinutes())}${seconds ? `:${pad(d.getSeconds())}` : ''}`
}
