/**
 * The chain of one allocation as five steps in a line, from the trace that the
 * server gives as a tree: which items each step has, what is missing, and where
 * it breaks first.
 */
import type { TraceDocument, TraceStep } from '../../api/matrix-queries'
import type { ChainState } from './cells'

export const steps = ['design artifact', 'component requirement', 'test case', 'test run', 'evidence'] as const
export type StepName = (typeof steps)[number]

/** A link as the record names it. */
export interface LinkName {
  from: string
  verb: string
  to: string
}

/** One item of a step. */
export interface ChainItem {
  key: string
  kind: string
  title: string
  /** Row of 62443-4-2 of a component requirement. */
  row: string
  /** Result of a run, validity of evidence. */
  state: string
  text: string
  /** What it stands on: a run of a test, a test of a component requirement. */
  parent: string
  suspect: boolean
  /** Assets and products that answer for it. */
  by: string[]
}

/** Something that should be in a step and is not. */
export interface Missing {
  kind: string
  parent: string
  /** Of a component requirement: its row and the asset it is missing for. */
  row: string
  on: string
}

export interface Step {
  name: StepName
  items: ChainItem[]
  missing: Missing[]
  state: 'sound' | 'broken' | 'open'
}

export interface ChainLine {
  steps: Step[]
  /** The step that breaks first; null for a complete chain. */
  broken: StepName | null
  /** Suspect links, in the order of the chain. */
  suspects: LinkName[]
  /** Compensating countermeasures. */
  compensating: ChainItem[]
  /** A countermeasure satisfies the row by itself, so component requirements are not asked for. */
  satisfied: boolean
}

const stepOf: Partial<Record<string, StepName>> = {
  'design artifact': 'design artifact',
  countermeasure: 'design artifact',
  'component requirement': 'component requirement',
  asset: 'component requirement',
  'test case': 'test case',
  'test run': 'test run',
  evidence: 'evidence',
}

const brokenAt: Record<ChainState, StepName | null> = {
  'no design': 'design artifact',
  'component requirement missing': 'component requirement',
  'no test': 'test case',
  'not run': 'test run',
  'last run failed': 'test run',
  'no evidence': 'evidence',
  'evidence not valid': 'evidence',
  suspect: null,
  complete: null,
}

/** A verb and its words read from the other end, as the schema has them. */
export interface VerbWords {
  verb: string
  inverse: string
}

/** Puts the trace of an allocation in line. */
export function chainLine(trace: TraceDocument, state: ChainState | null, verbs: readonly VerbWords[]): ChainLine {
  const line: ChainLine = {
    steps: steps.map((name) => ({ name, items: [], missing: [], state: 'open' })),
    broken: null,
    suspects: [],
    compensating: [],
    satisfied: false,
  }
  const root = trace.item.key ?? ''
  const seen = new Map<string, ChainItem>()
  const brokenLinks: { step: StepName | null; link: LinkName }[] = []
  const step = (name: StepName) => line.steps[steps.indexOf(name)]!
  const linkOf = (words: string, child: string, parent: string): LinkName | null => {
    const inverse = verbs.find((v) => v.inverse === words)
    if (inverse) return { from: child, verb: inverse.verb, to: parent }
    return verbs.some((v) => v.verb === words) ? { from: parent, verb: words, to: child } : null
  }
  const visit = (s: TraceStep, parent: string) => {
    const name = stepOf[s.kind ?? '']
    const key = s.key ?? ''
    if (s.suspect && key !== '') {
      const link = linkOf(s.link ?? '', key, parent)
      if (link) brokenLinks.push({ step: name ?? null, link })
    }
    if (s.missing !== undefined) {
      if (name) step(name).missing.push({ kind: s.kind ?? '', parent, row: s.row ?? '', on: s.on ?? '' })
      return
    }
    const compensates = linkOf(s.link ?? '', key, parent)?.verb === 'compensates'
    if ((s.kind === 'asset' || s.kind === 'product') && key !== '') {
      seen.get(parent)?.by.push(key)
      return
    }
    if (!name || key === '' || s.link === undefined) return
    if (seen.has(key)) return
    const item = itemOf(s, parent)
    seen.set(key, item)
    if (compensates) {
      line.compensating.push(item)
      return
    }
    if (s.kind === 'countermeasure') line.satisfied = true
    step(name).items.push(item)
    for (const child of s.children ?? []) visit(child, key)
  }
  for (const s of trace.down ?? []) visit(s, root)
  for (const s of trace.up ?? [])
    if (s.suspect && s.key) {
      const link = linkOf(s.link ?? '', root, s.key) ?? { from: root, verb: s.link ?? '', to: s.key }
      brokenLinks.unshift({ step: null, link: { ...link, from: root, to: s.key, verb: s.link ?? link.verb } })
    }
  line.suspects = brokenLinks.map((l) => l.link)
  settle(line, state, brokenLinks[0]?.step ?? 'design artifact')
  return line
}

function itemOf(s: TraceStep, parent: string): ChainItem {
  return {
    key: s.key ?? '',
    kind: s.kind ?? '',
    title: s.title ?? '',
    row: s.row ?? '',
    state: s.state ?? '',
    text: s.text ?? '',
    parent,
    suspect: s.suspect ?? false,
    by: [],
  }
}

/** Says where it breaks: before that step all is sound, behind it open. */
function settle(line: ChainLine, state: ChainState | null, suspectAt: StepName): void {
  line.broken = state === null ? null : state === 'suspect' ? suspectAt : brokenAt[state]
  const at = line.broken === null ? steps.length : steps.indexOf(line.broken)
  line.steps.forEach((s, i) => {
    s.state = state === null ? 'open' : i < at ? 'sound' : i === at ? 'broken' : 'open'
  })
}

/** The runs that evidence could be for: the last run of each test, those without any first. */
export function runsToProve(line: ChainLine): ChainItem[] {
  const runs = line.steps[3]!.items
  const proved = new Set(line.steps[4]!.items.filter((e) => e.state === 'valid').map((e) => e.parent))
  return [...runs.filter((r) => !proved.has(r.key)), ...runs.filter((r) => proved.has(r.key))]
}

/** Tests that have no run with a result. */
export function testsToRun(line: ChainLine): ChainItem[] {
  const run = new Set(line.steps[3]!.items.map((r) => r.parent))
  return line.steps[2]!.items.filter((t) => !run.has(t.key))
}
