/** What a dropped file becomes: a piece of evidence and what it proves, after rules 5 of the chain. */
import type { Op, Properties } from '../../domain/op'
import type { ChainItem, ChainLine } from './chain'
import { runsToProve, testsToRun } from './chain'

/** What a file can prove for a cell. A run that is not there yet is recorded with it. */
export type Proves = { is: 'run'; run: ChainItem } | { is: 'new run'; test: ChainItem } | { is: 'allocation' }

/** The name of a choice, for forms. */
export const nameOfProves = (p: Proves): string =>
  p.is === 'run' ? p.run.key : p.is === 'new run' ? `new:${p.test.key}` : 'allocation'

/**
 * What a file can prove here, the likeliest first: a last run without valid
 * evidence, a test without a run, a failed run's test again, the allocation
 * itself, which stands in for evidence of its runs.
 */
export function choicesOf(line: ChainLine): Proves[] {
  const runs = runsToProve(line)
  const failed = new Set(runs.filter((r) => r.state !== 'passed').map((r) => r.parent))
  const fresh: Proves[] = testsToRun(line).map((test) => ({ is: 'new run', test }))
  const again: Proves[] = line.steps[2]!.items.filter((t) => failed.has(t.key)).map((test) => ({ is: 'new run', test }))
  const old: Proves[] = runs.map((run) => ({ is: 'run', run }))
  const first = line.broken === 'test run' ? [...fresh, ...again, ...old] : [...old, ...fresh, ...again]
  return [...first, { is: 'allocation' }]
}

export interface Piece {
  title: string
  fileName: string
  digest: string
  mediaType: string
  /** Moments and days as the API writes them; empty for none. */
  collectedAt: string
  collectedBy: string
  validUntil: string
}

export interface NewRun {
  title: string
  at: string
  result: 'passed' | 'failed' | 'blocked'
  tester: string
}

const put = (p: Properties, name: string, value: string) => {
  if (value.trim() !== '') p[name] = value.trim()
}

/** The steps that record a file as evidence, and the run it came from if there is none yet. */
export function evidenceOps(pieces: readonly Piece[], proves: Proves, allocation: string, run: NewRun): Op[] {
  const ops: Op[] = []
  let to = proves.is === 'run' ? proves.run.key : allocation
  if (proves.is === 'new run') {
    to = '$run'
    const properties: Properties = { at: run.at, result: run.result }
    put(properties, 'tester', run.tester)
    ops.push(
      { op: 'create', kind: 'test run', ref: to, title: run.title, properties },
      { op: 'link', from: to, verb: 'executes', to: proves.test.key },
    )
  }
  pieces.forEach((piece, i) => {
    const properties: Properties = { file_name: piece.fileName, digest: piece.digest }
    put(properties, 'media_type', piece.mediaType)
    put(properties, 'collected_at', piece.collectedAt)
    put(properties, 'collected_by', piece.collectedBy)
    put(properties, 'valid_until', piece.validUntil)
    const ref = `$evidence${i}`
    ops.push(
      { op: 'create', kind: 'evidence', ref, title: piece.title.trim() === '' ? piece.fileName : piece.title.trim(), properties },
      { op: 'link', from: ref, verb: 'evidences', to },
    )
  })
  return ops
}
