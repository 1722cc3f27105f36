import { expect, test } from 'vitest'
import { clashes, nextToSend, rebased, savedState, withPending, type Pending, type PendingState } from './pending'
import type { ItemLike } from './op'

const edit = (id: string, state: PendingState, more: Partial<Pending> = {}): Pending => ({
  id,
  user: 'u',
  project: 'p',
  ops: [{ op: 'set', key: 'AST-1', properties: { firmware: '4.3' } }],
  label: 'edit',
  expected: 7,
  made: 1000,
  base: { 'AST-1': { firmware: '4.2' } },
  state,
  ...more,
})
const item: ItemLike = { key: 'AST-1', title: 'PLC', retired: false, properties: { firmware: '4.2' }, links: [] }

test('the sum of all edits', () => {
  expect(savedState([], false)).toEqual({ is: 'saved', waiting: 0, since: null })
  expect(savedState([], true).is).toBe('offline')
  expect(savedState([edit('a', { is: 'sending' }), edit('b', { is: 'waiting' }, { made: 500 })], false)).toEqual({
    is: 'saving',
    waiting: 2,
    since: 500,
  })
  expect(savedState([edit('a', { is: 'waiting' })], true)).toMatchObject({ is: 'offline', waiting: 1 })
  expect(savedState([edit('a', { is: 'conflict', message: '', head: 9 })], true).is).toBe('attention')
  expect(savedState([edit('a', { is: 'recorded', commit: 8 })], false).is).toBe('saved')
})

test('edits are sent in order, and none overtakes one that is stuck', () => {
  const a = edit('a', { is: 'waiting' })
  const b = edit('b', { is: 'waiting' })
  expect(nextToSend([a, b])?.id).toBe('a')
  expect(nextToSend([{ ...a, state: { is: 'sending' } }, b])).toBeNull()
  expect(nextToSend([{ ...a, state: { is: 'conflict', message: '', head: 9 } }, b])).toBeNull()
  expect(nextToSend([{ ...a, state: { is: 'recorded', commit: 8 } }, b])?.id).toBe('b')
})

test('an edit shows until the state that was read holds it', () => {
  const recorded = edit('a', { is: 'recorded', commit: 8 })
  expect(withPending(item, 7, [recorded]).properties['firmware']).toBe('4.3')
  expect(withPending(item, 8, [recorded]).properties['firmware']).toBe('4.2')
  expect(withPending(item, 7, [edit('a', { is: 'refused', message: '' })])).toBe(item)
})

test('only what somebody else changed clashes', () => {
  const p = edit('a', { is: 'conflict', message: '', head: 9 })
  const theirs = { ...item, properties: { firmware: '5.0' } }
  expect(clashes(p, () => theirs)).toEqual([{ key: 'AST-1', name: 'firmware', base: '4.2', mine: '4.3', theirs: '5.0' }])
  expect(clashes(p, () => item)).toEqual([])
  expect(clashes(p, () => ({ ...item, properties: { firmware: '4.3' } }))).toEqual([])
})

test('a rebased edit leaves out what the other won', () => {
  const p = edit(
    'a',
    { is: 'conflict', message: '', head: 9 },
    { ops: [{ op: 'set', key: 'AST-1', title: 'X', properties: { firmware: '4.3' }, unset: ['owner'] }] },
  )
  expect(rebased(p, 9, [{ key: 'AST-1', name: 'firmware' }])).toMatchObject({
    expected: 9,
    state: { is: 'waiting' },
    ops: [{ title: 'X', unset: ['owner'] }],
  })
  expect(rebased(edit('a', p.state), 9, [{ key: 'AST-1', name: 'firmware' }])).toBeNull()
})
