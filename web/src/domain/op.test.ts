import { expect, test } from 'vitest'
import { applied, setFields, touched, writes, type ItemLike, type Op } from './op'

const item: ItemLike = {
  key: 'AST-1',
  title: 'Controller',
  retired: false,
  properties: { firmware: '4.1', zone_note: 'x' },
  links: [{ verb: 'in', to: 'ZON-1', title: 'Control', suspect: true }],
}

test('fields become one step, blanks take a property away', () => {
  expect(setFields('AST-1', { title: 'PLC', firmware: '4.2', zone_note: '', owner: undefined })).toEqual({
    op: 'set',
    key: 'AST-1',
    title: 'PLC',
    properties: { firmware: '4.2' },
    unset: ['owner', 'zone_note'],
  })
  expect(setFields('AST-1', {})).toBeNull()
})

test('steps show before they are carried out', () => {
  const ops: Op[] = [
    { op: 'set', key: 'AST-1', title: 'PLC', properties: { firmware: '4.2' }, unset: ['zone_note'] },
    { op: 'unlink', from: 'AST-1', verb: 'in', to: 'ZON-1' },
    { op: 'link', from: 'AST-1', verb: 'in', to: 'ZON-2' },
    { op: 'retire', key: 'AST-9' },
  ]
  const after = applied(item, ops)
  expect(after).toMatchObject({
    title: 'PLC',
    retired: false,
    properties: { firmware: '4.2' },
    links: [{ verb: 'in', to: 'ZON-2' }],
  })
  expect(after.properties['zone_note']).toBeUndefined()
  expect(item.properties['firmware']).toBe('4.1')
  expect(applied(item, [{ op: 'set', key: 'AST-9', title: 'X' }])).toBe(item)
  expect(applied(item, [{ op: 'confirm', from: 'AST-1', verb: 'in', to: 'ZON-1', reason: 'seen' }]).links[0]?.suspect).toBe(false)
})

test('what steps touch and write', () => {
  const ops: Op[] = [
    { op: 'set', key: 'AST-1', properties: { firmware: '4.2' }, unset: ['owner'] },
    { op: 'link', from: 'AST-1', verb: 'in', to: 'ZON-2' },
  ]
  expect([...touched(ops)].sort()).toEqual(['AST-1', 'ZON-2'])
  expect(writes(ops)).toEqual([
    { key: 'AST-1', name: 'firmware', value: '4.2' },
    { key: 'AST-1', name: 'owner', value: undefined },
  ])
})
