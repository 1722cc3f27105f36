import { expect, test } from 'vitest'
import { duplicateOps } from './duplicate'

test('a copy has the fields and links, without what belongs to one piece', () => {
  const item = {
    key: 'AST-1',
    kind: 'asset',
    title: 'PLC 1',
    retired: false,
    properties: { firmware: '4.2', serial: 'X1', approved_target: [1, 1, 1, 1, 1, 1, 1] },
    links: [{ verb: 'in', to: 'ZON-1', title: 'Turbine' }],
  }
  const recorded = { name: 'approved_target', type: 'vector', significant: false, recorded: true, custom: false, help: '' }
  expect(duplicateOps(item, [recorded], 'PLC 1 (copy)')).toEqual([
    { op: 'create', kind: 'asset', ref: '$copy', title: 'PLC 1 (copy)', properties: { firmware: '4.2' } },
    { op: 'link', from: '$copy', verb: 'in', to: 'ZON-1' },
  ])
})
