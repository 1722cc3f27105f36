/** Changes of cells, before they become steps of a commit: what edits, fills, clears and pastes have in common. */
import { readCell, sameCellValue, editText, type CellFault, type TextOptions } from './cell-text'
import type { CellValue, GridColumn } from './column'
import { isGroupId } from './groups'
import { selectedCells, type Cell, type Range, type Selection } from './selection'
import { seriesOf } from './series'

/** One cell that gets another value. */
export interface CellWrite {
  /** The key of the item, or $name for one that is made in the same commit. */
  row: string
  column: GridColumn
  before: CellValue
  after: CellValue
}

/** A cell that cannot be written, and why. */
export interface WriteFault extends CellFault {
  /** Row as it is shown, from 0. */
  at: number
  column: GridColumn
}

export interface Writing {
  writes: CellWrite[]
  faults: WriteFault[]
  /** The commit that what stood before was read at, if it is not the one the rows were read at now. */
  readAt?: number
}

/** The rows a gesture works on. */
export interface GridRows {
  /** How many rows hold items. */
  count: number
  /** The key of the item in a row. */
  id: (row: number) => string
  value: (row: number, column: GridColumn) => CellValue
}

const empty = (): Writing => ({ writes: [], faults: [] })

function put(out: Writing, rows: GridRows, at: number, column: GridColumn, after: CellValue) {
  if (isGroupId(rows.id(at))) return
  const before = rows.value(at, column)
  if (sameCellValue(column, before, after)) return
  out.writes.push({ row: rows.id(at), column, before, after })
}

/** The same text into every selected cell, read as each column reads it (Ctrl+Enter). */
export function fillWith(
  text: string,
  s: Selection,
  columns: readonly GridColumn[],
  rows: GridRows,
  options: TextOptions,
): Writing {
  const out = empty()
  for (const { row, col } of selectedCells(s)) {
    const column = columns[col]
    if (!column || row >= rows.count) continue
    const reading = readCell(column, text, options)
    if (reading.ok) put(out, rows, row, column, reading.value)
    else out.faults.push({ at: row, column, fault: reading.fault, values: reading.values })
  }
  return out
}

/** Empties cells. What every row needs, and what is not written here, stays. */
export function clear(s: Selection, columns: readonly GridColumn[], rows: GridRows): Writing {
  const out = empty()
  for (const { row, col } of selectedCells(s)) {
    const column = columns[col]
    if (!column || row >= rows.count || rows.value(row, column) === undefined) continue
    if (column.locked) out.faults.push({ at: row, column, fault: 'locked', values: {} })
    else if (column.required) out.faults.push({ at: row, column, fault: 'required', values: { column: column.heading } })
    else put(out, rows, row, column, undefined)
  }
  return out
}

/** Copies the first row of each range into the rows below it; a range of one row takes the row above (Ctrl+D). */
export function fillDown(s: Selection, columns: readonly GridColumn[], rows: GridRows): Writing {
  const out = empty()
  for (const r of s.ranges) {
    const source = r.top === r.bottom ? r.top - 1 : r.top
    if (source < 0) continue
    const last = Math.min(r.bottom, rows.count - 1)
    for (let col = r.left; col <= r.right; col++) {
      const column = columns[col]
      if (!column) continue
      if (column.locked) {
        if (r.left === r.right) out.faults.push({ at: r.top, column, fault: 'locked', values: {} })
        continue
      }
      const value = rows.value(source, column)
      for (let at = source + 1; at <= last; at++) {
        if (at < r.top) continue
        if (value === undefined && column.required)
          out.faults.push({ at, column, fault: 'required', values: { column: column.heading } })
        else put(out, rows, at, column, value)
      }
    }
  }
  return out
}

