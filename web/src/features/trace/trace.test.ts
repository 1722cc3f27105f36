import { describe, expect, it } from 'vitest'
import type { Chain } from '../../api/chain-queries'
import { createOps, fillersOf, joinOps, targetOf } from './add-step'
import { cellAt, cellsOf, columns, linesOf, type Gap } from './cells'
import { exportTable } from './export'
import { compareRows, coverage, grouped, lacks, offsetsOf, readSearch, shown, unitAt } from './selection'

const chain = (more: Partial<Chain>): Chain => ({
  place: 'ZON-1',
  row: 'SR 1.1',
  fr: 'IAC',
  level: 1,
  title: 'Human users',
  asked: true,
  allocation: 'ALL-1',
  assessment: 'met',
  counts: 'does not count',
  state: 'complete',
  missing: [],
  suspects: 0,
  lines: 1,
  ...more,
})

const full = chain({
  text: 'as it is',
  lines: 6,
  branches: [
    {
      design: [
        { key: 'DSN-1', kind: 'design artifact' },
        { key: 'DSN-2', kind: 'design artifact' },
      ],
    },
    {
      requirement: { key: 'CRQ-1', kind: 'component requirement', row: 'CR 1.1' },
      design: [{ key: 'PRD-1', kind: 'product' }],
      tests: [
        {
          key: 'TST-1',
          kind: 'test case',
          runs: [{ key: 'RUN-1', kind: 'test run', state: 'passed', evidence: [{ key: 'EVD-1' }, { key: 'EVD-2' }] }],
        },
        { key: 'TST-2', kind: 'test case', runs: [{ missing: true }] },
      ],
    },
    { requirement: { missing: true, row: 'CR 1.2', assets: ['AST-1', 'AST-2'] }, design: [{ key: 'PRD-2' }] },
  ],
})

describe('cells', () => {
  it('cover every place of the table once', () => {
    const cells = cellsOf(full)
    expect(linesOf(full)).toBe(6)
    for (let line = 0; line < 6; line++)
      for (let column = 0; column < columns.length; column++)
        expect(
          cells.filter((c) => c.column === column && c.line <= line && line < c.line + c.span),
          `line ${line}, column ${column}`,
        ).toHaveLength(1)
  })
  it('merge a step beside all that hangs on it', () => {
    const cells = cellsOf(full)
    expect(cellAt(cells, 2, columns.indexOf('component requirement'))).toMatchObject({ line: 2, span: 3 })
    expect(cellAt(cells, 3, columns.indexOf('test run'))).toMatchObject({ line: 2, span: 2 })
    expect(cellAt(cells, 3, columns.indexOf('evidence'))).toMatchObject({ content: { step: { key: 'EVD-2' } } })
  })
  it('say what a gap hangs on', () => {
    const cells = cellsOf(full)
    expect(cellAt(cells, 4, columns.indexOf('test run'))?.content).toMatchObject({
      is: 'gap',
      gap: { layer: 'test run', under: { key: 'TST-2' } },
    })
    expect(cellAt(cells, 5, columns.indexOf('component requirement'))?.content).toMatchObject({
      is: 'gap',
      gap: { componentRow: 'CR 1.2', assets: ['AST-1', 'AST-2'], carriers: [{ key: 'PRD-2' }] },
    })
  })
  it('wait for steps that are not read, and not for those of a row that nobody allocated', () => {
    expect(cellsOf(chain({ lines: 3 })).map((c) => c.content.is)).toEqual([
      'row',
      'allocation',
      'waits',
      'waits',
      'waits',
      'waits',
      'waits',
    ])
    expect(cellsOf(chain({ allocation: undefined, state: 'not allocated' }))[1]?.content.is).toBe('gap')
  })
})

