/** Where the keys of a spreadsheet lead: arrows, with Ctrl to the edge of what is filled, Home, End and pages. */
import { currentRange, extendTo, farCorner, selectCell, within, type Cell, type Selection, type Size } from './selection'

export type Direction = 'up' | 'down' | 'left' | 'right'
export type Move =
  | { to: 'step' | 'edge'; direction: Direction }
  | { to: 'row-start' | 'row-end' | 'first' | 'last' | 'page-up' | 'page-down' | 'page-left' | 'page-right' }

/** What of the grid moves depend on. */
export interface Field extends Size {
  /** Rows of a page. */
  page: number
  /** Columns of a page sideways. */
  pageCols: number
  filled: (row: number, col: number) => boolean
}

const deltas: Record<Direction, Cell> = {
  up: { row: -1, col: 0 },
  down: { row: 1, col: 0 },
  left: { row: 0, col: -1 },
  right: { row: 0, col: 1 },
}

const inside = (c: Cell, f: Size) => c.row >= 0 && c.col >= 0 && c.row < f.rows && c.col < f.cols

/**
 * The edge of a block: from a filled cell with a filled neighbour to the last
 * filled one in a row; from anywhere else to the next filled one, or to the
 * border of the grid.
 */
export function edgeFrom(from: Cell, direction: Direction, f: Field): Cell {
  const d = deltas[direction]
  const next = (c: Cell): Cell => ({ row: c.row + d.row, col: c.col + d.col })
  const filled = (c: Cell) => inside(c, f) && f.filled(c.row, c.col)
  let at = from
  if (filled(from) && filled(next(from))) {
    while (filled(next(at))) at = next(at)
    return at
  }
  let last = from
  at = next(from)
  while (inside(at, f)) {
    if (filled(at)) return at
    last = at
    at = next(at)
  }
  return last
}

/** The cell a move leads to. */
export function target(from: Cell, move: Move, f: Field): Cell {
  switch (move.to) {
    case 'step': {
      const d = deltas[move.direction]
      return within({ row: from.row + d.row, col: from.col + d.col }, f)
    }
    case 'edge':
      return edgeFrom(from, move.direction, f)
    case 'row-start':
      return { row: from.row, col: 0 }
    case 'row-end':
      return { row: from.row, col: f.cols - 1 }
    case 'first':
      return { row: 0, col: 0 }
    case 'last':
      return { row: f.rows - 1, col: f.cols - 1 }
    case 'page-up':
      return within({ row: from.row - f.page, col: from.col }, f)
    case 'page-down':
      return within({ row: from.row + f.page, col: from.col }, f)
    case 'page-left':
      return within({ row: from.row, col: from.col - f.pageCols }, f)
    case 'page-right':
      return within({ row: from.row, col: from.col + f.pageCols }, f)
  }
}

/** The selection after a move; extending moves the far corner and leaves the active cell. */
export function moved(s: Selection, move: Move, extend: boolean, f: Field): Selection {
  if (!extend) return selectCell(target(s.active, move, f))
  const r = currentRange(s)
  const far = farCorner(s)
  // A whole row or column grows along its own direction only, and stays whole.
  const to = target(far, move, f)
  const wholeRows = r.left === 0 && r.right === f.cols - 1 && f.cols > 1 && s.anchor.col === 0
  const wholeCols = r.top === 0 && r.bottom === f.rows - 1 && f.rows > 1 && s.anchor.row === 0
  const sideways = 'direction' in move && (move.direction === 'left' || move.direction === 'right')
  if (wholeRows && !sideways) return extendTo(s, { row: to.row, col: f.cols - 1 })
  if (wholeCols && sideways) return extendTo(s, { row: f.rows - 1, col: to.col })
  return extendTo(s, to)
}
