import { expect, test } from 'vitest'
import { joinOps } from './join'

const item = { key: 'AST-1', title: '', retired: false, properties: {}, links: [{ verb: 'in', to: 'ZON-1', title: '' }] }

test('a single link takes the place of the one before', () => {
  const chosen = { verb: 'in', outgoing: true, kinds: ['zone'] }
  expect(joinOps({ item, chosen, single: true, picked: { key: 'ZON-2', title: '' }, properties: {} })).toEqual([
    { op: 'unlink', from: 'AST-1', verb: 'in', to: 'ZON-1' },
    { op: 'link', from: 'AST-1', verb: 'in', to: 'ZON-2' },
  ])
})

test('the other end gives up its single link when the link begins there', () => {
  const zone = { key: 'ZON-2', title: '', retired: false, properties: {}, links: [] }
  const chosen = { verb: 'in', outgoing: false, kinds: ['asset'] }
  expect(joinOps({ item: zone, chosen, single: true, picked: { key: 'AST-1', title: '' }, other: item, properties: {} })).toEqual(
    [
      { op: 'unlink', from: 'AST-1', verb: 'in', to: 'ZON-1' },
      { op: 'link', from: 'AST-1', verb: 'in', to: 'ZON-2' },
    ],
  )
})

test('what is not there yet is made in the same change', () => {
  const chosen = { verb: 'compensates', outgoing: true, kinds: ['allocation'] }
  const ops = joinOps({
    item,
    chosen,
    single: false,
    picked: { kind: 'allocation', title: 'x' },
    properties: { justification: 'y' },
  })
  expect(ops).toEqual([
    { op: 'create', kind: 'allocation', ref: '$new', title: 'x' },
    { op: 'link', from: 'AST-1', verb: 'compensates', to: '$new', properties: { justification: 'y' } },
  ])
})
