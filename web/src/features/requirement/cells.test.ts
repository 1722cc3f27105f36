import { expect, test } from 'vitest'
import type { Op } from '../../domain/op'
import type { Pending } from '../../domain/pending'
import { cellAt, flag, flagsOf, flatten, overlayOf, relaid, signOf } from './cells'
import { column, matrixOf } from './testing'

const open = (a: string, chain: string, reason = 'assessment') =>
  ['ALL-1', a, chain, 'does not count', reason] as [string, string, string, string, string]
const signed = (cell: [string, string, string, string, string] | null, target = 1, retired: number[] = []) =>
  signOf(cellAt(matrixOf([column('ZON-1', target, [cell, null, null], retired)]), 0, 0))

test('each state has its own signs', () => {
  expect(signed(['ALL-1', 'met', 'complete', 'met', ''])).toEqual({ strength: 'met', chain: null, note: null })
  expect(signed(['ALL-1', 'not met', 'no test', 'compensated', '']).strength).toBe('compensated')
  expect(signed(open('met', 'no evidence', 'chain'))).toEqual({ strength: 'claimed', chain: 'no evidence', note: null })
  expect(signed(open('met', 'suspect', 'chain'))).toEqual({ strength: 'suspect', chain: null, note: null })
  expect(signed(open('not met', 'complete'))).toEqual({ strength: 'gap', chain: null, note: null })
  expect(signed(open('partly met', 'not run'))).toEqual({ strength: 'partly-met', chain: 'not run', note: null })
  expect(signed(open('not assessed', 'no design')).strength).toBe('not-assessed')
  expect(signed(['ALL-1', 'not applicable', 'no design', 'not applicable', '']).note).toBeNull()
  expect(signed(open('not applicable', 'no design', 'not applicable, but suspect')).note).toBe('suspect')
  expect(signed(open('not applicable', 'no design', 'not applicable without approval')).note).toBe('approval')
  expect(signed(null).strength).toBe('not-allocated')
  expect(signed(null, 0).strength).toBe('above')
  expect(signed(open('met', 'complete'), 0, [0]).strength).toBe('above')
  expect(signed(open('met', 'complete'), 1, [0]).strength).toBe('not-allocated')
})

const pending = (ops: Op[], state: Pending['state'] = { is: 'waiting' }): Pending => ({
  id: 'a',
  user: 'u',
  project: 'p',
  ops,
  label: '',
  expected: 7,
  made: 0,
  base: {},
  state,
})

test('an edit shows at once, until the state holds it', () => {
  const m = matrixOf([column('ZON-1', 1, [open('not met', 'complete'), null, null])])
  const ops: Op[] = [{ op: 'set', key: 'ALL-1', properties: { assessment: 'met' } }]
  const cell = cellAt(m, 0, 0, overlayOf([pending(ops)], 7))
  expect(cell).toMatchObject({ assessment: 'met', counts: 'met', unsaved: true })
  expect(cellAt(m, 0, 0, overlayOf([pending(ops, { is: 'recorded', commit: 8 })], 7)).unsaved).toBe(true)
  expect(cellAt(m, 0, 0, overlayOf([pending(ops, { is: 'recorded', commit: 7 })], 7)).unsaved).toBe(false)
  expect(cellAt(m, 0, 0, overlayOf([pending(ops, { is: 'refused', message: '' })], 7)).unsaved).toBe(false)
})

test('an edit never shows more than is certain', () => {
  const m = matrixOf([column('ZON-1', 1, [open('not met', 'no test'), null, null])])
  const cell = cellAt(m, 0, 0, overlayOf([pending([{ op: 'set', key: 'ALL-1', properties: { assessment: 'met' } }])], 7))
  expect(cell.counts).toBe('does not count')
  expect(signOf(cell)).toEqual({ strength: 'claimed', chain: 'no test', note: null })
})

test('an allocation that is being made is there already', () => {
  const m = matrixOf([column('ZON-1', 1, [null, null, null])])
  const ops: Op[] = [
    { op: 'create', kind: 'allocation', ref: '$a', title: 'x', properties: { row: '62443-3-3:2013 SR 2.1', assessment: 'met' } },
    { op: 'link', from: '$a', verb: 'allocated to', to: 'ZON-1' },
  ]
  const overlay = overlayOf([pending(ops)], 7)
  expect(signOf(cellAt(m, 2, 0, overlay)).strength).toBe('claimed')
  expect(signOf(cellAt(m, 0, 0, overlay)).strength).toBe('not-allocated')
  const flat = relaid(flatten(m), m, overlay)
  expect(flat.flags[2]! & flag.live).toBe(flag.live)
})

test('the bits of a cell say what it is counted under', () => {
  const bits = (cell: [string, string, string, string, string] | null, target = 1) =>
    flagsOf(cellAt(matrixOf([column('ZON-1', target, [cell, null, null])]), 0, 0))
  expect(bits(['ALL-1', 'met', 'complete', 'met', ''])).toBe(flag.asked | flag.live)
  expect(bits(open('not assessed', 'no design'))).toBe(flag.asked | flag.live | flag.gap | flag.unassessed)
  expect(bits(open('met', 'suspect', 'chain')) & flag.suspect).toBe(flag.suspect)
  expect(bits(open('not met', 'no test'), 0) & flag.gap).toBe(0)
  expect(bits(null)).toBe(flag.asked | flag.gap)
})
