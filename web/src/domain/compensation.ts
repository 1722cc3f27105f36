/**
 * Countermeasures that stand in for rows that are not met: what each lacks to
 * count, and the steps that make, change or take away a compensation.
 */
import type { Op, Properties } from './op'

/** What keeps a compensation from counting, in the words of the server and in the order it looks. */
export const compensationLacks = [
  'countermeasure not marked compensating',
  'countermeasure planned',
  'not approved',
  'no end date',
  'approval expired',
  'no justification',
  'deployed nowhere',
  'own test failed',
  'no evidence',
  'evidence expired or out of scope',
  'suspect',
] as const
export type CompensationLack = (typeof compensationLacks)[number]

/** A lack by the server's word for it; null for "valid" and for words of a later server. */
export const lackOf = (state: string): CompensationLack | null => compensationLacks.find((l) => l === state) ?? null

/** What a compensation carries on its link. Empty text is not given. */
export interface Approval {
  justification: string
  approvedBy: string
  /** Days, as 2026-12-31. */
  approvedOn: string
  until: string
}

export const noApproval: Approval = { justification: '', approvedBy: '', approvedOn: '', until: '' }

/** One row that a countermeasure compensates. */
export interface Compensates extends Approval {
  /** Key of the allocation. */
  to: string
  suspect: boolean
}

/** A countermeasure as far as compensation looks at it. */
export interface Measure {
  key: string
  title: string
  planned: boolean
  compensating: boolean
  deployedAt: readonly string[]
  /** Allocations that it satisfies, which it does only while it is not marked. */
  satisfies: readonly string[]
  compensates: readonly Compensates[]
}

interface MeasureItem {
  key: string
  title: string
  properties: Readonly<Record<string, unknown>>
  links: readonly { verb: string; to: string; suspect?: boolean; properties?: Readonly<Record<string, unknown>> }[]
}

const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')

/** Reads the approval beside a link. */
export const approvalOf = (properties: Readonly<Record<string, unknown>> = {}): Approval => ({
  justification: text(properties['justification']),
  approvedBy: text(properties['approved_by']),
  approvedOn: text(properties['approved_on']),
  until: text(properties['until']),
})

/** Reads a countermeasure. */
export function measureOf(item: MeasureItem): Measure {
  const to = (verb: string) => item.links.filter((l) => l.verb === verb)
  return {
    key: item.key,
    title: item.title,
    planned: item.properties['status'] === 'planned',
    compensating: item.properties['compensating'] === true,
    deployedAt: to('deployed at').map((l) => l.to),
    satisfies: to('satisfies').map((l) => l.to),
    compensates: to('compensates').map((l) => ({ ...approvalOf(l.properties), to: l.to, suspect: l.suspect ?? false })),
  }
}

/** What tests and evidence say of a countermeasure. */
export interface Proof {
  /** A last run of one of its tests did not pass. */
  failed: boolean
  pieces: number
  valid: number
  /** Valid pieces whose link is not suspect. */
  sound: number
  /** The links of the valid pieces. */
  links: readonly { from: string; to: string }[]
}

export const noProof: Proof = { failed: false, pieces: 0, valid: 0, sound: 0, links: [] }

/** A step of a trace, as far as proof looks at it. */
export interface ProofStep {
  kind?: string
  key?: string
  state?: string
  suspect?: boolean
  children?: readonly ProofStep[] | null
}

