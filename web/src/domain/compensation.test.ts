import { describe, expect, it } from 'vitest'
import {
  candidatesOf,
  compensateOps,
  compensationLacks,
  lackOf,
  lacksOf,
  measureOf,
  noApproval,
  proofOf,
  removeOps,
  type Compensating,
  type Measure,
  type Standing,
  type Target,
} from './compensation'

const approval = { justification: 'As good.', approvedBy: 'K. Lindqvist', approvedOn: '2026-02-20', until: '2026-12-31' }
const proof = { failed: false, pieces: 1, valid: 1, sound: 1, links: [{ from: 'EVD-1', to: 'CMS-1' }] }
const good: Standing = { compensating: true, planned: false, deployed: true, approval, proof, suspect: false }
const measure: Measure = {
  key: 'CMS-1',
  title: 'Fence',
  planned: false,
  compensating: true,
  deployedAt: ['ZON-1'],
  satisfies: [],
  compensates: [],
}
const target: Target = {
  allocation: 'ALL-9',
  retired: false,
  place: 'ZON-1',
  placeTitle: 'Pump hall',
  row: 'SR 6.1',
  title: 'Audit log',
  reference: '62443-3-3:2013 SR 6.1',
}
const change = (more: Partial<Compensating>): Compensating => ({
  targets: [target],
  measure,
  mark: false,
  stands: false,
  approval,
  files: [],
  by: 'J. Okafor',
  at: '2026-11-23T10:00:00Z',
  confirm: [],
  ...more,
})

describe('what keeps a compensation from counting', () => {
  it('is nothing for one that has all, also on its last day', () => {
    expect(lacksOf(good, '2026-12-31')).toEqual([])
  })

  // The order of rules, section 9: the first lack is the state that the server names.
  const one: [Partial<Standing>, string][] = [
    [{ compensating: false }, 'countermeasure not marked compensating'],
    [{ planned: true }, 'countermeasure planned'],
    [{ approval: { ...approval, approvedBy: ' ' } }, 'not approved'],
    [{ approval: { ...approval, until: '' } }, 'no end date'],
    [{ approval: { ...approval, until: '2026-11-22' } }, 'approval expired'],
    [{ approval: { ...approval, justification: '' } }, 'no justification'],
    [{ deployed: false }, 'deployed nowhere'],
    [{ proof: { ...proof, failed: true } }, 'own test failed'],
    [{ proof: { ...proof, pieces: 0, valid: 0, sound: 0 } }, 'no evidence'],
    [{ proof: { ...proof, valid: 0, sound: 0 } }, 'evidence expired or out of scope'],
    [{ proof: { ...proof, sound: 0 } }, 'suspect'],
    [{ suspect: true }, 'suspect'],
  ]
  it.each(one)('is one thing for %j', (part, lack) => {
    expect(lacksOf({ ...good, ...part }, '2026-11-23')).toEqual([lack])
  })

  it('names everything that is missing, in the order the rules look', () => {
    const bare: Standing = {
      compensating: false,
      planned: true,
      deployed: false,
      approval: noApproval,
      proof: { failed: false, pieces: 0, valid: 0, sound: 0, links: [] },
      suspect: true,
    }
    const lacks = lacksOf(bare, '2026-11-23')
    expect(lacks).toEqual(compensationLacks.filter((l) => lacks.includes(l)))
    expect(lacks).toHaveLength(8)
  })

  it('knows the words of the server', () => {
    expect(lackOf('no evidence')).toBe('no evidence')
    expect(lackOf('valid')).toBeNull()
    expect(lackOf('something new')).toBeNull()
  })
})

describe('proof of a countermeasure', () => {
  it('takes its own evidence and that of the last runs of its tests', () => {
    const p = proofOf('CMS-1', [
      { kind: 'evidence', key: 'EVD-1', state: 'valid' },
      { kind: 'evidence', key: 'EVD-2', state: 'expired' },
      {
        kind: 'test case',
        key: 'TST-1',
        children: [
          {
            kind: 'test run',
            key: 'RUN-1',
            state: 'passed',
            children: [{ kind: 'evidence', key: 'EVD-3', state: 'valid', suspect: true }],
          },
          {
            kind: 'test run',
            key: 'RUN-2',
            state: 'not concluded',
            children: [{ kind: 'evidence', key: 'EVD-4', state: 'valid' }],
          },
          { kind: 'evidence' },
        ],
      },
    ])
    expect(p).toEqual({
      failed: false,
      pieces: 3,
      valid: 2,
      sound: 1,
      links: [
        { from: 'EVD-1', to: 'CMS-1' },
        { from: 'EVD-3', to: 'RUN-1' },
      ],
    })
  })

  it('falls with a run that did not pass', () => {
    for (const state of ['failed', 'blocked'])
      expect(
        proofOf('CMS-1', [{ kind: 'test case', key: 'TST-1', children: [{ kind: 'test run', key: 'RUN-1', state }] }]).failed,
      ).toBe(true)
  })
})

