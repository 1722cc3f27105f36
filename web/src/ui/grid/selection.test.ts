import { describe, expect, it } from 'vitest'
import { edgeFrom, moved, target, type Field, type Move } from './moves'
import {
  addCell,
  cellsIn,
  currentRange,
  cycle,
  extendTo,
  farCorner,
  fitted,
  inRange,
  isSelected,
  isSingle,
  selectAll,
  selectCell,
  selectColumns,
  selectRows,
  selectedCells,
  selectedRows,
  type Selection,
} from './selection'

const size = { rows: 4, cols: 3 }
const all = Array.from({ length: 12 }, (_, i) => ({ row: Math.floor(i / 3), col: i % 3 }))
const field = (filled: (r: number, c: number) => boolean, rows = 4, cols = 3): Field => ({
  rows,
  cols,
  page: 2,
  pageCols: 2,
  filled,
})
const every: Move[] = [
  ...(['up', 'down', 'left', 'right'] as const).flatMap((direction): Move[] => [
    { to: 'step', direction },
    { to: 'edge', direction },
  ]),
  ...(['row-start', 'row-end', 'first', 'last', 'page-up', 'page-down', 'page-left', 'page-right'] as const).map((to): Move => ({
    to,
  })),
]

/** What holds for every selection. */
function sound(s: Selection, what: string) {
  expect(inRange(currentRange(s), s.anchor), `${what}: the anchor lies in the last range`).toBe(true)
  expect(isSelected(s, s.active), `${what}: the active cell is selected`).toBe(true)
  for (const r of s.ranges)
    expect(
      r.top >= 0 && r.left >= 0 && r.bottom < size.rows && r.right < size.cols && r.top <= r.bottom && r.left <= r.right,
      `${what}: ${JSON.stringify(r)}`,
    ).toBe(true)
}

describe('selection', () => {
  it('extends from the anchor to any cell, in any direction', () => {
    for (const a of all)
      for (const b of all) {
        const s = extendTo(selectCell(a), b)
        sound(s, `${JSON.stringify(a)} to ${JSON.stringify(b)}`)
        expect(s.active).toEqual(a)
        expect(farCorner(s)).toEqual(b)
        expect(cellsIn(currentRange(s))).toBe((Math.abs(a.row - b.row) + 1) * (Math.abs(a.col - b.col) + 1))
        expect(selectedCells(s)).toHaveLength(cellsIn(currentRange(s)))
      }
  })

  it('counts cells of overlapping ranges once', () => {
    const s = extendTo(addCell(extendTo(selectCell({ row: 0, col: 0 }), { row: 1, col: 1 }), { row: 1, col: 1 }), {
      row: 2,
      col: 2,
    })
    expect(s.ranges).toHaveLength(2)
    expect(selectedCells(s)).toHaveLength(7)
    expect(selectedRows(s)).toEqual([0, 1, 2])
  })

  it('selects whole rows and columns, extends and adds them', () => {
    const rows = selectRows(selectCell({ row: 1, col: 1 }), 1, 1, size)
    expect(currentRange(rows)).toEqual({ top: 1, bottom: 1, left: 0, right: 2 })
    expect(currentRange(selectRows(rows, 3, 3, size, 'extend'))).toEqual({ top: 1, bottom: 3, left: 0, right: 2 })
    expect(selectedRows(selectRows(rows, 3, 3, size, 'add'))).toEqual([1, 3])
    const cols = selectColumns(rows, 2, 2, size)
    expect(currentRange(cols)).toEqual({ top: 0, bottom: 3, left: 2, right: 2 })
    expect(selectedCells(selectColumns(cols, 0, 0, size, 'add'))).toHaveLength(8)
    expect(selectedCells(selectAll(cols, size))).toHaveLength(12)
  })

  it('goes round a selection of several ranges with Tab and comes back to where it began', () => {
    const start = extendTo(addCell(extendTo(selectCell({ row: 0, col: 0 }), { row: 1, col: 1 }), { row: 3, col: 0 }), {
      row: 3,
      col: 2,
    })
    for (const along of ['row', 'column'] as const)
      for (const step of [1, -1] as const) {
        let s = start
        const seen = new Set<string>()
        for (let i = 0; i < 7; i++) {
          expect(isSelected(s, s.active)).toBe(true)
          seen.add(JSON.stringify(s.active))
          s = cycle(s, along, step, size)
          expect(s.ranges).toEqual(start.ranges)
        }
        expect(seen.size, `${along} ${step}`).toBe(7)
        expect(s.active).toEqual(start.active)
      }
  })

  it('goes on at the start of the next row with Tab when one cell is selected', () => {
    expect(cycle(selectCell({ row: 0, col: 2 }), 'row', 1, size).active).toEqual({ row: 1, col: 0 })
    expect(cycle(selectCell({ row: 1, col: 0 }), 'row', -1, size).active).toEqual({ row: 0, col: 2 })
    expect(cycle(selectCell({ row: 3, col: 2 }), 'row', 1, size).active).toEqual({ row: 3, col: 2 })
    expect(cycle(selectCell({ row: 0, col: 0 }), 'row', -1, size).active).toEqual({ row: 0, col: 0 })
    expect(cycle(selectCell({ row: 0, col: 1 }), 'column', 1, size).active).toEqual({ row: 1, col: 1 })
  })

  it('stays inside when rows or columns go away', () => {
    for (const a of all)
      for (const b of all)
        for (const small of [
          { rows: 1, cols: 1 },
          { rows: 2, cols: 3 },
          { rows: 4, cols: 2 },
        ]) {
          const s = fitted(extendTo(selectCell(a), b), small)
          for (const r of s.ranges) expect(r.bottom < small.rows && r.right < small.cols).toBe(true)
          expect(isSelected(s, s.active)).toBe(true)
        }
  })
})

