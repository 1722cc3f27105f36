import { expect, test } from 'vitest'
import type { Listed } from '../../api/test-queries'
import { campaignsOf, casesOver, nextCase, planOps, typeOf } from './campaigns'
import type { CaseLine, RunLine } from './cases'

const run = (key: string, result: RunLine['result']): RunLine => ({
  key,
  title: '',
  at: '',
  result,
  tester: '',
  evidence: [],
  suspect: false,
})
const line = (key: string, runs: RunLine[], verifies: string[] = []): CaseLine => ({
  key,
  title: key,
  method: '',
  verifies: verifies.map((v) => ({ key: v, title: '', suspect: false })),
  runs,
  last: runs[0] ?? null,
  state: 'not run',
  holds: [],
})
const linked = (key: string, title: string, verb: string, to: string[], properties: Listed['properties'] = {}): Listed => ({
  key,
  kind: 'task',
  title,
  commit: 1,
  properties,
  links: to.map((t) => ({ verb, to: t, title: '', suspect: false, properties: {} })),
})

test('a campaign counts its own runs only', () => {
  const lines = [
    line('TST-1', [run('RUN-3', 'passed'), run('RUN-2', 'failed')]),
    line('TST-2', [run('RUN-1', 'passed')]),
    line('TST-3', []),
  ]
  const [campaign] = campaignsOf([linked('TSK-1', 'SAT: Control', 'for', ['TST-1', 'TST-2', 'TST-3', 'RUN-2'])], lines)
  expect(campaign).toMatchObject({ key: 'TSK-1', type: 'SAT', passed: 0, failed: 1, blocked: 0, open: 2 })
  expect(nextCase(campaign!)?.line.key).toBe('TST-2')
})

test('a task for other things is no campaign, and open ones come first, the first due before', () => {
  const lines = [line('TST-1', [])]
  const tasks = [
    linked('TSK-1', 'FAT', 'for', ['TST-1'], { status: 'done', due: '2026-01-01' }),
    linked('TSK-2', 'Find the owner', 'for', ['AST-1']),
    linked('TSK-3', 'Regression of March', 'for', ['TST-1']),
    linked('TSK-4', 'SAT', 'for', ['TST-1'], { due: '2026-12-01' }),
  ]
  expect(campaignsOf(tasks, lines).map((c) => [c.key, c.type])).toEqual([
    ['TSK-4', 'SAT'],
    ['TSK-3', 'regression'],
    ['TSK-1', 'FAT'],
  ])
  expect(typeOf('Fatal errors')).toBeNull()
})

test('finds the cases over allocations by any of the three ways', () => {
  const lines = [
    line('TST-1', [], ['ALL-1']),
    line('TST-2', [], ['CRQ-1']),
    line('TST-3', [], ['CMS-1']),
    line('TST-4', [], ['ALL-9']),
  ]
  const between = [linked('CRQ-1', '', 'refines', ['ALL-2']), linked('CMS-1', '', 'satisfies', ['ALL-1', 'ALL-9'])]
  expect(casesOver(new Set(['ALL-1']), lines, between)).toEqual(['TST-1', 'TST-3'])
  expect(casesOver(new Set(['ALL-2']), lines, between)).toEqual(['TST-2'])
})

test('a plan is one task with its cases', () => {
  expect(planOps({ title: 'SAT', due: '', owner: 'Ben', cases: ['TST-1'] })).toEqual([
    { op: 'create', kind: 'task', ref: '$campaign', title: 'SAT', properties: { status: 'open', owner: 'Ben' } },
    { op: 'link', from: '$campaign', verb: 'for', to: 'TST-1' },
  ])
})
