import { expect, test } from 'vitest'
import { compareKeys, parseKey } from './key'

test('keys are read and refused', () => {
  expect(parseKey('zon-12')).toEqual({ prefix: 'ZON', number: 12 })
  for (const bad of ['ZON', 'ZON-0', 'ZON-01', 'ZONE-1', 'ZON 1', '']) expect(parseKey(bad), bad).toBeNull()
})

test('keys are ordered as people count', () => {
  expect(['ZON-10', 'x', 'AST-3', 'ZON-2'].sort(compareKeys)).toEqual(['AST-3', 'ZON-2', 'ZON-10', 'x'])
})
