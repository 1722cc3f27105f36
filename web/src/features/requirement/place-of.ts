/** The active cell by name, as it stands in the address and outlives filters: "ZON-3 SR 3.4 RE(1)", "ZON-3 SI". */
import type { Matrix } from '../../api/matrix-queries'
import { frs, type Fr } from '../../domain/sl'
import type { Cell } from '../../ui/grid/selection'
import type { Spot } from './assess'
import type { Line } from './filter'

/** The name of a cell; empty where there is none. */
export function nameOf(m: Matrix, lines: readonly Line[], columns: readonly number[], cell: Cell): string {
  const line = lines[cell.row]
  const place = m.places[columns[cell.col] ?? -1]
  if (!line || !place) return ''
  return `${place.key} ${line.is === 'group' ? line.fr : m.rows[line.row]!.row}`
}

/** Where a name stands among the lines and columns that are shown; null if it does not. */
export function cellOf(m: Matrix, lines: readonly Line[], columns: readonly number[], name: string): Cell | null {
  const space = name.indexOf(' ')
  const key = name.slice(0, space)
  const what = name.slice(space + 1)
  const col = columns.findIndex((place) => m.places[place]!.key === key)
  const fr = frs.find((f) => f === what)
  const row = lines.findIndex((l) => (l.is === 'group' ? l.fr === fr : m.rows[l.row]!.row === what))
  return row < 0 || col < 0 ? null : { row, col }
}

/** A cell of the document, or the head of an FR on a place. */
export type Place = { is: 'cell'; spot: Spot } | { is: 'group'; fr: Fr; place: number }

/** What a name is about, whether it is shown or not. */
export function placeOf(m: Matrix, name: string): Place | null {
  const space = name.indexOf(' ')
  const place = m.places.findIndex((p) => p.key === name.slice(0, space))
  const what = name.slice(space + 1)
  const fr = frs.find((f) => f === what)
  if (place < 0) return null
  if (fr) return { is: 'group', fr, place }
  const row = m.rows.findIndex((r) => r.row === what)
  return row < 0 ? null : { is: 'cell', spot: { row, place } }
}

/** The next cell with a bit set, down the column and then from the top of the next one; null if there is none. */
export function nextOpen(
  lines: readonly Line[],
  columns: readonly number[],
  is: (row: number, place: number) => boolean,
  from: Cell,
  step: 1 | -1,
): Cell | null {
  const total = lines.length * columns.length
  const start = from.col * lines.length + from.row
  for (let i = 1; i <= total; i++) {
    const at = (((start + step * i) % total) + total) % total
    const row = at % lines.length
    const col = Math.floor(at / lines.length)
    const line = lines[row]!
    if (line.is === 'row' && is(line.row, columns[col]!)) return { row, col }
  }
  return null
}

/** The cells of a range that are rows of the catalogue. */
export function spotsIn(
  lines: readonly Line[],
  columns: readonly number[],
  range: { top: number; left: number; bottom: number; right: number },
): Spot[] {
  const out: Spot[] = []
  for (let i = range.top; i <= Math.min(range.bottom, lines.length - 1); i++) {
    const line = lines[i]!
    if (line.is !== 'row') continue
    for (let c = range.left; c <= Math.min(range.right, columns.length - 1); c++) out.push({ row: line.row, place: columns[c]! })
  }
  return out
}
