/** How a filled range goes on: 1, 2, 3 or 1 Jan, 1 Feb or PLC-01, PLC-02, as spreadsheets do it. */
import type { CellValue, GridColumn } from './column'

const dayOf = (text: string): number | null => (/^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : null)
const dayText = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** A text with the number it ends with; leading zeros are kept. */
function tailOf(text: string): { head: string; number: number; digits: number; end: string } | null {
  const found = /^(.*?)(\d+)(\D*)$/s.exec(text)
  if (!found?.[2] || found[2].length > 15) return null
  return { head: found[1] ?? '', number: Number(found[2]), digits: found[2].length, end: found[3] ?? '' }
}

/** The common step of numbers; null if they have none. */
function stepOf(numbers: readonly number[]): number | null {
  const [first = 0, second = 0] = numbers
  const step = second - first
  return numbers.every((n, i) => i === 0 || n - (numbers[i - 1] ?? 0) === step) ? step : null
}

/** Months between days that are the same in each month; null if they are not. */
function monthsOf(days: readonly number[]): number | null {
  const at = days.map((d) => new Date(d))
  const [first] = at
  if (!first || at.some((d) => d.getUTCDate() !== first.getUTCDate())) return null
  const step = stepOf(at.map((d) => d.getUTCFullYear() * 12 + d.getUTCMonth()))
  return step === 0 ? null : step
}

function monthLater(day: number, months: number): number {
  const from = new Date(day)
  const last = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months + 1, 0)).getUTCDate()
  return Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + months, Math.min(from.getUTCDate(), last))
}

/**
 * What follows after some values, by place behind the last of them: 0 is the
 * first that is new. Values without a rule are repeated in turn. A single
 * number or word is repeated; a single text that ends in a number counts on.
 */
export function seriesOf(column: GridColumn, values: readonly CellValue[], copy = false): (place: number) => CellValue {
  const count = values.length
  const repeat = (place: number) => values[place % Math.max(count, 1)]
  if (copy || count === 0) return repeat
  if (column.type === 'number' && count > 1 && values.every((v) => typeof v === 'number')) {
    const step = stepOf(values)
    return step === null ? repeat : (place) => (values[count - 1] ?? 0) + step * (place + 1)
  }
  const texts = values.every((v) => typeof v === 'string') ? values : null
  if (!texts) return repeat
  if (column.type === 'date') {
    const days = texts.map(dayOf).filter((d) => d !== null)
    if (days.length < count || count < 2) return repeat
    const last = days[count - 1] ?? 0
    const months = monthsOf(days)
    if (months !== null) return (place) => dayText(monthLater(last, months * (place + 1)))
    const step = stepOf(days)
    return step === null ? repeat : (place) => dayText(last + step * (place + 1))
  }
  if (column.type !== 'text') return repeat
  const tails = texts.map(tailOf).filter((t) => t !== null)
  const [first] = tails
  if (!first || tails.length < count || tails.some((t) => t.head !== first.head || t.end !== first.end)) return repeat
  const step = count === 1 ? 1 : stepOf(tails.map((t) => t.number))
  const last = tails[count - 1]?.number ?? 0
  if (step === null || step === 0) return repeat
  return (place) => {
    const next = last + step * (place + 1)
    return next < 0 ? repeat(place) : first.head + String(next).padStart(first.digits, '0') + first.end
  }
}
