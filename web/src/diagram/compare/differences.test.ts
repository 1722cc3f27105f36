import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { sceneOf, type SourceItem, type Sources } from '../model'
import { sceneDiff } from '../scene-diff'
import { counts, differences } from './differences'

const hall = JSON.parse(readFileSync(new URL('../testdata/turbine-hall.json', import.meta.url), 'utf8')) as Sources
const changed = (change: (item: SourceItem) => SourceItem | null, more: SourceItem[] = []): Sources => ({
  ...hall,
  items: [...hall.items.map(change).filter((i): i is SourceItem => i !== null), ...more],
})

test('each difference has one sign, and what moved says from where to where', () => {
  const after = changed(
    (i) => {
      if (i.key === 'AST-3') return { ...i, links: [{ verb: 'in', to: 'ZON-4' }] }
      if (i.key === 'AST-35') return null
      return i.key === 'ZON-5' ? { ...i, title: 'Office network' } : i
    },
    [{ key: 'ZON-90', kind: 'zone', title: 'New', retired: false, properties: {}, links: [] }],
  )
  const [a, b] = [sceneOf(hall), sceneOf(after)]
  const list = differences(a, b, sceneDiff(a, b))
  expect(list.map((d) => `${d.mark} ${d.key}`)).toEqual(['+ ZON-90', '- AST-35', '> AST-3', '~ ZON-5'])
  expect(list[2]?.moved).toEqual({ from: 'ZON-1', to: 'ZON-4' })
  expect(list[3]?.facets).toEqual(['title'])
  expect(counts(list)).toEqual({ '+': 1, '-': 1, '>': 1, '~': 1 })
})

test('equal states differ in nothing', () => {
  const [a, b] = [sceneOf(hall), sceneOf(changed((i) => ({ ...i })))]
  expect(differences(a, b, sceneDiff(a, b))).toEqual([])
})
