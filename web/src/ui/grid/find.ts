/** Find and replace over the texts of cells. Nothing is written before it was shown. */
import { editText, readCell, sameCellValue, type CellFault, type TextOptions } from './cell-text'
import type { CellValue, GridColumn } from './column'
import { isGroupId } from './groups'
import type { Cell } from './selection'
import type { CellWrite, GridRows } from './writes'

export interface FindWish {
  find: string
  replace: string
  /** Upper and lower case count. */
  exact: boolean
  /** The cell holds nothing else. */
  whole: boolean
}

export interface Found extends Cell {
  id: string
  column: GridColumn
  before: CellValue
  text: string
  /** The text after the replacement, and what it means; a fault if the cell cannot hold it. */
  next: string
  after?: CellValue
  fault?: CellFault
}

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** What a wish looks for; null while it says nothing. */
export function patternOf(wish: FindWish): RegExp | null {
  if (wish.find === '') return null
  const body = escape(wish.find)
  return new RegExp(wish.whole ? `^${body}$` : body, wish.exact ? 'gu' : 'giu')
}

/** Looks through some rows; the caller rests between slices. */
export function findIn(
  wish: FindWish,
  rows: GridRows,
  columns: readonly GridColumn[],
  from: number,
  to: number,
  options: TextOptions,
): Found[] {
  const pattern = patternOf(wish)
  if (!pattern) return []
  const out: Found[] = []
  for (let row = from; row < Math.min(to, rows.count); row++) {
    if (isGroupId(rows.id(row))) continue
    columns.forEach((column, col) => {
      const before = rows.value(row, column)
      if (before === undefined) return
      const text = editText(column, before, options)
      pattern.lastIndex = 0
      if (!pattern.test(text)) return
      const next = text.replace(pattern, () => wish.replace)
      const hit: Found = { row, col, id: rows.id(row), column, before, text, next }
      const reading = readCell(column, next, options)
      out.push(
        reading.ok ? { ...hit, after: reading.value } : { ...hit, fault: { fault: reading.fault, values: reading.values } },
      )
    })
  }
  return out
}

/** The changes of all cells that can hold them. */
export const replacements = (found: readonly Found[]): CellWrite[] =>
  found
    .filter((f) => !f.fault && !sameCellValue(f.column, f.before, f.after))
    .map((f) => ({ row: f.id, column: f.column, before: f.before, after: f.after }))
