import { expect, test } from 'vitest'
import { faultPlace } from './fault-place'
import type { Op } from './op'

const ops: Op[] = [
  { op: 'create', kind: 'asset', ref: '$1', title: 'PLC 9' },
  { op: 'set', key: 'AST-2', properties: { due: 'soon' }, unset: ['owner'] },
  { op: 'link', from: 'AST-2', verb: 'in', to: 'ZON-9' },
]

test('the place of a fault is found by the path into what was sent', () => {
  expect(faultPlace(ops, { message: '', location: 'body/ops/1/properties/due' })).toEqual({ subject: 'AST-2', field: 'due' })
  expect(faultPlace(ops, { message: '', location: 'body/ops/1/unset/0' })).toEqual({ subject: 'AST-2', field: 'owner' })
  expect(faultPlace(ops, { message: '', location: 'body/ops/2/to' })).toEqual({ subject: 'AST-2', field: 'in' })
  expect(faultPlace(ops, { message: '', location: 'body/ops/0/title' })).toEqual({ subject: 'PLC 9', field: 'title' })
})

test('what the server names itself goes first', () => {
  expect(faultPlace(ops, { message: '', location: 'body/ops/2', subject: 'ZON-9', field: 'in' })).toEqual({
    subject: 'ZON-9',
    field: 'in',
  })
  expect(faultPlace(ops, { message: '' })).toEqual({ subject: '', field: '' })
})