/** Reads the trace of a countermeasure: its own evidence, and that of the last runs of its tests. */
export function proofOf(key: string, down: readonly ProofStep[] | null | undefined): Proof {
  const proof = { failed: false, pieces: 0, valid: 0, sound: 0, links: [] as { from: string; to: string }[] }
  const look = (steps: readonly ProofStep[] | null | undefined, on: string) => {
    for (const s of steps ?? []) {
      if (s.key === undefined) continue
      if (s.kind === 'evidence') {
        proof.pieces++
        if (s.state !== 'valid') continue
        proof.valid++
        if (!s.suspect) proof.sound++
        proof.links.push({ from: s.key, to: on })
      } else if (s.kind === 'test run') {
        // A run without a result stands beside the last one and says nothing.
        if (s.state === 'failed' || s.state === 'blocked') proof.failed = true
        if (s.state !== 'not concluded') look(s.children, s.key)
      } else if (s.kind === 'test case') look(s.children, s.key)
    }
  }
  look(down, key)
  return proof
}

/** What decides whether a compensation counts. */
export interface Standing {
  compensating: boolean
  planned: boolean
  deployed: boolean
  approval: Approval
  /** Null while it is not known. */
  proof: Proof | null
  /** The link itself is suspect. */
  suspect: boolean
}

/** All that keeps a compensation from counting on a day, in the order the rules look; nothing where it counts. */
export function lacksOf(s: Standing, day: string): CompensationLack[] {
  const a = s.approval
  const out: CompensationLack[] = []
  const lack = (is: boolean, what: CompensationLack) => {
    if (is) out.push(what)
  }
  lack(!s.compensating, 'countermeasure not marked compensating')
  lack(s.planned, 'countermeasure planned')
  lack(a.approvedBy.trim() === '', 'not approved')
  lack(a.until === '', 'no end date')
  lack(a.until !== '' && a.until < day, 'approval expired')
  lack(a.justification.trim() === '', 'no justification')
  lack(!s.deployed, 'deployed nowhere')
  const p = s.proof
  lack(p?.failed === true, 'own test failed')
  lack(p?.pieces === 0, 'no evidence')
  lack(p !== null && p.pieces > 0 && p.valid === 0, 'evidence expired or out of scope')
  lack(s.suspect || (p !== null && p.valid > 0 && p.sound === 0), 'suspect')
  return out
}

/** A row on a place that is to be compensated. */
export interface Target {
  /** Its allocation, retired or not; empty where there is none yet. */
  allocation: string
  retired: boolean
  /** Key of the zone or conduit. */
  place: string
  placeTitle: string
  /** Code and title of the row, and the whole reference that an allocation records. */
  row: string
  title: string
  reference: string
}

/** Countermeasures that may be chosen: those that stand here first, then other compensating ones, then the rest. */
export interface Candidates {
  here: readonly Measure[]
  compensating: readonly Measure[]
  others: readonly Measure[]
}

/** Sorts countermeasures by how near they are to some places; members are the places and what is in them. */
export function candidatesOf(
  measures: readonly Measure[],
  members: ReadonlySet<string>,
  allocations: ReadonlySet<string>,
): Candidates {
  const near = (m: Measure) => m.deployedAt.some((d) => members.has(d)) || m.compensates.some((c) => allocations.has(c.to))
  const marked = (a: Measure, b: Measure) => Number(b.compensating) - Number(a.compensating)
  return {
    here: measures.filter(near).sort(marked),
    compensating: measures.filter((m) => !near(m) && m.compensating),
    others: measures.filter((m) => !near(m) && !m.compensating),
  }
}

/** A file that is recorded as evidence of the countermeasure. */
export interface EvidenceFile {
  title: string
  name: string
  digest: string
  mediaType: string
}

/** A countermeasure to be made. */
export interface NewMeasure {
  title: string
  description: string
  planned: boolean
}

export interface Compensating {
  targets: readonly Target[]
  measure: Measure | NewMeasure
  /** Marks it as compensating, or says that it stands now. */
  mark: boolean
  stands: boolean
  approval: Approval
  files: readonly EvidenceFile[]
  /** Who collected the files, and when. */
  by: string
  at: string
  /** Links that are confirmed with it: somebody looked at them again. */
  confirm: readonly { from: string; verb: string; to: string }[]
}

const isNew = (m: Measure | NewMeasure): m is NewMeasure => !('key' in m)