it('reads a countermeasure with what its links say', () => {
  const m = measureOf({
    key: 'CMS-2',
    title: 'Round',
    properties: { status: 'planned', compensating: true },
    links: [
      { verb: 'deployed at', to: 'ZON-3' },
      { verb: 'satisfies', to: 'ALL-2' },
      { verb: 'compensates', to: 'ALL-1', suspect: true, properties: { until: '2027-12-31', justification: ' so ' } },
    ],
  })
  expect(m.planned && m.compensating).toBe(true)
  expect(m.deployedAt).toEqual(['ZON-3'])
  expect(m.satisfies).toEqual(['ALL-2'])
  expect(m.compensates).toEqual([{ ...noApproval, until: '2027-12-31', justification: 'so', to: 'ALL-1', suspect: true }])
})

it('offers first what stands here, marked ones before others', () => {
  const plain = { ...measure, key: 'CMS-1', compensating: false }
  const marked = { ...measure, key: 'CMS-2', deployedAt: ['AST-4'] }
  const here = { ...measure, key: 'CMS-3', deployedAt: [], compensates: [{ ...noApproval, to: 'ALL-9', suspect: false }] }
  const away = { ...measure, key: 'CMS-4', deployedAt: ['ZON-7'] }
  const other = { ...away, key: 'CMS-5', compensating: false }
  const c = candidatesOf([plain, marked, here, away, other], new Set(['ZON-1', 'AST-4']), new Set(['ALL-9']))
  expect(c.here.map((m) => m.key)).toEqual(['CMS-2', 'CMS-3', 'CMS-1'])
  expect(c.compensating.map((m) => m.key)).toEqual(['CMS-4'])
  expect(c.others.map((m) => m.key)).toEqual(['CMS-5'])
})

describe('the steps', () => {
  const properties = { justification: 'As good.', approved_by: 'K. Lindqvist', approved_on: '2026-02-20', until: '2026-12-31' }

  it('join a countermeasure that is there to all rows', () => {
    const second = { ...target, allocation: 'ALL-10' }
    expect(compensateOps(change({ targets: [target, second] }))).toEqual([
      { op: 'link', from: 'CMS-1', verb: 'compensates', to: 'ALL-9', properties },
      { op: 'link', from: 'CMS-1', verb: 'compensates', to: 'ALL-10', properties },
    ])
  })

  it('say nothing of an approval that is not given', () => {
    const [op] = compensateOps(change({ approval: { ...noApproval, approvedOn: '2026-11-23' } }))
    expect(op).toEqual({ op: 'link', from: 'CMS-1', verb: 'compensates', to: 'ALL-9' })
  })

  it('change a compensation that is there, and take away what is no longer said', () => {
    const had = { ...measure, compensates: [{ ...approval, to: 'ALL-9', suspect: false }] }
    const next = { ...noApproval, justification: 'Otherwise.', until: '2027-01-01' }
    expect(compensateOps(change({ measure: had, approval: next }))).toEqual([
      {
        op: 'set',
        from: 'CMS-1',
        verb: 'compensates',
        to: 'ALL-9',
        properties: { justification: 'Otherwise.', until: '2027-01-01' },
        unset: ['approved_by', 'approved_on'],
      },
    ])
  })

  it('mark, put in place and deploy first', () => {
    const raw = { ...measure, compensating: false, planned: true, deployedAt: [] }
    expect(compensateOps(change({ measure: raw, mark: true, stands: true })).slice(0, 2)).toEqual([
      { op: 'set', key: 'CMS-1', properties: { compensating: true, status: 'existing' } },
      { op: 'link', from: 'CMS-1', verb: 'deployed at', to: 'ZON-1' },
    ])
    expect(compensateOps(change({ measure: raw }))[0]?.op).toBe('link')
  })

  it('make the countermeasure, rows that have no allocation yet, and evidence', () => {
    const ops = compensateOps(
      change({
        measure: { title: ' Fence ', description: '', planned: false },
        targets: [
          { ...target, allocation: '' },
          { ...target, allocation: 'ALL-3', retired: true },
        ],
        files: [{ title: '', name: 'fence.pdf', digest: 'sha256:1', mediaType: '' }],
      }),
    )
    expect(ops.map((o) => `${o.op} ${o.kind ?? o.verb ?? o.key}`)).toEqual([
      'create countermeasure',
      'link deployed at',
      'create allocation',
      'link allocated to',
      'link compensates',
      'revive ALL-3',
      'link compensates',
      'create evidence',
      'link evidences',
    ])
    expect(ops[0]).toMatchObject({ title: 'Fence', properties: { status: 'existing', compensating: true } })
    expect(ops.at(-2)).toMatchObject({ title: 'fence.pdf', properties: { collected_by: 'J. Okafor', digest: 'sha256:1' } })
  })

  it('confirm with the justification as reason, and take away again', () => {
    const confirm = [{ from: 'EVD-1', verb: 'evidences', to: 'CMS-1' }]
    expect(compensateOps(change({ confirm })).at(-1)).toEqual({ op: 'confirm', ...confirm[0], reason: 'As good.' })
    expect(removeOps('CMS-1', ['ALL-9'])).toEqual([{ op: 'unlink', from: 'CMS-1', verb: 'compensates', to: 'ALL-9' }])
  })
})
