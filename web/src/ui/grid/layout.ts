/** Which columns are shown, in which order and how wide, and which of them are in sight. */
import type { GridColumn } from './column'

export const rowHeight = 28
/** Heights that a user can choose: dense, comfortable, and three lines of text. */
export const rowHeights: readonly number[] = [rowHeight, 34, 60]
export const gutter = 48
const narrowest = 40
const widest = 900

/** How a user arranged the columns of one kind. Columns it does not name are as the grid has them. */
export interface ColumnLayout {
  /** Shown columns in order. The key is always the first. */
  shown: string[]
  widths: Record<string, number>
  /** So many columns stay in sight, the key counted; one if missing. */
  frozen?: number
  /** Height of rows; the plain one if missing. */
  row?: number
  /** The column whose values put rows into groups. */
  group?: string
}

/** The columns to show, with their widths. A layout may name columns that are gone. */
export function arranged(all: readonly GridColumn[], layout: ColumnLayout): GridColumn[] {
  const byId = new Map(all.map((c) => [c.id, c]))
  const ids = ['key', ...layout.shown.filter((id) => id !== 'key')]
  return [...new Set(ids)]
    .map((id) => byId.get(id))
    .filter((c) => c !== undefined)
    .map((c) => ({ ...c, width: layout.widths[c.id] ?? c.width }))
}

/** Shows a column or hides it; a shown one comes at the end. */
export function toggled(layout: ColumnLayout, id: string): ColumnLayout {
  if (id === 'key') return layout
  const shown = layout.shown.includes(id) ? layout.shown.filter((s) => s !== id) : [...layout.shown, id]
  return { ...layout, shown }
}

/** Moves a column to the place of another. */
export function movedColumn(layout: ColumnLayout, id: string, to: number): ColumnLayout {
  const rest = layout.shown.filter((s) => s !== id)
  if (id === 'key' || rest.length === layout.shown.length) return layout
  const place = Math.max(0, Math.min(to, rest.length))
  return { ...layout, shown: [...rest.slice(0, place), id, ...rest.slice(place)] }
}

/** Makes a column wider or narrower. */
export const widened = (layout: ColumnLayout, id: string, width: number): ColumnLayout => ({
  ...layout,
  widths: { ...layout.widths, [id]: Math.round(Math.max(narrowest, Math.min(width, widest))) },
})

/** Whether something read from storage is such a layout. */
export function isColumnLayout(x: unknown): x is ColumnLayout {
  const l = x as Partial<ColumnLayout> | null
  return (
    typeof l === 'object' &&
    l !== null &&
    Array.isArray(l.shown) &&
    l.shown.every((s) => typeof s === 'string') &&
    typeof l.widths === 'object' &&
    l.widths !== null &&
    Object.values(l.widths).every((w) => typeof w === 'number') &&
    (l.frozen === undefined || (Number.isInteger(l.frozen) && l.frozen > 0)) &&
    (l.row === undefined || rowHeights.includes(l.row)) &&
    (l.group === undefined || typeof l.group === 'string')
  )
}

/** Where columns begin, with the end of the last one: offsets[i] to offsets[i + 1]. */
export function offsetsOf(columns: readonly GridColumn[]): number[] {
  const out = [0]
  for (const c of columns) out.push((out.at(-1) ?? 0) + c.width)
  return out
}

/** Keeps the columns up to one in sight; the same column again frees all but the key. */
export const frozenTo = (layout: ColumnLayout, id: string): ColumnLayout => {
  const count = id === 'key' ? 1 : layout.shown.filter((s) => s !== 'key').indexOf(id) + 2
  return { ...layout, frozen: count === (layout.frozen ?? 1) ? 1 : Math.max(count, 1) }
}

/** The last place whose offset is not behind x. */
export function placeAt(offsets: readonly number[], x: number): number {
  let low = 0
  let high = offsets.length - 2
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((offsets[middle] ?? 0) <= x) low = middle
    else high = middle - 1
  }
  return Math.max(low, 0)
}

/** Rows and columns to draw; the end is not included. */
export interface Window {
  top: number
  bottom: number
  left: number
  right: number
}

/** What is in sight, and some more so that a step does not show a gap. Frozen columns are always drawn, so they are not counted. */
export function windowOf(
  scroll: { top: number; left: number; width: number; height: number },
  rows: number,
  offsets: readonly number[],
  row = rowHeight,
  frozen = 1,
): Window {
  const over = 6
  const top = Math.max(0, Math.floor(scroll.top / row) - over)
  const bottom = Math.min(rows, Math.ceil((scroll.top + scroll.height) / row) + over)
  const cols = offsets.length - 1
  const left = Math.max(frozen, placeAt(offsets, scroll.left + (offsets[frozen] ?? 0)) - 1)
  const right = Math.min(cols, placeAt(offsets, scroll.left + Math.max(scroll.width - gutter, 0)) + 2)
  return { top, bottom: Math.max(top, bottom), left: Math.min(left, cols), right: Math.max(left, right) }
}

/** How far to scroll so that a cell is in sight. */
export function scrollFor(
  cell: { row: number; col: number },
  scroll: { top: number; left: number; width: number; height: number },
  offsets: readonly number[],
  head: number,
  row = rowHeight,
  count = 1,
): { top: number; left: number } {
  const y = cell.row * row
  const room = scroll.height - head
  const top = y < scroll.top ? y : y + row > scroll.top + room ? y + row - room : scroll.top
  if (cell.col < count) return { top, left: scroll.left }
  const frozen = offsets[count] ?? 0
  const start = (offsets[cell.col] ?? 0) - frozen
  const end = (offsets[cell.col + 1] ?? 0) - frozen
  const wide = scroll.width - gutter - frozen
  const left = start < scroll.left || end - start > wide ? start : end > scroll.left + wide ? end - wide : scroll.left
  return { top, left }
}
