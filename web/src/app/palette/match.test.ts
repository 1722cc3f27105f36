import { expect, test } from 'vitest'
import { bestFirst, fit } from './match'

test('every word has to occur, and beginnings go first', () => {
  expect(fit('foo', 'bar')).toBe(0)
  expect(fit('', 'bar')).toBeGreaterThan(0)
  expect(bestFirst('over', ['Moreover', 'Overview', 'Go: overview', 'Zones'], (x) => x)).toEqual([
    'Overview',
    'Go: overview',
    'Moreover',
  ])
  expect(bestFirst('theme da', ['Theme: light', 'Theme: dark'], (x) => x)).toEqual(['Theme: dark'])
})
