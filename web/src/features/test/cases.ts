/**
 * Test cases with their last run and what it means for the chains that rest on
 * them. How a chain stands is the server's word; here it is only joined.
 */
import type { Gap, RowWhy } from '../../api/documents'
import type { Listed } from '../../api/test-queries'

export type Verdict = 'passed' | 'failed' | 'blocked'

/** How a case stands by its last run alone. */
export type CaseState = 'not run' | 'failed' | 'blocked' | 'no evidence' | 'evidence ended' | 'suspect' | 'passed'

export const caseStates: readonly CaseState[] = [
  'failed',
  'blocked',
  'not run',
  'no evidence',
  'evidence ended',
  'suspect',
  'passed',
]

export interface RunLine {
  key: string
  title: string
  at: string
  result: Verdict
  tester: string
  evidence: readonly Listed[]
  suspect: boolean
}

/** A row that does not count because of a case. */
export interface HeldRow {
  place: string
  placeTitle: string
  fr: string
  row: RowWhy
}

export interface CaseLine {
  key: string
  title: string
  method: string
  verifies: readonly { key: string; title: string; suspect: boolean }[]
  /** The concluded runs of the latest moment, then those before, the latest first. */
  runs: readonly RunLine[]
  last: RunLine | null
  state: CaseState
  holds: readonly HeldRow[]
}

export interface CaseInput {
  cases: readonly Listed[]
  runs: readonly Listed[]
  evidence: readonly Listed[]
  gaps: readonly Gap[]
  /** Digests of files that are missing or changed. */
  broken: ReadonlySet<string>
  today: string
}

const textOf = (item: Listed, name: string): string => {
  const value = item.properties[name]
  return typeof value === 'string' ? value : ''
}

/** Whether a piece of evidence has ended by itself: its day is over, or its file is not what was recorded. Scope is the server's to judge. */
export function evidenceEnded(item: Listed, today: string, broken: ReadonlySet<string>): boolean {
  const until = textOf(item, 'valid_until')
  const digest = textOf(item, 'digest')
  return (until !== '' && until < today) || digest === '' || broken.has(digest)
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}

function runLine(run: Listed, evidence: readonly Listed[]): RunLine | null {
  const result = textOf(run, 'result')
  if (result !== 'passed' && result !== 'failed' && result !== 'blocked') return null
  return {
    key: run.key,
    title: run.title,
    at: textOf(run, 'at'),
    result,
    tester: textOf(run, 'tester'),
    evidence,
    suspect:
      run.links.some((l) => l.verb === 'executes' && l.suspect) ||
      (evidence.length > 0 && evidence.every((e) => e.links.some((l) => l.to === run.key && l.suspect))),
  }
}

const worst = (runs: readonly RunLine[]): RunLine | null =>
  runs.find((r) => r.result === 'failed') ?? runs.find((r) => r.result === 'blocked') ?? runs[0] ?? null

function stateOf(last: RunLine | null, verifiesSuspect: boolean, input: CaseInput): CaseState {
  if (!last) return 'not run'
  if (last.result !== 'passed') return last.result
  if (last.evidence.length === 0) return 'no evidence'
  if (last.evidence.every((e) => evidenceEnded(e, input.today, input.broken))) return 'evidence ended'
  return last.suspect || verifiesSuspect ? 'suspect' : 'passed'
}

/** Joins cases, runs, evidence and gaps. */
export function caseLines(input: CaseInput): CaseLine[] {
  const evidenceOf = new Map<string, Listed[]>()
  for (const e of input.evidence) for (const l of e.links) if (l.verb === 'evidences') push(evidenceOf, l.to, e)
  const runsOf = new Map<string, RunLine[]>()
  const caseOf = new Map<string, string[]>()
  for (const run of input.runs) {
    const test = run.links.find((l) => l.verb === 'executes')?.to
    const line = test === undefined ? null : runLine(run, evidenceOf.get(run.key) ?? [])
    if (test === undefined || !line) continue
    push(runsOf, test, line)
    push(caseOf, run.key, test)
    for (const e of line.evidence) push(caseOf, e.key, test)
  }
  for (const c of input.cases) push(caseOf, c.key, c.key)
  const holds = heldRows(input.gaps, caseOf)
  return input.cases.map((c): CaseLine => {
    const runs = (runsOf.get(c.key) ?? []).sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0))
    const last = worst(runs.filter((r) => r.at === runs[0]?.at))
    const verifies = c.links.filter((l) => l.verb === 'verifies').map((l) => ({ key: l.to, title: l.title, suspect: l.suspect }))
    const suspect = verifies.some((v) => v.suspect)
    return {
      key: c.key,
      title: c.title,
      method: textOf(c, 'method'),
      verifies,
      runs,
      last,
      state: stateOf(last, suspect, input),
      holds: holds.get(c.key) ?? [],
    }
  })
}

/** The rows that a case holds down: those whose first broken step stands at the case, its run or its evidence. */
function heldRows(gaps: readonly Gap[], caseOf: ReadonlyMap<string, readonly string[]>): Map<string, HeldRow[]> {
  const held = new Map<string, HeldRow[]>()
  for (const gap of gaps)
    for (const row of gap.rows) {
      // A row that is not assessed as met would not count with a passed test either.
      if (row.reason !== 'chain' || row.item === undefined) continue
      for (const key of new Set(caseOf.get(row.item)))
        push(held, key, { place: gap.place, placeTitle: gap.title, fr: gap.fr, row })
    }
  return held
}

/** How many cases are in each state. */
export function countStates(lines: readonly CaseLine[]): Record<CaseState, number> {
  const counts = Object.fromEntries(caseStates.map((s) => [s, 0])) as Record<CaseState, number>
  for (const line of lines) counts[line.state]++
  return counts
}

/** The cases that match words and a state; every word has to be somewhere in key, title or what is verified. */
export function matching(lines: readonly CaseLine[], words: string, state: CaseState | null): CaseLine[] {
  const parts = words
    .toLowerCase()
    .split(/\s+/)
    .filter((w) => w !== '')
  return lines.filter((line) => {
    if (state !== null && line.state !== state) return false
    if (parts.length === 0) return true
    const text = [line.key, line.title, ...line.verifies.map((v) => `${v.key} ${v.title}`)].join(' ').toLowerCase()
    return parts.every((p) => text.includes(p))
  })
}
