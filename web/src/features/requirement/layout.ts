/** Where things stand in the matrix, which part of it is drawn, and how far to scroll for a cell. */

export const rowHeight = 26
/** Columns are drawn in runs, so that scrolling sideways adds runs and touches no other cell. */
export const runOf = 3

export interface Measures {
  /** Width of the row heads, of a column, and the height of the column heads. */
  rowHead: number
  column: number
  head: number
}

/** Narrow columns show key and name, wide ones the vector too. */
export const measures = (wide: boolean, roomy: boolean): Measures => ({
  rowHead: roomy ? 344 : 260,
  column: wide ? 82 : 54,
  head: wide ? 72 : 46,
})

export interface Port {
  top: number
  left: number
  width: number
  height: number
}

/** Lines and runs of columns to draw; the ends are not included. */
export interface Drawn {
  top: number
  bottom: number
  first: number
  last: number
}

const over = 3

/** What is in sight, and some more so that a step shows no hole. */
export function drawnOf(port: Port, lines: number, columns: number, at: Measures): Drawn {
  const top = Math.max(0, Math.floor(port.top / rowHeight) - over)
  const bottom = Math.min(lines, Math.ceil((port.top + port.height - at.head) / rowHeight) + over)
  const runs = Math.ceil(columns / runOf)
  const run = at.column * runOf
  const first = Math.max(0, Math.floor(port.left / run))
  const last = Math.min(runs, Math.ceil((port.left + port.width - at.rowHead) / run) + 1)
  return {
    top: Math.min(top, Math.max(bottom, 0)),
    bottom: Math.max(bottom, 0),
    first: Math.min(first, last),
    last: Math.max(last, 0),
  }
}

/** New cells that one frame draws at most, so that no step of scrolling holds the page up. */
const eachFrame = 120

/** The next step from what is drawn to what is to be drawn: what goes, goes at once; what comes, comes a little each frame. */
export function towards(now: Drawn, goal: Drawn): Drawn {
  const top = Math.max(now.top, goal.top)
  const bottom = Math.min(now.bottom, goal.bottom)
  const first = Math.max(now.first, goal.first)
  const last = Math.min(now.last, goal.last)
  if (top >= bottom || first >= last) {
    // Nothing of it is there yet: the upper lines come first.
    const lines = Math.max(2, Math.floor(eachFrame / Math.max(1, (goal.last - goal.first) * runOf)))
    return { ...goal, bottom: Math.min(goal.bottom, goal.top + lines) }
  }
  const run = Math.max(1, Math.floor(eachFrame / ((bottom - top) * runOf)))
  if (first > goal.first) return { top, bottom, first: Math.max(goal.first, first - run), last }
  if (last < goal.last) return { top, bottom, first, last: Math.min(goal.last, last + run) }
  const lines = Math.max(2, Math.floor(eachFrame / ((last - first) * runOf)))
  if (bottom < goal.bottom) return { top, bottom: Math.min(goal.bottom, bottom + lines), first, last }
  return { top: Math.max(goal.top, top - lines), bottom, first, last }
}

/** How far to scroll so that a cell is in sight and no head covers it. */
export function scrollTo(cell: { row: number; col: number }, port: Port, at: Measures): { top: number; left: number } {
  const y = cell.row * rowHeight
  const x = cell.col * at.column
  const high = port.height - at.head
  const wide = port.width - at.rowHead
  return {
    top: y < port.top ? y : y + rowHeight > port.top + high ? y + rowHeight - high : port.top,
    left: x < port.left ? x : x + at.column > port.left + wide ? x + at.column - wide : port.left,
  }
}

/** What lies under a point of the grid, counted from the corner of its box. Row or column -1 is a head. */
export function cellUnder(
  point: { x: number; y: number },
  port: Port,
  size: { rows: number; cols: number },
  at: Measures,
): { row: number; col: number } | null {
  const row = point.y < at.head ? -1 : Math.floor((point.y - at.head + port.top) / rowHeight)
  const col = point.x < at.rowHead ? -1 : Math.floor((point.x - at.rowHead + port.left) / at.column)
  return row >= size.rows || col >= size.cols ? null : { row, col }
}
