import { expect, test } from 'vitest'
import {
  commonFirmware,
  isRunDraft,
  lacking,
  newDraft,
  nextStep,
  remarksOf,
  resultOf,
  runOps,
  stepsOf,
  withEntry,
  type RunDraft,
  type RunFacts,
} from './run-draft'

const words: RunFacts['words'] = {
  step: (n, verdict) => `Step ${n} ${verdict ?? 'open'}`,
  note: (text) => `(${text})`,
  testedOn: (assets) => `On ${assets}`,
  firmware: (version) => `firmware ${version}`,
}
const facts = (more: Partial<RunFacts> = {}): RunFacts => ({
  test: { key: 'TST-1', title: 'Log access' },
  campaign: null,
  at: '2026-11-23T10:00:00.000Z',
  assets: [],
  words,
  ...more,
})
const done = (...verdicts: RunDraft['entries'][number]['verdict'][]): RunDraft =>
  verdicts.reduce(
    (d, verdict, i) => withEntry(d, i, { verdict, actual: verdict === 'passed' ? '' : 'seen' }),
    newDraft(verdicts.map((_, i) => `Do ${i}`).join('\n'), 'It works', 'Anna', []),
  )
const file = (digest: string, step: number) => ({ digest, size: 1, name: `${digest}.txt`, mediaType: 'text/plain', step })

test('steps are the lines of a procedure, without their numbers', () => {
  expect(stepsOf('1. Open\n\n 2) Close \n- Lock', 'It is locked')).toEqual([
    { text: 'Open', expected: '' },
    { text: 'Close', expected: '' },
    { text: 'Lock', expected: 'It is locked' },
  ])
  expect(stepsOf('Open\nClose', '1. open\n2. closed').map((s) => s.expected)).toEqual(['open', 'closed'])
  expect(stepsOf('10.0.0.1 answers', '')).toEqual([{ text: '10.0.0.1 answers', expected: '' }])
  expect(stepsOf('', 'It works')).toEqual([{ text: '', expected: 'It works' }])
})

test('the worst step decides, and an open step leaves it open', () => {
  const result = (...v: RunDraft['entries'][number]['verdict'][]) => resultOf(done(...v).entries)
  expect(result('passed', 'passed')).toBe('passed')
  expect(result('passed', null)).toBeNull()
  expect(result('blocked', 'failed', null)).toBe('failed')
  expect(result('passed', 'blocked')).toBe('blocked')
})

test('says what is missing before a run can be recorded', () => {
  expect(lacking(done('passed', 'passed'))).toEqual([])
  expect(lacking({ ...done('passed', null), tester: ' ' })).toEqual(['open steps', 'tester'])
  expect(lacking(withEntry(done('failed'), 0, { actual: ' ' }))).toEqual(['what was seen'])
})

test('one commit makes the run, its evidence once for each file, the scope and the place in a campaign', () => {
  const d: RunDraft = {
    ...done('passed', 'passed'),
    files: [file('a', 0), file('b', 1), file('a', 1)],
    firmwareOnly: true,
    validUntil: '2027-11-23',
  }
  const ops = runOps(d, facts({ campaign: 'TSK-3', assets: [{ key: 'AST-1', title: 'Controller', firmware: '4.2' }] }))
  expect(ops.map((o) => `${o.op} ${o.kind ?? [o.from, o.verb, o.to].join(' ')}`)).toEqual([
    'create test run',
    'link $run executes TST-1',
    'create evidence',
    'link $evidence1 evidences $run',
    'link $evidence1 holds for AST-1',
    'create evidence',
    'link $evidence2 evidences $run',
    'link $evidence2 holds for AST-1',
    'link TSK-3 for $run',
  ])
  expect(ops[0]?.properties).toEqual({
    at: '2026-11-23T10:00:00.000Z',
    result: 'passed',
    tester: 'Anna',
    remarks: 'Step 1 passed.\nStep 2 passed.\nOn AST-1 Controller (firmware 4.2)',
  })
  expect(ops[2]?.properties).toMatchObject({ digest: 'a', valid_until: '2027-11-23', firmware_from: '4.2', firmware_to: '4.2' })
})

test('a range of firmware is recorded only if all tested assets run the same', () => {
  const asset = (firmware: string) => ({ key: 'AST-1', title: '', firmware })
  expect(commonFirmware([asset('1'), asset('1')])).toBe('1')
  expect([commonFirmware([asset('1'), asset('2')]), commonFirmware([asset('')]), commonFirmware([])]).toEqual([null, null, null])
})

test('a defect is recorded with a failed run only', () => {
  const defects = (d: RunDraft) => runOps({ ...d, defect: 'Port 22 is open' }, facts()).filter((o) => o.kind === 'defect').length
  expect([defects(done('failed')), defects(done('passed'))]).toEqual([1, 0])
})

test('an open run records nothing', () => {
  expect(runOps(done('passed', null), facts())).toEqual([])
})

test('what was seen is told step by step', () => {
  const d = withEntry(withEntry(done('passed', 'failed'), 1, { actual: 'Port 22 answers', note: 'twice' }), 0, { note: 'slow' })
  expect(remarksOf(d, [], words)).toBe('Step 1 passed: (slow)\nStep 2 failed: Port 22 answers (twice)')
})

test('goes to the next open step, then back to those that were left out', () => {
  expect(nextStep({ ...done(null, 'passed', null), step: 0 })).toBe(2)
  expect(nextStep({ ...done(null, 'passed', 'passed'), step: 2 })).toBe(0)
  expect(nextStep({ ...done('passed', 'passed'), step: 1 })).toBe(1)
})

test('a draft survives storage, and other things are none', () => {
  expect(isRunDraft(JSON.parse(JSON.stringify(done('passed'))))).toBe(true)
  expect([isRunDraft(null), isRunDraft({ procedure: 'x' }), isRunDraft('x')]).toEqual([false, false, false])
})
