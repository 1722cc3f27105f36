import { expect, test } from 'vitest'
import {
  baseFor,
  clashes,
  mergesByItself,
  nextToSend,
  raised,
  rebased,
  savedState,
  withPending,
  type Now,
  type Pending,
  type PendingState,
} from './pending'
import type { ItemLike, Op } from './op'

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

const single = (verb: string) => verb === 'in'
const nowIs = (it: ItemLike): Now => ({ item: () => it, single })

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
  expect(clashes(p, nowIs(theirs))).toEqual([{ key: 'AST-1', name: 'firmware', base: '4.2', mine: '4.3', theirs: '5.0' }])
  expect(clashes(p, nowIs(item))).toEqual([])
  expect(clashes(p, nowIs({ ...item, properties: { firmware: '4.3' } }))).toEqual([])
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

const linked = (...ends: [string, string][]): ItemLike => ({
  ...item,
  links: ends.map(([verb, to]) => ({ verb, to, title: '' })),
})
const move: Op[] = [
  { op: 'unlink', from: 'AST-1', verb: 'in', to: 'ZON-1' },
  { op: 'link', from: 'AST-1', verb: 'in', to: 'ZON-2' },
]

test('two people move the same asset: the one link clashes, and either wins', () => {
  const before = linked(['in', 'ZON-1'])
  const p = edit('a', { is: 'conflict', message: '', head: 9 }, { ops: move, base: baseFor(move, [before]) })
  expect(p.base).toEqual({ 'AST-1': { '→ in': ['ZON-1'] } })
  const now = nowIs(linked(['in', 'ZON-3']))
  expect(clashes(p, now)).toEqual([{ key: 'AST-1', name: '→ in', base: ['ZON-1'], mine: ['ZON-2'], theirs: ['ZON-3'] }])
  expect(rebased(p, 9, [{ key: 'AST-1', name: '→ in' }], now)).toBeNull()
  expect(rebased(p, 9, [], now)?.ops).toEqual([
    { op: 'unlink', from: 'AST-1', verb: 'in', to: 'ZON-3' },
    { op: 'link', from: 'AST-1', verb: 'in', to: 'ZON-2' },
  ])
})

test('links that add up do not clash, and what is done already is left out', () => {
  const ops: Op[] = [
    { op: 'link', from: 'AST-1', verb: 'connects', to: 'ZON-2' },
    { op: 'unlink', from: 'AST-1', verb: 'connects', to: 'ZON-1' },
  ]
  const p = edit('a', { is: 'conflict', message: '', head: 9 }, { ops, base: baseFor(ops, [linked(['connects', 'ZON-1'])]) })
  const now = nowIs(linked(['connects', 'ZON-3']))
  expect(clashes(p, now)).toEqual([])
  expect(rebased(p, 9, [], now)?.ops).toEqual([ops[0]])
})

test('an item that somebody took out while it was edited', () => {
  const ops: Op[] = [{ op: 'retire', key: 'AST-1' }]
  const p = edit('a', { is: 'conflict', message: '', head: 9 }, { ops, base: baseFor(ops, [item]) })
  expect(clashes(p, nowIs(item))).toEqual([])
  expect(clashes(p, nowIs({ ...item, retired: true }))).toEqual([])
  expect(mergesByItself(p)).toBe(false)
})

test('a later edit of one’s own rests on the one that was just recorded', () => {
  const a = edit('a', { is: 'sending' })
  const b = edit('b', { is: 'waiting' })
  const other = edit('c', { is: 'waiting' }, { project: 'q' })
  expect(raised([a, b, other], a, 8).map((p) => p.expected)).toEqual([7, 8, 7])
  // Somebody else committed in between: the server has to look.
  expect(raised([a, b], a, 9).map((p) => p.expected)).toEqual([7, 7])
})
