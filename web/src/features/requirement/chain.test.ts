import { expect, test } from 'vitest'
import type { TraceDocument } from '../../api/matrix-queries'
import { chainLine, runsToProve, testsToRun } from './chain'
import { choicesOf, evidenceOps, nameOfProves } from './evidence'
import { componentOps, untested } from './missing'

const verbs = [
  { verb: 'realizes', inverse: 'is realized by' },
  { verb: 'refines', inverse: 'is refined by' },
  { verb: 'verifies', inverse: 'is verified by' },
  { verb: 'executes', inverse: 'is executed by' },
  { verb: 'evidences', inverse: 'is evidenced by' },
  { verb: 'compensates', inverse: 'is compensated by' },
  { verb: 'implemented by', inverse: 'implements' },
  { verb: 'allocated to', inverse: 'has allocation' },
]

const base: Pick<TraceDocument, 'state' | 'standard' | 'item'> = {
  state: { label: 'head', commit: 1, date: '2026-12-01' },
  standard: { system: '62443-3-3:2013', component: '62443-4-2:2019' },
  item: { key: 'ALL-1', kind: 'allocation' },
}

const trace: TraceDocument = {
  ...base,
  up: [{ link: 'allocated to', key: 'ZON-1', kind: 'zone' }],
  down: [
    { link: 'is realized by', key: 'DSN-1', kind: 'design artifact', title: 'Accounts' },
    {
      link: 'is compensated by',
      key: 'CMS-1',
      kind: 'countermeasure',
      children: [{ link: 'is verified by', key: 'TST-9', kind: 'test case' }],
    },
    {
      link: 'is refined by',
      key: 'CRQ-1',
      kind: 'component requirement',
      row: 'CR 1.1',
      children: [
        { link: 'implemented by', key: 'AST-1', kind: 'asset', suspect: true },
        {
          link: 'is verified by',
          key: 'TST-1',
          kind: 'test case',
          title: 'Login',
          children: [
            {
              link: 'is executed by',
              key: 'RUN-1',
              kind: 'test run',
              state: 'passed',
              children: [{ kind: 'evidence', missing: 'no evidence of this run' }],
            },
          ],
        },
        { link: 'is verified by', key: 'TST-2', kind: 'test case', children: [{ kind: 'test run', missing: 'not run' }] },
      ],
    },
    { link: 'is refined by', key: 'CRQ-2', kind: 'component requirement', children: [{ kind: 'test case', missing: 'no test' }] },
    { kind: 'component requirement', missing: 'no component requirement', row: 'CR 1.2', on: 'AST-2' },
    { kind: 'component requirement', missing: 'no component requirement', row: 'CR 1.2', on: 'AST-3' },
  ],
}

test('the tree becomes five steps, with what is missing in its step', () => {
  const line = chainLine(trace, 'component requirement missing', verbs)
  expect(line.steps.map((s) => s.items.map((i) => i.key))).toEqual([
    ['DSN-1'],
    ['CRQ-1', 'CRQ-2'],
    ['TST-1', 'TST-2'],
    ['RUN-1'],
    [],
  ])
  expect(line.steps.map((s) => s.missing.length)).toEqual([0, 2, 1, 1, 1])
  expect(line.steps.map((s) => s.state)).toEqual(['sound', 'broken', 'open', 'open', 'open'])
  expect(line.steps[1]!.items[0]!.by).toEqual(['AST-1'])
  expect(line.compensating.map((c) => c.key)).toEqual(['CMS-1'])
})

test('a suspect link is named as the record names it, and the chain breaks at its step', () => {
  const line = chainLine(trace, 'suspect', verbs)
  expect(line.suspects).toEqual([{ from: 'CRQ-1', verb: 'implemented by', to: 'AST-1' }])
  expect(line.broken).toBe('component requirement')
  const up = chainLine({ ...base, up: [{ link: 'allocated to', key: 'ZON-1', kind: 'zone', suspect: true }] }, 'suspect', verbs)
  expect(up.suspects).toEqual([{ from: 'ALL-1', verb: 'allocated to', to: 'ZON-1' }])
})

test('a complete chain is sound to its end', () => {
  expect(chainLine(trace, 'complete', verbs).steps.every((s) => s.state === 'sound')).toBe(true)
})

test('a file is offered to the run that lacks evidence, then to tests without a run, last to the row', () => {
  const line = chainLine(trace, 'no evidence', verbs)
  expect(runsToProve(line).map((r) => r.key)).toEqual(['RUN-1'])
  expect(testsToRun(line).map((t) => t.key)).toEqual(['TST-2'])
  expect(choicesOf(line).map(nameOfProves)).toEqual(['RUN-1', 'new:TST-2', 'allocation'])
  expect(choicesOf(chainLine(trace, 'not run', verbs)).map(nameOfProves)).toEqual(['new:TST-2', 'RUN-1', 'allocation'])
})

test('a file for a test without a run records the run with it', () => {
  const line = chainLine(trace, 'not run', verbs)
  const piece = {
    title: '',
    fileName: 'a.txt',
    digest: 'sha256:0',
    mediaType: '',
    collectedAt: 'T',
    collectedBy: 'Anna',
    validUntil: '',
  }
  const run = { title: 'Login, 2026-12-01', at: 'T', result: 'passed' as const, tester: '' }
  expect(evidenceOps([piece], choicesOf(line)[0]!, 'ALL-1', run)).toEqual([
    { op: 'create', kind: 'test run', ref: '$run', title: 'Login, 2026-12-01', properties: { at: 'T', result: 'passed' } },
    { op: 'link', from: '$run', verb: 'executes', to: 'TST-2' },
    {
      op: 'create',
      kind: 'evidence',
      ref: '$evidence0',
      title: 'a.txt',
      properties: { file_name: 'a.txt', digest: 'sha256:0', collected_at: 'T', collected_by: 'Anna' },
    },
    { op: 'link', from: '$evidence0', verb: 'evidences', to: '$run' },
  ])
  expect(evidenceOps([piece], { is: 'allocation' }, 'ALL-1', run).at(-1)).toMatchObject({ to: 'ALL-1' })
})

test('what is missing is made once for each component row, for all its assets', () => {
  const line = chainLine(trace, 'component requirement missing', verbs)
  const ops = componentOps('ALL-1', line.steps[1]!.missing, '62443-4-2:2019', (row) => `Title of ${row}`)
  expect(ops).toEqual([
    {
      op: 'create',
      kind: 'component requirement',
      ref: '$crq0',
      title: 'Title of CR 1.2',
      properties: { row: '62443-4-2:2019 CR 1.2' },
    },
    { op: 'link', from: '$crq0', verb: 'refines', to: 'ALL-1' },
    { op: 'link', from: '$crq0', verb: 'implemented by', to: 'AST-2' },
    { op: 'link', from: '$crq0', verb: 'implemented by', to: 'AST-3' },
  ])
})

test('a new test verifies the component requirements without one, else the row itself', () => {
  expect(untested(chainLine(trace, 'no test', verbs), 'ALL-1')).toEqual(['CRQ-2'])
  expect(untested(chainLine({ ...base, down: [{ kind: 'test case', missing: 'x' }] }, 'no test', verbs), 'ALL-1')).toEqual([
    'ALL-1',
  ])
})