describe('what is shown and counted', () => {
  const list = [
    chain({ row: 'SR 1.1' }),
    chain({ row: 'SR 1.10', state: 'no test', missing: ['test case'] }),
    chain({ row: 'SR 1.2', state: 'last run failed' }),
    chain({ row: 'SR 1.3', state: 'no design', missing: ['design'], counts: 'compensated' }),
    chain({ row: 'SR 1.4', place: 'ZON-2', state: 'suspect', suspects: 2 }),
    chain({ row: 'SR 1.5', place: 'ZON-2', allocation: undefined, state: 'not allocated', missing: ['allocation'] }),
  ]
  it('counts a chain up to the first layer that lacks something, and leaves out what counts otherwise', () => {
    expect(coverage(list)).toEqual({
      of: 5,
      complete: 1,
      whole: { allocation: 4, 'component requirement': 4, design: 4, 'test case': 3, 'test run': 2, evidence: 2 },
    })
  })
  it('filters', () => {
    expect(shown(list, 'incomplete', null).map((c) => c.row)).toEqual(['SR 1.10', 'SR 1.2', 'SR 1.4', 'SR 1.5'])
    expect(shown(list, 'suspect', null).map((c) => c.row)).toEqual(['SR 1.4'])
    expect(shown(list, 'all', 'test run').map((c) => c.row)).toEqual(['SR 1.2'])
    expect(lacks(list[3]!, 'design')).toBe(false)
  })
  it('groups by place as they come, and by row as the catalogue counts', () => {
    const by = (g: 'place' | 'row') => grouped(list, g).flatMap((u) => (u.is === 'group' ? [u.name] : []))
    expect(by('place')).toEqual(['ZON-1', 'ZON-2'])
    expect(by('row')).toEqual(['SR 1.1', 'SR 1.2', 'SR 1.3', 'SR 1.4', 'SR 1.5', 'SR 1.10'])
    expect(compareRows('SR 1.1', 'SR 1.1 RE(1)')).toBeLessThan(0)
  })
  it('finds the entry at a height', () => {
    const offsets = offsetsOf(grouped([chain({ lines: 3 }), chain({ row: 'SR 1.2', lines: 2 })], 'place'), (c) => c.lines, 10)
    expect(offsets).toEqual([0, 10, 40, 60])
    expect([-5, 0, 9, 10, 39, 40, 59, 100].map((y) => unitAt(offsets, y))).toEqual([0, 0, 0, 1, 1, 2, 2, 2])
  })
  it('reads a key, a row, or words', () => {
    expect(readSearch(' tst-12 ')).toEqual({ item: 'TST-12' })
    expect(readSearch('sr 1.1 re1')).toEqual({ row: 'SR 1.1 RE(1)' })
    expect(readSearch('SR 2.8')).toEqual({ row: 'SR 2.8' })
    expect(readSearch('session lock')).toEqual({ q: 'session lock' })
  })
})

describe('what fills a gap', () => {
  const gap = (more: Partial<Gap>): Gap => ({
    layer: 'test case',
    place: 'ZON-1',
    row: 'SR 1.1',
    allocation: 'ALL-1',
    under: null,
    ...more,
  })
  const editions = { system: '62443-3-3:2013', component: '62443-4-2:2019' }
  it('hangs on the step before it, else on the allocation', () => {
    expect(targetOf(gap({}))).toBe('ALL-1')
    expect(targetOf(gap({ under: { key: 'CRQ-5' } }))).toBe('CRQ-5')
    expect(targetOf(gap({ layer: 'allocation', allocation: null }))).toBe('ZON-1')
    expect(targetOf(gap({ layer: 'evidence', under: { key: 'RUN-5' } }))).toBe('RUN-5')
  })
  it('makes a component requirement with its row and its carriers in one commit', () => {
    const g = gap({ layer: 'component requirement', componentRow: 'CR 1.2' })
    expect(
      createOps(g, fillersOf(g)[0]!, { title: ' Identity ', properties: { configuration: '' }, carriers: ['PRD-1'] }, editions),
    ).toEqual([
      {
        op: 'create',
        kind: 'component requirement',
        ref: '$new',
        title: 'Identity',
        properties: { row: '62443-4-2:2019 CR 1.2' },
      },
      { op: 'link', from: '$new', verb: 'refines', to: 'ALL-1' },
      { op: 'link', from: '$new', verb: 'implemented by', to: 'PRD-1' },
    ])
  })
  it('joins what is there', () => {
    const g = gap({ layer: 'design' })
    expect(joinOps(g, fillersOf(g)[1]!, 'CMS-2')).toEqual([{ op: 'link', from: 'CMS-2', verb: 'satisfies', to: 'ALL-1' }])
  })
})

it('writes every line out for a file', () => {
  const table = exportTable((key) => key, [full], { place: () => 'Turbine control', row: (code, own) => `${code}: ${own}` })
  expect(table.rows).toHaveLength(6)
  expect(table.rows[3]).toEqual([
    'ZON-1',
    'Turbine control',
    'SR 1.1',
    'SR 1.1: Human users',
    1,
    'ALL-1',
    'assessment.met',
    'chain.complete',
    'CRQ-1 CR 1.1',
    'PRD-1',
    'TST-1',
    'RUN-1 (passed)',
    'EVD-2',
  ])
  expect(table.rows[5]?.[8]).toContain('CR 1.2 AST-1, AST-2')
})