describe('moves', () => {
  it('stay in the grid from every cell, for every pattern of one filled column', () => {
    for (let mask = 0; mask < 16; mask++) {
      const f = field((r) => ((mask >> r) & 1) === 1)
      for (const from of all)
        for (const move of every) {
          const to = target(from, move, f)
          expect(to.row >= 0 && to.row < 4 && to.col >= 0 && to.col < 3, `${JSON.stringify(from)} ${JSON.stringify(move)}`).toBe(
            true,
          )
          const plain = moved(selectCell(from), move, false, f)
          expect(isSingle(plain)).toBe(true)
          expect(plain.active).toEqual(to)
          sound(moved(selectCell(from), move, true, f), 'extended')
        }
    }
  })

  it('go to the edge of a block, over a gap to the next block, and to the border', () => {
    const column = [true, true, true, false, false, true, false]
    const f = field((r) => column[r] ?? false, column.length, 1)
    const down = (row: number) => edgeFrom({ row, col: 0 }, 'down', f).row
    const up = (row: number) => edgeFrom({ row, col: 0 }, 'up', f).row
    expect([0, 1, 2, 3, 4, 5, 6].map(down)).toEqual([2, 2, 5, 5, 5, 6, 6])
    expect([0, 1, 2, 3, 4, 5, 6].map(up)).toEqual([0, 0, 0, 2, 2, 2, 5])
  })

  it('with Shift they grow and shrink the range and leave the active cell', () => {
    const f = field(() => true)
    let s = selectCell({ row: 1, col: 1 })
    s = moved(s, { to: 'step', direction: 'down' }, true, f)
    s = moved(s, { to: 'step', direction: 'right' }, true, f)
    expect(currentRange(s)).toEqual({ top: 1, bottom: 2, left: 1, right: 2 })
    s = moved(moved(s, { to: 'step', direction: 'up' }, true, f), { to: 'step', direction: 'up' }, true, f)
    expect(currentRange(s)).toEqual({ top: 0, bottom: 1, left: 1, right: 2 })
    expect(s.active).toEqual({ row: 1, col: 1 })
  })

  it('with Shift keep whole rows whole', () => {
    const f = field(() => true)
    const s = moved(selectRows(selectCell({ row: 1, col: 0 }), 1, 1, size), { to: 'step', direction: 'down' }, true, f)
    expect(currentRange(s)).toEqual({ top: 1, bottom: 2, left: 0, right: 2 })
  })
})
