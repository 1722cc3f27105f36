/**
 * What is selected in a grid, as in a spreadsheet: one active cell, and ranges
 * of which the last is the one that grows. Rows and columns count from 0 in the
 * order they are shown.
 */
export interface Cell {
  row: number
  col: number
}

/** A rectangle of cells, both ends included. */
export interface Range {
  top: number
  left: number
  bottom: number
  right: number
}

export interface Size {
  rows: number
  cols: number
}

export interface Selection {
  /** Where typing goes. Always inside the last range. */
  active: Cell
  /** The corner of the last range that stays when it grows. */
  anchor: Cell
  ranges: readonly Range[]
}

const clamp = (n: number, most: number) => Math.max(0, Math.min(n, most))

/** The cell, or the nearest one that there is. */
export const within = (cell: Cell, size: Size): Cell => ({
  row: clamp(cell.row, size.rows - 1),
  col: clamp(cell.col, size.cols - 1),
})

/** The rectangle between two corners. */
export const rangeOf = (a: Cell, b: Cell): Range => ({
  top: Math.min(a.row, b.row),
  left: Math.min(a.col, b.col),
  bottom: Math.max(a.row, b.row),
  right: Math.max(a.col, b.col),
})

export const inRange = (r: Range, c: Cell): boolean => c.row >= r.top && c.row <= r.bottom && c.col >= r.left && c.col <= r.right
export const cellsIn = (r: Range): number => (r.bottom - r.top + 1) * (r.right - r.left + 1)
export const sameCell = (a: Cell, b: Cell): boolean => a.row === b.row && a.col === b.col

/** One cell, and nothing else. */
export const selectCell = (cell: Cell): Selection => ({ active: cell, anchor: cell, ranges: [rangeOf(cell, cell)] })

/** The range that grows. */
export const currentRange = (s: Selection): Range => s.ranges.at(-1) ?? rangeOf(s.active, s.active)

/** The corner opposite to the anchor: the one that arrows with Shift move. */
export function farCorner(s: Selection): Cell {
  const r = currentRange(s)
  return { row: s.anchor.row === r.top ? r.bottom : r.top, col: s.anchor.col === r.left ? r.right : r.left }
}

/** The last range from its anchor to a cell (Shift and click). */
export const extendTo = (s: Selection, to: Cell): Selection => ({
  ...s,
  active: s.anchor,
  ranges: [...s.ranges.slice(0, -1), rangeOf(s.anchor, to)],
})

/** Another range beside those there are (Ctrl and click). */
export const addCell = (s: Selection, cell: Cell): Selection => ({
  active: cell,
  anchor: cell,
  ranges: [...s.ranges, rangeOf(cell, cell)],
})

/** Whole rows. The active cell stays in its column, as in a spreadsheet it goes to the first. */
export function selectRows(
  s: Selection,
  from: number,
  to: number,
  size: Size,
  how: 'only' | 'add' | 'extend' = 'only',
): Selection {
  const start = how === 'extend' ? s.anchor.row : from
  const range: Range = { top: Math.min(start, to), bottom: Math.max(start, to), left: 0, right: size.cols - 1 }
  const cell = { row: start, col: 0 }
  const before = how === 'only' ? [] : how === 'add' ? s.ranges : s.ranges.slice(0, -1)
  return { active: cell, anchor: cell, ranges: [...before, range] }
}

/** Whole columns. */
export function selectColumns(
  s: Selection,
  from: number,
  to: number,
  size: Size,
  how: 'only' | 'add' | 'extend' = 'only',
): Selection {
  const start = how === 'extend' ? s.anchor.col : from
  const range: Range = { top: 0, bottom: size.rows - 1, left: Math.min(start, to), right: Math.max(start, to) }
  const cell = { row: 0, col: start }
  const before = how === 'only' ? [] : how === 'add' ? s.ranges : s.ranges.slice(0, -1)
  return { active: cell, anchor: cell, ranges: [...before, range] }
}

/** Everything; the active cell stays. */
export const selectAll = (s: Selection, size: Size): Selection => ({
  active: s.active,
  anchor: { row: 0, col: 0 },
  ranges: [{ top: 0, left: 0, bottom: size.rows - 1, right: size.cols - 1 }],
})

/** Whether a cell is selected. */
export const isSelected = (s: Selection, c: Cell): boolean => s.ranges.some((r) => inRange(r, c))

