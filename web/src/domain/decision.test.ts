import { expect, test } from 'vitest'
import { approval, approveLabel, approves, confirmation, confirmLabel, decisionOf } from './decision'
import type { ItemLike } from './op'
import { baseFor, clashes, mergesByItself, rebased, withPending, type Now, type Pending } from './pending'

const zone: ItemLike = {
  key: 'ZON-1',
  title: 'Hall',
  retired: false,
  properties: { approved_target: [1, 1, 1, 1, 1, 1, 1], target: [1, 1, 1, 1, 1, 1, 1], target_rationale: 'first' },
  links: [],
}
const raised = [2, 2, 1, 1, 1, 1, 1]
const other = [3, 1, 1, 1, 1, 1, 1]
const ops = [approval('ZON-1', raised, 'visitors')]
const edit: Pending = {
  id: 'a',
  user: 'u',
  project: 'p',
  ops,
  label: approveLabel,
  expected: 7,
  made: 1,
  base: baseFor(ops, [zone]),
  state: { is: 'conflict', message: '', head: 9 },
}
const now = (properties: ItemLike['properties']): Now => ({
  item: () => ({ ...zone, properties: { ...zone.properties, ...properties } }),
  single: () => true,
})
const named = (n: Now) => clashes(edit, n).map((c) => c.name)

test('a decision is read back from the edit that carries it, and nothing else is one', () => {
  expect(decisionOf(edit)).toEqual({ is: 'approval', place: 'ZON-1', target: raised, rationale: 'visitors' })
  expect(decisionOf({ label: approveLabel, ops: [approval('ZON-1', raised, '')] })).toMatchObject({ rationale: undefined })
  expect(decisionOf({ label: confirmLabel, ops: [confirmation('ZON-1', 'same type')] })).toEqual({
    is: 'confirmation',
    place: 'ZON-1',
    reason: 'same type',
  })
  expect(decisionOf({ label: 'edit', ops })).toBeNull()
  expect(decisionOf({ label: 'confirm', ops: [{ op: 'confirm', from: 'A', verb: 'in', to: 'B', reason: 'r' }] })).toBeNull()
  expect(decisionOf({ label: approveLabel, ops: [] })).toBeNull()
  expect(approves([{ op: 'set', key: 'ZON-1', properties: { target: raised } }])).toBe(false)
})

test('an approval shows on the item before it is recorded', () => {
  const shown = withPending(zone, 7, [{ ...edit, state: { is: 'waiting' } }])
  expect(shown.properties).toMatchObject({ approved_target: raised, target_rationale: 'visitors' })
})

test('a decision is never sent again unseen', () => {
  expect(mergesByItself(edit)).toBe(false)
  expect(mergesByItself({ ...edit, ops: [confirmation('ZON-1', 'r')] })).toBe(false)
})

test('two who approve different targets choose once', () => {
  expect(named(now({ approved_target: other, target: other }))).toEqual(['approved_target'])
  expect(named(now({ approved_target: raised, target: raised }))).toEqual([])
})

test('a proposal that was made meanwhile is not written over in silence', () => {
  expect(named(now({ target: other }))).toEqual(['target'])
})

test('whoever takes the target of the other lets the approval go, whoever takes the rationale does not', () => {
  expect(rebased(edit, 9, [{ key: 'ZON-1', name: 'approved_target' }])).toBeNull()
  expect(rebased(edit, 9, [{ key: 'ZON-1', name: 'target' }])).toBeNull()
  const without = rebased(edit, 9, [{ key: 'ZON-1', name: 'target_rationale' }])
  expect(without && decisionOf(without)).toMatchObject({ target: raised, rationale: undefined })
  expect(without?.expected).toBe(9)
  const again = rebased(edit, 9, [], now({ approved_target: other }))
  expect(again && decisionOf(again)).toEqual(decisionOf(edit))
})

test('a confirmation is sent again as it was', () => {
  const c: Pending = { ...edit, label: confirmLabel, ops: [confirmation('ZON-1', 'same type')], base: {} }
  expect(clashes(c, now({ approved_target: other }))).toEqual([])
  expect(rebased(c, 9, [])).toMatchObject({ expected: 9, ops: c.ops })
})
