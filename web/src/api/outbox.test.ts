import { expect, test } from 'vitest'
import type { Pending } from '../domain/pending'
import { shelfOn } from '../lib/kept'
import { Outbox, type OutboxParts, type Send } from './outbox'
import { ApiProblem } from './problem'

const op = (firmware: string) => ({ op: 'set' as const, key: 'AST-1', properties: { firmware } })
const settled = () => new Promise((resolve) => setTimeout(resolve, 0))

function fixture(send: Send, shelf = shelfOn(null), look?: OutboxParts['look']) {
  const timers: (() => void)[] = []
  const recorded: number[] = []
  let clock = 0
  const box = new Outbox({
    shelf,
    send,
    now: () => ++clock,
    later: (run) => void timers.push(run),
    onRecorded: (_, commit) => recorded.push(commit),
    look,
  })
  box.use('anna')
  return { box, shelf, timers, recorded, states: () => box.list.get().map((p) => p.state.is) }
}

test('an edit is kept before it is sent and gone once it is recorded', async () => {
  const sent: Pending[] = []
  const f = fixture((p) => {
    expect(f.shelf.names('outbox.')).toHaveLength(1)
    sent.push(p)
    return Promise.resolve({ commit: 8, head: 8 })
  })
  f.box.add({ project: 'hall', ops: [op('4.2')], expected: 7 })
  await settled()
  expect(f.states()).toEqual(['recorded'])
  expect(f.shelf.names('outbox.')).toEqual([])
  expect(f.recorded).toEqual([8])
  expect(sent[0]).toMatchObject({ expected: 7, user: 'anna' })
})

test('a lost connection keeps edits in order, and they go out when it is back', async () => {
  let up = false
  const sent: unknown[] = []
  const f = fixture((p) => {
    if (!up) return Promise.reject(new ApiProblem('lost', 'no answer', 0))
    sent.push(p.ops[0]?.properties?.['firmware'])
    return Promise.resolve({ commit: sent.length, head: sent.length })
  })
  f.box.add({ project: 'hall', ops: [op('1')] })
  f.box.add({ project: 'hall', ops: [op('2')] })
  await settled()
  expect(f.states()).toEqual(['waiting', 'waiting'])
  up = true
  f.timers.shift()?.()
  await settled()
  await settled()
  expect(sent).toEqual(['1', '2'])
})

test('a new page takes up what the old one could not send, under the same name', async () => {
  const shelf = shelfOn(null)
  const names: string[] = []
  const first = fixture(() => new Promise(() => undefined), shelf)
  first.box.add({ project: 'hall', ops: [op('4.2')] })
  const second = fixture((p) => {
    names.push(p.id)
    return Promise.resolve({ commit: 9, head: 9 })
  }, shelf)
  await settled()
  expect(names).toEqual([first.box.list.get()[0]?.id])
  expect(second.states()).toEqual(['recorded'])
})

test('nobody sends the edits of somebody else', () => {
  const f = fixture(() => new Promise(() => undefined))
  f.box.add({ project: 'hall', ops: [op('4.2')] })
  f.box.use('ben')
  expect(f.box.list.get()).toEqual([])
  f.box.use('anna')
  expect(f.box.list.get()).toHaveLength(1)
})

test('a conflict waits for a decision, and is sent again on the new head', async () => {
  let first = true
  const expected: number[] = []
  const f = fixture((p) => {
    expected.push(p.expected)
    if (!first) return Promise.resolve({ commit: 12, head: 12 })
    first = false
    return Promise.reject(new ApiProblem('conflict', 'others were faster', 409, [], 11))
  })
  const p = f.box.add({ project: 'hall', ops: [op('4.3')], expected: 7 })
  f.box.add({ project: 'hall', ops: [op('x')], expected: 11 })
  await settled()
  expect(f.states()).toEqual(['conflict', 'waiting'])
  f.box.settle(p.id, 11, [])
  await settled()
  await settled()
  expect(expected.slice(0, 2)).toEqual([7, 11])
  expect(f.states()).toEqual(['recorded', 'recorded'])
})

test('what is refused stays until its author lets it go', async () => {
  const f = fixture(() => Promise.reject(new ApiProblem('invalid', 'firmware is no number', 422)))
  const p = f.box.add({ project: 'hall', ops: [op('?')] })
  await settled()
  expect(f.states()).toEqual(['refused'])
  expect(f.shelf.names('outbox.')).toHaveLength(1)
  f.box.discard(p.id)
  expect(f.shelf.names('outbox.')).toEqual([])
})

test('an edit made on top of one that is under way expects its commit', async () => {
  const expected: number[] = []
  const f = fixture((p) => {
    expected.push(p.expected)
    return Promise.resolve({ commit: p.expected + 1, head: p.expected + 1 })
  })
  f.box.add({ project: 'hall', ops: [op('4.3')], expected: 7 })
  f.box.add({ project: 'hall', ops: [op('4.4')], expected: 7 })
  await settled()
  await settled()
  expect(expected).toEqual([7, 8])
})

test('a conflict in which nothing clashes is merged without asking', async () => {
  let first = true
  const sent: number[] = []
  const now = { key: 'AST-1', title: 'PLC', retired: false, properties: { firmware: '4.2' }, links: [] }
  const f = fixture(
    (p) => {
      sent.push(p.expected)
      if (!first) return Promise.resolve({ commit: 12, head: 12 })
      first = false
      return Promise.reject(new ApiProblem('conflict', 'others were faster', 409, [], 11))
    },
    shelfOn(null),
    () => Promise.resolve({ item: () => now, single: () => true }),
  )
  const p = f.box.add({ project: 'hall', ops: [op('4.3')], expected: 7, base: { 'AST-1': { firmware: '4.2' } } })
  expect((await f.box.recorded(p.id))?.commit).toBe(12)
  expect(sent).toEqual([7, 11])
})

test('the single faults of a refused edit stay with it', async () => {
  const fault = { kind: 'invalid' as const, message: 'no such day', location: 'body/ops/0/properties/due' }
  const f = fixture(() => Promise.reject(new ApiProblem('invalid', 'two faults', 422, [fault])))
  f.box.add({ project: 'hall', ops: [op('?')] })
  await settled()
  expect(f.box.list.get()[0]?.state).toMatchObject({
    is: 'refused',
    faults: [{ message: 'no such day', location: 'body/ops/0/properties/due' }],
  })
})
