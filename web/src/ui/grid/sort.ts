/** Sorting of many rows without holding up the page: a merge sort that can rest. */
import { compareKeys } from '../../domain/key'
import type { CellValue, GridColumn } from './column'

export interface SortBy {
  column: string
  descending: boolean
}

/** Puts indices into an order. It yields now and then, so that whoever drives it can let the page breathe. */
export function* mergeSort(
  order: Int32Array,
  compare: (a: number, b: number) => number,
  every = 4096,
): Generator<void, Int32Array> {
  let from: Int32Array = order
  let to: Int32Array = new Int32Array(order.length)
  let steps = 0
  for (let width = 1; width < order.length; width *= 2) {
    for (let start = 0; start < order.length; start += 2 * width) {
      const middle = Math.min(start + width, order.length)
      const end = Math.min(start + 2 * width, order.length)
      let a = start
      let b = middle
      for (let i = start; i < end; i++) {
        const left = a < middle && (b >= end || compare(from[a] ?? 0, from[b] ?? 0) <= 0)
        to[i] = (left ? from[a++] : from[b++]) ?? 0
        if (++steps % every === 0) yield
      }
    }
    ;[from, to] = [to, from]
  }
  return from
}

const natural = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' })

/** Makes the comparison of a column. Empty cells go last either way; words are in their declared order; equal cells keep their order. */
export function comparison(
  column: GridColumn,
  value: (place: number) => CellValue,
  descending: boolean,
  steady = true,
): (a: number, b: number) => number {
  const words = column.choices ? new Map(column.choices.map((c, i) => [c, i])) : null
  const compare = (x: NonNullable<CellValue>, y: NonNullable<CellValue>): number => {
    if (words && typeof x === 'string' && typeof y === 'string')
      return (words.get(x) ?? words.size) - (words.get(y) ?? words.size)
    if (typeof x === 'number' && typeof y === 'number') return x - y
    if (typeof x === 'boolean' && typeof y === 'boolean') return Number(x) - Number(y)
    if (column.type === 'key' || column.type === 'links') return compareKeys(textFor(x), textFor(y))
    if (column.type === 'vector' && Array.isArray(x) && Array.isArray(y)) return compareVectors(x as number[], y as number[])
    return natural.compare(textFor(x), textFor(y))
  }
  const blank = (v: CellValue) => v === undefined || (Array.isArray(v) && v.length === 0)
  return (a, b) => {
    const [x, y] = [value(a), value(b)]
    const last = steady ? a - b : 0
    if (blank(x) || blank(y)) return Number(blank(x)) - Number(blank(y)) || last
    const c = compare(x as NonNullable<CellValue>, y as NonNullable<CellValue>)
    return (descending ? -c : c) || last
  }
}

const textFor = (v: NonNullable<CellValue>): string =>
  Array.isArray(v) ? (typeof v[0] === 'object' ? String(v.length) : String(v[0] ?? '')) : String(v)

function compareVectors(a: readonly number[], b: readonly number[]): number {
  const sum = (v: readonly number[]) => v.reduce((x, y) => x + y, 0)
  const most = Math.max(...a) - Math.max(...b)
  return most || sum(a) - sum(b)
}

/** One comparison after the other: where the first finds no difference the next decides. */
export function comparisons(
  by: readonly SortBy[],
  columns: readonly GridColumn[],
  value: (place: number, column: GridColumn) => CellValue,
): (a: number, b: number) => number {
  const parts = by.flatMap((s) => {
    const column = columns.find((c) => c.id === s.column)
    return column ? [comparison(column, (place) => value(place, column), s.descending, false)] : []
  })
  return (a, b) => {
    for (const part of parts) {
      const c = part(a, b)
      if (c !== 0) return c
    }
    return a - b
  }
}

/** The order after a click on a heading: by this column, then the other way round, then none. Adding keeps the others before it. */
export function sortedBy(before: readonly SortBy[], column: string, add: boolean): SortBy[] {
  const own = before.find((s) => s.column === column)
  const next = !own ? [{ column, descending: false }] : own.descending ? [] : [{ column, descending: true }]
  if (!add) return next
  return own ? before.flatMap((s) => (s === own ? next : [s])) : [...before, ...next]
}

/** Drives a sort to its end, never longer than some milliseconds at a time. Null if it was stopped. */
export async function sorted(
  run: Generator<void, Int32Array>,
  signal: AbortSignal,
  slice = 12,
  now: () => number = () => performance.now(),
): Promise<Int32Array | null> {
  for (;;) {
    const until = now() + slice
    for (;;) {
      const step = run.next()
      if (step.done) return step.value
      if (now() >= until) break
    }
    await new Promise((resolve) => setTimeout(resolve))
    if (signal.aborted) return null
  }
}