/** Whether only the active cell is. */
export const isSingle = (s: Selection): boolean => s.ranges.length === 1 && cellsIn(currentRange(s)) === 1

/** Whether a range covers all columns, so that it means rows. */
export const isWholeRows = (r: Range, size: Size): boolean => r.left === 0 && r.right === size.cols - 1

/** The rows that any range touches, ascending, each once. */
export function selectedRows(s: Selection): number[] {
  const rows = new Set<number>()
  for (const r of s.ranges) for (let i = r.top; i <= r.bottom; i++) rows.add(i)
  return [...rows].sort((a, b) => a - b)
}

/** Every selected cell once, by row and then by column. */
export function selectedCells(s: Selection): Cell[] {
  const only = s.ranges.length === 1 ? s.ranges[0] : undefined
  const out: Cell[] = []
  for (const row of selectedRows(s)) {
    if (only) {
      for (let col = only.left; col <= only.right; col++) out.push({ row, col })
      continue
    }
    const cols = new Set<number>()
    for (const r of s.ranges) if (row >= r.top && row <= r.bottom) for (let col = r.left; col <= r.right; col++) cols.add(col)
    for (const col of [...cols].sort((a, b) => a - b)) out.push({ row, col })
  }
  return out
}

/** The selection after rows or columns went away. */
export function fitted(s: Selection, size: Size): Selection {
  if (size.rows === 0 || size.cols === 0) return s
  const last = { row: size.rows - 1, col: size.cols - 1 }
  const fits =
    s.ranges.every((r) => r.bottom <= last.row && r.right <= last.col) && s.active.row <= last.row && s.active.col <= last.col
  if (fits) return s
  const active = within(s.active, size)
  const ranges = s.ranges
    .map((r) => ({ top: r.top, left: r.left, bottom: Math.min(r.bottom, last.row), right: Math.min(r.right, last.col) }))
    .filter((r) => r.top <= r.bottom && r.left <= r.right)
  const lastRange = ranges.at(-1)
  if (!lastRange || !inRange(lastRange, active)) return selectCell(active)
  return { active, anchor: within(s.anchor, size), ranges }
}

/**
 * The next cell for Tab (by columns) and Enter (by rows). Inside a selection of
 * several cells it goes round all of them, range after range; else over the
 * whole grid, where Tab goes on at the start of the next row.
 */
export function cycle(s: Selection, along: 'row' | 'column', step: 1 | -1, size: Size): Selection {
  if (!isSingle(s)) return { ...s, ...cycleInside(s, along, step) }
  const { row, col } = s.active
  if (along === 'column') return selectCell(within({ row: row + step, col }, size))
  if (col + step >= size.cols) return selectCell(row + 1 < size.rows ? { row: row + 1, col: 0 } : s.active)
  if (col + step < 0) return selectCell(row > 0 ? { row: row - 1, col: size.cols - 1 } : s.active)
  return selectCell({ row, col: col + step })
}

function cycleInside(s: Selection, along: 'row' | 'column', step: 1 | -1): Pick<Selection, 'active' | 'anchor' | 'ranges'> {
  const at = s.ranges.findLastIndex((r) => inRange(r, s.active))
  const r = s.ranges[at] ?? currentRange(s)
  const width = r.right - r.left + 1
  const height = r.bottom - r.top + 1
  const place =
    along === 'row'
      ? (s.active.row - r.top) * width + (s.active.col - r.left)
      : (s.active.col - r.left) * height + (s.active.row - r.top)
  const next = place + step
  const cellAt = (range: Range, i: number): Cell => {
    const w = range.right - range.left + 1
    const h = range.bottom - range.top + 1
    return along === 'row'
      ? { row: range.top + Math.floor(i / w), col: range.left + (i % w) }
      : { row: range.top + (i % h), col: range.left + Math.floor(i / h) }
  }
  if (next >= 0 && next < width * height) return { active: cellAt(r, next), anchor: s.anchor, ranges: s.ranges }
  // The next range becomes the last one, so that it is the one that grows.
  const other = s.ranges[(at + step + s.ranges.length) % s.ranges.length] ?? r
  const active = cellAt(other, step > 0 ? 0 : cellsIn(other) - 1)
  return { active, anchor: s.anchor, ranges: s.ranges }
}