function linkProperties(a: Approval): Properties {
  const out: Properties = {}
  const put = (name: string, value: string) => {
    if (value.trim() !== '') out[name] = value.trim()
  }
  put('justification', a.justification)
  put('approved_by', a.approvedBy)
  if (a.approvedBy.trim() !== '') put('approved_on', a.approvedOn)
  put('until', a.until)
  return out
}

/** The steps of one compensation, for all rows as one change. */
export function compensateOps(c: Compensating): Op[] {
  const from = isNew(c.measure) ? '$measure' : c.measure.key
  return [
    ...measureOps(c, from),
    ...c.targets.flatMap((target, i) => targetOps(c, from, target, i)),
    ...c.files.flatMap((file, i) => fileOps(c, from, file, i)),
    ...c.confirm.map((l): Op => ({ op: 'confirm', ...l, reason: c.approval.justification.trim() })),
  ]
}

function measureOps({ measure, mark, stands, targets }: Compensating, from: string): Op[] {
  const places = [...new Set(targets.map((t) => t.place))]
  const deploy = places.map((to): Op => ({ op: 'link', from, verb: 'deployed at', to }))
  if (isNew(measure)) {
    const properties: Properties = { status: measure.planned ? 'planned' : 'existing', compensating: true }
    if (measure.description.trim() !== '') properties['description'] = measure.description.trim()
    return [{ op: 'create', kind: 'countermeasure', ref: from, title: measure.title.trim(), properties }, ...deploy]
  }
  const properties: Properties = {}
  if (mark && !measure.compensating) properties['compensating'] = true
  if (stands && measure.planned) properties['status'] = 'existing'
  const ops: Op[] = Object.keys(properties).length > 0 ? [{ op: 'set', key: from, properties }] : []
  return measure.deployedAt.length === 0 ? [...ops, ...deploy] : ops
}

function targetOps({ measure, approval }: Compensating, from: string, target: Target, i: number): Op[] {
  const ops: Op[] = []
  let to = target.allocation
  if (to === '') {
    to = `$row${i}`
    const title = target.title === '' ? target.row : `${target.row} ${target.title}`
    ops.push(
      { op: 'create', kind: 'allocation', ref: to, title, properties: { row: target.reference } },
      { op: 'link', from: to, verb: 'allocated to', to: target.place },
    )
  } else if (target.retired) ops.push({ op: 'revive', key: to })
  const properties = linkProperties(approval)
  const before = isNew(measure) ? undefined : measure.compensates.find((x) => x.to === to)
  if (!before) {
    const link: Op = { op: 'link', from, verb: 'compensates', to }
    if (Object.keys(properties).length > 0) link.properties = properties
    return [...ops, link]
  }
  const set: Op = { op: 'set', from, verb: 'compensates', to }
  if (Object.keys(properties).length > 0) set.properties = properties
  const gone = Object.keys(linkProperties(before)).filter((name) => !(name in properties))
  if (gone.length > 0) set.unset = gone.sort()
  return set.properties || set.unset ? [...ops, set] : ops
}

function fileOps({ by, at }: Compensating, measure: string, file: EvidenceFile, i: number): Op[] {
  const ref = `$evidence${i}`
  const properties: Properties = { file_name: file.name, digest: file.digest, collected_at: at }
  if (file.mediaType !== '') properties['media_type'] = file.mediaType
  if (by !== '') properties['collected_by'] = by
  const title = file.title.trim() === '' ? file.name : file.title.trim()
  return [
    { op: 'create', kind: 'evidence', ref, title, properties },
    { op: 'link', from: ref, verb: 'evidences', to: measure },
  ]
}

/** The steps that take compensations away; the countermeasure stays. */
export const removeOps = (measure: string, allocations: readonly string[]): Op[] =>
  allocations.map((to) => ({ op: 'unlink', from: measure, verb: 'compensates', to }))
