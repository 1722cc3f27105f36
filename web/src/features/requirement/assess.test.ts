import { expect, test } from 'vitest'
import { planAllocate, planAssess, withGrounds } from './assess'
import { noOverlay } from './cells'
import { column, matrixOf, type Given } from './testing'

const notMet: Given = ['ALL-1', 'not met', 'no test', 'does not count', 'assessment']
const na: Given = ['ALL-2', 'not applicable', 'no design', 'not applicable', '']
const m = matrixOf([
  column('ZON-1', 1, [notMet, null, na]),
  column('ZON-2', 1, [null, null, notMet], [2]),
  column('CON-1', 0, [null, null, null]),
])
const none = new Map()

test('a range is one change: what is there is set, what is asked for is made, what is retired comes back', () => {
  const plan = planAssess(
    m,
    noOverlay,
    [
      { row: 0, place: 0 },
      { row: 0, place: 1 },
      { row: 2, place: 1 },
      { row: 0, place: 2 },
    ],
    'met',
    null,
    none,
  )
  expect(plan.cells).toBe(3)
  expect(plan.above).toBe(1)
  expect(plan.ops).toEqual([
    { op: 'set', key: 'ALL-1', properties: { assessment: 'met' } },
    {
      op: 'create',
      kind: 'allocation',
      ref: '$a1',
      title: 'SR 1.1 Human users',
      properties: { row: '62443-3-3:2013 SR 1.1', assessment: 'met' },
    },
    { op: 'link', from: '$a1', verb: 'allocated to', to: 'ZON-2' },
    { op: 'revive', key: 'ALL-1' },
    { op: 'set', key: 'ALL-1', properties: { assessment: 'met' } },
  ])
  expect(plan.items[0]).toMatchObject({ key: 'ALL-1', properties: { assessment: 'not met' } })
})

test('a cell that has the assessment is left alone', () => {
  expect(planAssess(m, noOverlay, [{ row: 0, place: 0 }], 'not met', null, none).ops).toEqual([])
})

test('an approval does not outlive what it approved', () => {
  const recorded = new Map([['ALL-2', { reason: 'no radio', approved_by: 'A', approved_on: '2026-01-01' }]])
  expect(
    withGrounds(m, noOverlay, [
      { row: 2, place: 0 },
      { row: 0, place: 0 },
    ]),
  ).toEqual(['ALL-2'])
  const left = planAssess(m, noOverlay, [{ row: 2, place: 0 }], 'met', null, recorded)
  expect(left.ops[0]).toMatchObject({ unset: ['reason', 'approved_by', 'approved_on'] })
  const again = planAssess(
    m,
    noOverlay,
    [{ row: 2, place: 0 }],
    'not applicable',
    { reason: ' new ', approvedBy: '', day: '2026-12-01' },
    recorded,
  )
  expect(again.ops[0]).toEqual({
    op: 'set',
    key: 'ALL-2',
    properties: { assessment: 'not applicable', reason: 'new' },
    unset: ['approved_by', 'approved_on'],
  })
})

test('who approves is recorded with the day', () => {
  const plan = planAssess(
    m,
    noOverlay,
    [{ row: 0, place: 0 }],
    'not applicable',
    { reason: 'r', approvedBy: 'Anna', day: '2026-12-01' },
    none,
  )
  expect(plan.ops[0]?.properties).toEqual({
    assessment: 'not applicable',
    reason: 'r',
    approved_by: 'Anna',
    approved_on: '2026-12-01',
  })
})

test('rows above the target can be asked for by hand and left again, those up to it cannot', () => {
  expect(planAllocate(m, noOverlay, [{ row: 0, place: 2 }], true).ops).toHaveLength(2)
  expect(planAllocate(m, noOverlay, [{ row: 0, place: 0 }], false)).toMatchObject({ ops: [], asked: 1 })
  const byHand = matrixOf([column('CON-1', 0, [notMet, null, null])])
  expect(planAllocate(byHand, noOverlay, [{ row: 0, place: 0 }], false).ops).toEqual([{ op: 'retire', key: 'ALL-1' }])
  const retired = matrixOf([column('CON-1', 0, [notMet, null, null], [0])])
  expect(planAllocate(retired, noOverlay, [{ row: 0, place: 0 }], true).ops).toEqual([{ op: 'revive', key: 'ALL-1' }])
})
