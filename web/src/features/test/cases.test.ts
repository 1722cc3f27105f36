import { expect, test } from 'vitest'
import type { Gap } from '../../api/documents'
import type { Listed } from '../../api/test-queries'
import { caseLines, countStates, matching, type CaseInput } from './cases'

export const item = (
  key: string,
  properties: Listed['properties'] = {},
  links: [verb: string, to: string, suspect?: boolean][] = [],
): Listed => ({
  key,
  kind: '',
  title: `Title of ${key}`,
  commit: 1,
  properties,
  links: links.map(([verb, to, suspect = false]) => ({ verb, to, title: `Title of ${to}`, suspect, properties: {} })),
})

const digest = (n: number) => `sha256:${n}`
const run = (key: string, of: string, at: string, result: string | undefined, suspect = false) =>
  item(key, { at, ...(result ? { result } : {}) }, [['executes', of, suspect]])
const evidence = (key: string, of: string, more: Listed['properties'] = { digest: digest(1) }, suspect = false) =>
  item(key, more, [['evidences', of, suspect]])
const input = (more: Partial<CaseInput>): CaseInput => ({
  cases: [item('TST-1', { method: 'test' }, [['verifies', 'CRQ-1']])],
  runs: [],
  evidence: [],
  gaps: [],
  broken: new Set(),
  today: '2026-11-23',
  ...more,
})
const only = (more: Partial<CaseInput>) => caseLines(input(more))[0]!

test('a case without a concluded run was not run', () => {
  expect(only({}).state).toBe('not run')
  expect(only({ runs: [run('RUN-1', 'TST-1', '2026-01-01', undefined)] }).state).toBe('not run')
})

test('the run of the latest moment decides, and of several the worst', () => {
  const early = run('RUN-1', 'TST-1', '2026-01-01T08:00:00Z', 'failed')
  const late = run('RUN-2', 'TST-1', '2026-02-01T08:00:00Z', 'passed')
  const twin = run('RUN-3', 'TST-1', '2026-02-01T08:00:00Z', 'blocked')
  expect(only({ runs: [late, early], evidence: [evidence('EVD-1', 'RUN-2')] }).state).toBe('passed')
  const line = only({ runs: [early, late, twin] })
  expect([line.last?.key, line.state]).toEqual(['RUN-3', 'blocked'])
  expect(line.runs.map((r) => r.key)).toEqual(['RUN-2', 'RUN-3', 'RUN-1'])
})

test('a passed run needs evidence that has not ended and whose file is whole', () => {
  const runs = [run('RUN-1', 'TST-1', '2026-01-01', 'passed')]
  expect(only({ runs }).state).toBe('no evidence')
  const until = (day: string) => evidence('EVD-1', 'RUN-1', { digest: digest(1), valid_until: day })
  expect(only({ runs, evidence: [until('2026-11-22')] }).state).toBe('evidence ended')
  expect(only({ runs, evidence: [until('2026-11-23')] }).state).toBe('passed')
  expect(only({ runs, evidence: [evidence('EVD-1', 'RUN-1', {})] }).state).toBe('evidence ended')
  const pieces = [evidence('EVD-1', 'RUN-1'), evidence('EVD-2', 'RUN-1', { digest: digest(2) })]
  expect(only({ runs, evidence: pieces, broken: new Set([digest(1)]) }).state).toBe('passed')
  expect(only({ runs, evidence: pieces, broken: new Set([digest(1), digest(2)]) }).state).toBe('evidence ended')
})

test('a suspect link of the last run, or of all its evidence, makes it suspect', () => {
  const of = (suspectRun: boolean, ...suspectEvidence: boolean[]) =>
    only({
      runs: [run('RUN-1', 'TST-1', '2026-01-01', 'passed', suspectRun)],
      evidence: suspectEvidence.map((s, i) => evidence(`EVD-${i}`, 'RUN-1', { digest: digest(i) }, s)),
    }).state
  expect([of(true, false), of(false, true), of(false, true, false)]).toEqual(['suspect', 'suspect', 'passed'])
})

test('a case holds the rows whose first broken step stands at it, its run or its evidence', () => {
  const row = (code: string, at: string, reason = 'chain') => ({
    row: code,
    level: 1,
    title: '',
    counts: 'does not count' as const,
    text: '',
    reason,
    item: at,
  })
  const gaps: Gap[] = [
    {
      place: 'ZON-1',
      title: 'Control',
      fr: 'UC',
      target: 2,
      achieved: 0,
      gap: 2,
      rows: [row('A', 'TST-1'), row('B', 'RUN-1'), row('C', 'EVD-1'), row('D', 'TST-2'), row('E', 'TST-1', 'assessment')],
    },
  ]
  const line = only({ runs: [run('RUN-1', 'TST-1', '2026-01-01', 'passed')], evidence: [evidence('EVD-1', 'RUN-1')], gaps })
  expect(line.holds.map((h) => h.row.row)).toEqual(['A', 'B', 'C'])
})

test('words and a state narrow the list', () => {
  const lines = caseLines(
    input({
      cases: [item('TST-1', {}, [['verifies', 'CRQ-9']]), item('TST-2')],
      runs: [run('RUN-1', 'TST-2', '2026', 'failed')],
    }),
  )
  expect(matching(lines, 'crq-9 title', null).map((l) => l.key)).toEqual(['TST-1'])
  expect(matching(lines, '', 'failed').map((l) => l.key)).toEqual(['TST-2'])
  expect(countStates(lines)).toMatchObject({ 'not run': 1, failed: 1, passed: 0 })
})
