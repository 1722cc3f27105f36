import { describe, expect, it } from 'vitest'
import { cellAt, noOverlay, overlayOf } from './cells'
import { mayCompensate, standingOf, targetsOf } from './compensate'
import { column, matrixOf } from './testing'

const open = (key: string): [string, string, string, string, string] => [
  key,
  'not met',
  'no design',
  'does not count',
  'assessment',
]
const met = (key: string): [string, string, string, string, string] => [key, 'met', 'complete', 'met', '']
const held = (key: string): [string, string, string, string, string] => [key, 'not met', 'no design', 'compensated', '']
const spot = (row: number, place = 0) => ({ row, place })

describe('what of a selection can be compensated', () => {
  const matrix = matrixOf([
    column('ZON-1', 1, [open('ALL-1'), null, met('ALL-3')]),
    column('ZON-2', 1, [held('ALL-4'), null, null]),
  ])

  it('is what does not count; the rest is counted by reason', () => {
    const picked = targetsOf(matrix, noOverlay, [spot(0), spot(1), spot(2), spot(0, 1), spot(2, 1)])
    expect(picked.targets.map((t) => [t.place, t.row, t.allocation])).toEqual([
      ['ZON-1', 'SR 1.1', 'ALL-1'],
      // Asked for and nowhere recorded: the allocation is made with it.
      ['ZON-2', 'SR 2.1', ''],
    ])
    expect(picked.targets[1]?.reference).toBe('62443-3-3:2013 SR 2.1')
    expect([picked.counting, picked.above, picked.saving]).toEqual([2, 1, 0])
  })

  it('holds one cell that is compensated already, to look at it again', () => {
    expect(targetsOf(matrix, noOverlay, [spot(0, 1)]).targets).toHaveLength(1)
    expect(targetsOf(matrix, noOverlay, [spot(2)])).toMatchObject({ targets: [], counting: 1 })
  })

  it('is shown where it may be done', () => {
    const may = (row: number, place: number) => mayCompensate(cellAt(matrix, row, place))
    expect([may(0, 0), may(2, 0), may(1, 0), may(0, 1), may(2, 1)]).toEqual([true, false, false, true, true])
  })
})

it('tells what holds a level down and what is open above it', () => {
  const matrix = matrixOf([column('ZON-1', 2, [open('ALL-1'), open('ALL-2'), met('ALL-3')])])
  const s = standingOf(matrix, noOverlay, 'IAC', 0)
  expect([s.achieved, s.target]).toEqual([0, 2])
  expect(s.holding.map((r) => r.row.row)).toEqual(['SR 1.1'])
  expect(s.later.map((r) => r.row.row)).toEqual(['SR 1.1 RE(1)'])
})

it('marks a cell whose compensation is on its way, and promises nothing', () => {
  const matrix = matrixOf([column('ZON-1', 1, [open('ALL-1'), null, open('ALL-3')])])
  const edit = {
    id: '1',
    user: 'u',
    project: 'p',
    ops: [
      { op: 'link' as const, from: 'CMS-1', verb: 'compensates', to: 'ALL-1' },
      { op: 'link' as const, from: 'CMS-1', verb: 'compensates', to: '$row0' },
    ],
    label: '',
    expected: 7,
    made: 0,
    base: {},
    state: { is: 'sending' as const },
  }
  const overlay = overlayOf([edit], 7)
  expect(cellAt(matrix, 0, 0, overlay)).toMatchObject({ unsaved: true, counts: 'does not count', assessment: 'not met' })
  expect(cellAt(matrix, 2, 0, overlay).unsaved).toBe(false)
})