/** Copies the first column of each range into the columns right of it; a range of one column takes the one to its left (Ctrl+R). */
export function fillRight(s: Selection, columns: readonly GridColumn[], rows: GridRows, options: TextOptions): Writing {
  const out = empty()
  for (const r of s.ranges) {
    const source = r.left === r.right ? r.left - 1 : r.left
    const from = columns[source]
    if (!from) continue
    for (let at = r.top; at <= Math.min(r.bottom, rows.count - 1); at++) {
      const text = editText(from, rows.value(at, from), options)
      for (let col = source + 1; col <= r.right; col++) {
        const column = columns[col]
        if (!column) continue
        const reading = readCell(column, text, options)
        if (reading.ok) put(out, rows, at, column, reading.value)
        else out.faults.push({ at, column, fault: reading.fault, values: reading.values })
      }
    }
  }
  return out
}

/** Goes on with a range into the rows or columns it was drawn out to: a series where its values are one. With copy they are repeated. */
export function drawnOut(
  from: Range,
  to: Range,
  columns: readonly GridColumn[],
  rows: GridRows,
  options: TextOptions,
  copy = false,
): Writing {
  const out = empty()
  const span = (a: number, b: number) => Array.from({ length: Math.max(0, b - a + 1) }, (_, i) => a + i)
  if (to.right > from.right)
    return fillRight({ active: { row: from.top, col: from.right }, anchor: { row: from.top, col: from.left }, ranges: [{ ...from, left: from.right, right: to.right }] }, columns, rows, options) // prettier-ignore
  for (const col of span(from.left, from.right)) {
    const column = columns[col]
    if (!column) continue
    if (column.locked) {
      if (from.left === from.right) out.faults.push({ at: from.top, column, fault: 'locked', values: {} })
      continue
    }
    const up = to.top < from.top
    const source = span(from.top, Math.min(from.bottom, rows.count - 1)).filter((at) => !isGroupId(rows.id(at)))
    const values = source.map((at) => rows.value(at, column))
    const next = seriesOf(column, up ? values.reverse() : values, copy)
    const targets = up ? span(to.top, from.top - 1).reverse() : span(from.bottom + 1, Math.min(to.bottom, rows.count - 1))
    targets
      .filter((at) => !isGroupId(rows.id(at)))
      .forEach((at, place) => {
        const value = next(place)
        if (value === undefined && column.required)
          out.faults.push({ at, column, fault: 'required', values: { column: column.heading } })
        else put(out, rows, at, column, value)
      })
  }
  return out
}

/** The cells of a range as text, to copy or export. Several ranges are copied only if they line up. */
export function copied(
  s: Selection,
  columns: readonly GridColumn[],
  rows: GridRows,
  text: (column: GridColumn, value: CellValue) => string,
): string[][] | null {
  const parts = lined(s.ranges)
  if (!parts) return null
  return parts.rows
    .filter((row) => row < rows.count && !isGroupId(rows.id(row)))
    .map((row) =>
      parts.cols.map((col) => {
        const column = columns[col]
        return column ? text(column, rows.value(row, column)) : ''
      }),
    )
}

/** Rows and columns of ranges that form one block without their gaps; null if they do not. */
function lined(ranges: readonly Range[]): { rows: number[]; cols: number[] } | null {
  const span = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i)
  const [first] = ranges
  if (!first) return null
  const sorted = (a: readonly number[]) => [...new Set(a)].sort((x, y) => x - y)
  const rows = span(first.top, first.bottom)
  const cols = span(first.left, first.right)
  if (ranges.every((r) => r.left === first.left && r.right === first.right))
    return { rows: sorted(ranges.flatMap((r) => span(r.top, r.bottom))), cols }
  if (ranges.every((r) => r.top === first.top && r.bottom === first.bottom))
    return { rows, cols: sorted(ranges.flatMap((r) => span(r.left, r.right))) }
  return null
}

/** Whether a cell is empty, for moves to the edge of what is filled. */
export const isFilled = (rows: GridRows, columns: readonly GridColumn[], c: Cell): boolean => {
  const column = columns[c.col]
  if (!column || c.row >= rows.count) return false
  const value = rows.value(c.row, column)
  return value !== undefined && !(Array.isArray(value) && value.length === 0)
}
