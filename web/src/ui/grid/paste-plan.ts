/**
 * What a paste would do, before anything is written: which cells change, which
 * rows are new, and what is wrong, with row and column.
 */
import { readCell, sameCellValue, type CellFault, type TextOptions } from './cell-text'
import type { CellValue, GridColumn } from './column'
import { isGroupId } from './groups'
import { cellsIn, type Cell, type Range } from './selection'
import type { CellWrite, GridRows } from './writes'

export interface PasteInput {
  cells: readonly (readonly string[])[]
  numbers?: readonly (readonly (string | undefined)[])[]
}

/** How pasted rows find theirs: from the active cell down, by the key in a column, or none, so that all are new. */
export type RowMatch = 'position' | 'key' | 'new'

/** Which pasted column goes where; null leaves it out. */
export interface PasteLayout {
  /** Whether the first row is headings. */
  header: boolean
  columns: readonly (string | null)[]
  match: RowMatch
}

export type CellEffect = 'added' | 'changed' | 'same' | 'error'

export interface PlannedCell {
  /** Row and column in what is pasted, from 0, the heading row counted. */
  row: number
  col: number
  column: GridColumn
  text: string
  before: CellValue
  after: CellValue
  effect: CellEffect
  fault?: CellFault
}

export interface PlannedRow {
  row: number
  /** The row of the grid it goes to; null for a new one. */
  at: number | null
  id: string
  cells: PlannedCell[]
  effect: CellEffect
  /** Its author left it out. */
  leftOut: boolean
}

export interface PastePlan {
  rows: PlannedRow[]
  newRows: number
  changedRows: number
  changedCells: number
  sameCells: number
  faults: PlannedCell[]
  /** Rows that hold a fault and would not be written. */
  faultRows: number
}

/** What the author of a paste mends in the preview. */
export interface Mending {
  /** Other texts for cells, by "row:column" of what is pasted. */
  texts: ReadonlyMap<string, string>
  /** Rows that are left out. */
  out: ReadonlySet<number>
}

export const noMending: Mending = { texts: new Map(), out: new Set() }
export const mendKey = (row: number, col: number): string => `${row}:${col}`

const plain = (text: string) =>
  text
    .toLowerCase()
    .replace(/[\s_./-]+/g, ' ')
    .trim()

/** The column that a heading means; its name in the record and its heading in any language count. */
function columnNamed(
  text: string,
  columns: readonly GridColumn[],
  names: (c: GridColumn) => readonly string[],
): GridColumn | undefined {
  const t = plain(text)
  return t === '' ? undefined : columns.find((c) => [c.id, c.heading, ...names(c)].some((n) => plain(n) === t))
}

/**
 * Guesses the layout. The first row is headings if at least two of its cells,
 * and half of them, name columns, or its only cell does. Without headings
 * columns follow each other from the active cell.
 */
export function guessLayout(
  input: PasteInput,
  at: Cell,
  shown: readonly GridColumn[],
  all: readonly GridColumn[],
  names: (c: GridColumn) => readonly string[] = () => [],
): PasteLayout {
  const first = input.cells[0] ?? []
  const found = first.map((text) => columnNamed(text, all, names))
  const named = found.filter((c) => c !== undefined)
  const distinct = new Set(named).size === named.length
  const filled = first.filter((t) => t.trim() !== '').length
  const enough =
    input.cells.length > 1 && distinct && (named.length >= 2 ? named.length * 2 >= filled : named.length === 1 && filled === 1)
  if (enough)
    return {
      header: true,
      columns: found.map((c) => c?.id ?? null),
      match: named.some((c) => c.id === 'key') ? 'key' : 'position',
    }
  return { header: false, columns: first.map((_, i) => shown[at.col + i]?.id ?? null), match: 'position' }
}

/** A block that fills a selection made larger by whole multiples, as in a spreadsheet. */
export function tiled(input: PasteInput, selection: Range): PasteInput {
  const height = input.cells.length
  const width = input.cells[0]?.length ?? 0
  const rows = selection.bottom - selection.top + 1
  const cols = selection.right - selection.left + 1
  if (width === 0 || cellsIn(selection) <= height * width || rows % height !== 0 || cols % width !== 0) return input
  const stretch = <T>(block: readonly (readonly T[])[]): T[][] =>
    Array.from({ length: rows }, (_, i) => Array.from({ length: cols }, (_, j) => block[i % height]?.[j % width] as T))
  return { cells: stretch(input.cells), numbers: input.numbers && stretch(input.numbers) }
}

export interface PasteContext {
  at: Cell
  all: readonly GridColumn[]
  rows: GridRows
  /** The row that shows an item; undefined if none does. */
  rowOf: (key: string) => number | undefined
  options: TextOptions
}

