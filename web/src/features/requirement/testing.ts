/** A small matrix for tests: three rows on two zones and a conduit. */
import type { Matrix, MatrixPlace } from '../../api/matrix-queries'
import { assessments, chainStates } from './cells'

const counts = ['does not count', 'not applicable', 'met', 'compensated']
const reasons = [
  '',
  'not allocated',
  'allocation retired',
  'not applicable without reason',
  'not applicable without approval',
  'not applicable, but suspect',
  'assessment',
  'chain',
]

/** A cell of a column for tests: key, assessment, chain, how it counts and why not. */
export type Given = [string, string, string, string, string] | null

/** A column of a matrix for tests. */
export function column(key: string, target: number, cells: Given[], retired: number[] = []): MatrixPlace {
  const seven = [0, 0, 0, 0, 0, 0, 0]
  const number = (words: readonly string[], at: 1 | 2 | 3 | 4) => cells.map((c) => (c ? Math.max(0, words.indexOf(c[at])) : 0))
  return {
    key,
    title: `Place ${key}`,
    kind: key.startsWith('CON') ? 'conduit' : 'zone',
    target: [target, target, 0, 0, 0, 0, 0],
    capability: seven,
    achieved: seven,
    claimed: seven,
    gap: seven,
    approved: target > 0,
    suspects: 0,
    allocations: cells.map((c) => c?.[0] ?? ''),
    assessments: number(['', ...assessments], 1),
    chains: number(['', ...chainStates], 2),
    counts: number(counts, 3),
    reasons: number(reasons, 4).map((r, i) => (cells[i] ? r : target > 0 ? 1 : 0)),
    compensations: cells.map(() => 0),
    retired,
    covered: [],
  }
}

/** A matrix for tests of rows SR 1.1, SR 1.1 RE(1) and SR 2.1. */
export const matrixOf = (places: MatrixPlace[]): Matrix => ({
  state: { label: 'head', commit: 7, date: '2026-12-01' },
  standard: { system: '62443-3-3:2013', component: '62443-4-2:2019' },
  assessments: ['', ...assessments],
  chains: ['', ...chainStates],
  counts,
  reasons,
  compensations: ['', 'not approved', 'valid'],
  rows: [
    { row: 'SR 1.1', fr: 'IAC', level: 1, title: 'Human users' },
    { row: 'SR 1.1 RE(1)', fr: 'IAC', level: 2, title: 'Unique identification' },
    { row: 'SR 2.1', fr: 'UC', level: 1, title: 'Authorization enforcement' },
  ],
  places,
})