/** Works out what a paste does. */
export function planPaste(
  input: PasteInput,
  layout: PasteLayout,
  context: PasteContext,
  mending: Mending = noMending,
): PastePlan {
  const byId = new Map(context.all.map((c) => [c.id, c]))
  const columns = layout.columns.map((id) => (id === null ? undefined : byId.get(id)))
  const keyCol = layout.match === 'key' ? columns.findIndex((c) => c?.id === 'key') : -1
  const plan: PastePlan = { rows: [], newRows: 0, changedRows: 0, changedCells: 0, sameCells: 0, faults: [], faultRows: 0 }
  const seen = new Map<string, number>()
  const start = layout.header ? 1 : 0
  let place = context.at.row
  for (let row = start; row < input.cells.length; row++) {
    const texts = (input.cells[row] ?? []).map((t, col) => mending.texts.get(mendKey(row, col)) ?? t)
    if (texts.every((t, col) => t.trim() === '' || !columns[col]) && (layout.match !== 'position' || place >= context.rows.count))
      continue
    while (place < context.rows.count && isGroupId(context.rows.id(place))) place++
    const at = rowFor(layout.match, keyCol < 0 ? '' : (texts[keyCol] ?? ''), place, context)
    place++
    const planned: PlannedRow = {
      row,
      at: at.row,
      id: at.row === null ? `$${row}` : context.rows.id(at.row),
      cells: [],
      effect: 'same',
      leftOut: mending.out.has(row),
    }
    texts.forEach((text, col) => {
      const column = columns[col]
      if (!column) return
      const number = mending.texts.has(mendKey(row, col)) || column.type !== 'number' ? undefined : input.numbers?.[row]?.[col]
      const cell = planCell(planned, col, column, number ?? text, context)
      if (col === keyCol) Object.assign(cell, keyCell(cell, at.fault, seen, row))
      planned.cells.push(cell)
    })
    if (planned.at === null) demandRequired(planned, context.all)
    count(plan, planned)
  }
  return plan
}

function rowFor(match: RowMatch, key: string, place: number, context: PasteContext): { row: number | null; fault?: CellFault } {
  if (match === 'new') return { row: null }
  if (match === 'position') return { row: place < context.rows.count ? place : null }
  const k = key.trim().toUpperCase()
  if (k === '') return { row: null }
  const row = context.rowOf(k)
  return row === undefined ? { row: null, fault: { fault: 'no-item', values: { text: k, kinds: '' } } } : { row }
}

function planCell(row: PlannedRow, col: number, column: GridColumn, text: string, context: PasteContext): PlannedCell {
  const before = row.at === null ? undefined : context.rows.value(row.at, column)
  const cell: PlannedCell = { row: row.row, col, column, text, before, after: before, effect: 'same' }
  if (column.locked) {
    const blank = text.trim() === ''
    const same = before !== undefined && [typeof before === 'string' ? before : '', JSON.stringify(before)].includes(text.trim())
    if (!blank && !same && !(column.type === 'key' && row.at === null)) {
      // A computed or recorded value that comes along is no error unless it says something else.
      const reading = readCell(
        { ...column, locked: undefined, type: column.type === 'key' ? 'text' : column.type },
        text,
        context.options,
      )
      if (!reading.ok || !sameCellValue(column, reading.value, before))
        return { ...cell, effect: 'error', fault: { fault: 'locked', values: {} } }
    }
    return cell
  }
  if (row.at === null && text.trim() === '') return cell
  const reading = readCell(column, text, context.options)
  if (!reading.ok) return { ...cell, effect: 'error', fault: { fault: reading.fault, values: reading.values } }
  if (sameCellValue(column, before, reading.value)) return cell
  return { ...cell, after: reading.value, effect: row.at === null ? 'added' : 'changed' }
}

/** The cell that names the item of a row: it finds it, or it is wrong; it is never written. */
function keyCell(cell: PlannedCell, fault: CellFault | undefined, seen: Map<string, number>, row: number): Partial<PlannedCell> {
  const key = cell.text.trim().toUpperCase()
  if (fault) return { effect: 'error', fault }
  const before = seen.get(key)
  if (key !== '' && before !== undefined)
    return { effect: 'error', fault: { fault: 'two-items', values: { text: key, first: before + 1, second: row + 1 } } }
  if (key !== '') seen.set(key, row)
  return { effect: 'same', fault: undefined }
}

/** A new row lacks what every row needs: the fault stands in the column that should hold it. */
function demandRequired(row: PlannedRow, all: readonly GridColumn[]) {
  for (const column of all) {
    if (!column.required) continue
    const cell = row.cells.find((c) => c.column.id === column.id)
    const fault: CellFault = { fault: 'required', values: { column: column.heading } }
    if (!cell)
      row.cells.push({ row: row.row, col: -1, column, text: '', before: undefined, after: undefined, effect: 'error', fault })
    else if (cell.effect === 'same' && cell.text.trim() === '') Object.assign(cell, { effect: 'error', fault })
  }
}

function count(plan: PastePlan, row: PlannedRow) {
  const faults = row.cells.filter((c) => c.effect === 'error')
  const changed = row.cells.filter((c) => c.effect === 'changed').length
  row.effect = faults.length > 0 ? 'error' : row.at === null ? 'added' : changed > 0 ? 'changed' : 'same'
  plan.rows.push(row)
  if (row.leftOut) return
  plan.faults.push(...faults)
  if (faults.length > 0) plan.faultRows++
  else if (row.at === null) plan.newRows++
  else if (changed > 0) plan.changedRows++
  if (row.at === null) return
  plan.changedCells += changed
  plan.sameCells += row.cells.filter((c) => c.effect === 'same').length
}

/** The changes of all rows that are whole and not left out. */
export function writesOf(plan: PastePlan): CellWrite[] {
  return plan.rows
    .filter((r) => !r.leftOut && r.effect !== 'error')
    .flatMap((r) =>
      r.cells
        .filter((c) => c.effect === 'added' || c.effect === 'changed')
        .map((c) => ({ row: r.id, column: c.column, before: c.before, after: c.after })),
    )
}
