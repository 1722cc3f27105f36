/** What somebody fills in to compensate rows, and what becomes of it. No React here. */
import {
  noApproval,
  noProof,
  type Approval,
  type Compensating,
  type EvidenceFile,
  type Measure,
  type Proof,
  type Standing,
  type Target,
} from '../../domain/compensation'

/** What is typed and ticked; it outlives a reload. */
export interface Draft {
  /** Key of the countermeasure, "new" for one to be made, empty for none yet. */
  measure: string
  search: string
  title: string
  description: string
  /** A new one that does not stand yet. */
  planned: boolean
  mark: boolean
  stands: boolean
  /** Evidence and link still hold although something changed. */
  still: boolean
  justification: string
  approvedBy: string
  until: string
}

export const blankDraft: Draft = {
  measure: '',
  search: '',
  title: '',
  description: '',
  planned: false,
  mark: false,
  stands: false,
  still: false,
  justification: '',
  approvedBy: '',
  until: '',
}

/** Reads a draft that was kept; what is missing or wrong is blank. */
export function draftOf(text: string): Draft {
  try {
    const kept = JSON.parse(text) as Record<string, unknown>
    const ok = Object.entries(kept).filter(([name, v]) => typeof v === typeof blankDraft[name as keyof Draft])
    return { ...blankDraft, ...Object.fromEntries(ok) }
  } catch {
    return blankDraft
  }
}

/** The approval that a countermeasure already has for the one row that is looked at. */
export const approvalBefore = (measure: Measure | null, targets: readonly Target[]): Approval | null =>
  (targets.length === 1 && measure?.compensates.find((c) => c.to === targets[0]!.allocation)) || null

/** The draft once a countermeasure is chosen: what is recorded already is not asked again. */
export function chosen(draft: Draft, measure: Measure, targets: readonly Target[]): Draft {
  const before = approvalBefore(measure, targets)
  return {
    ...draft,
    measure: measure.key,
    // One that satisfies other rows would no longer do so; that has to be meant.
    mark: measure.satisfies.length === 0,
    stands: false,
    still: false,
    justification: draft.justification || before?.justification || '',
    approvedBy: draft.approvedBy || before?.approvedBy || '',
    until: draft.until || before?.until || '',
  }
}

/** What the link will say. Who approves something else approves it today. */
export function approvalOfDraft(draft: Draft, before: Approval | null, day: string): Approval {
  const now: Approval = {
    justification: draft.justification.trim(),
    approvedBy: draft.approvedBy.trim(),
    approvedOn: day,
    until: draft.until,
  }
  const old = before ?? noApproval
  const same = old.justification === now.justification && old.approvedBy === now.approvedBy && old.until === now.until
  return same && old.approvedOn !== '' ? { ...now, approvedOn: old.approvedOn } : now
}

/** Whether the countermeasure itself is changed, which what was proved of it does not know. */
export const changesMeasure = (draft: Draft, measure: Measure | null): boolean =>
  measure !== null && ((draft.mark && !measure.compensating) || (draft.stands && measure.planned))

/** The links that somebody would have to look at again: they are suspect, or become so. */
export function toConfirm(draft: Draft, measure: Measure | null, proof: Proof | null, targets: readonly Target[]) {
  if (!measure) return []
  const rows = new Set(targets.map((t) => t.allocation))
  const own = measure.compensates
    .filter((c) => rows.has(c.to) && (c.suspect || changesMeasure(draft, measure)))
    .map((c) => ({ from: measure.key, verb: 'compensates', to: c.to }))
  const shaken = proof !== null && (changesMeasure(draft, measure) || (proof.valid > 0 && proof.sound === 0))
  return [...own, ...(shaken ? proof.links.map((l) => ({ ...l, verb: 'evidences' })) : [])]
}

/** How the compensation will stand once the draft is recorded. */
export function standingOf(
  draft: Draft,
  measure: Measure | null,
  proof: Proof | null,
  files: number,
  targets: readonly Target[],
  approval: Approval,
): Standing {
  const known = measure ? proof : noProof
  const shaken = toConfirm(draft, measure, proof, targets)
  const lost = !draft.still && shaken.some((l) => l.verb === 'evidences')
  return {
    compensating: measure === null || measure.compensating || draft.mark,
    planned: measure ? measure.planned && !draft.stands : draft.planned,
    deployed: true,
    approval,
    proof: known && {
      ...known,
      pieces: known.pieces + files,
      valid: known.valid + files,
      sound: files + (lost ? 0 : draft.still ? known.valid : known.sound),
    },
    suspect: !draft.still && shaken.some((l) => l.verb === 'compensates'),
  }
}

/** All that is recorded; null as long as there is nothing to record. */
export function compensatingOf(
  draft: Draft,
  measure: Measure | null,
  proof: Proof | null,
  files: readonly EvidenceFile[],
  targets: readonly Target[],
  approval: Approval,
  who: { by: string; at: string },
): Compensating | null {
  const isNew = draft.measure === 'new'
  if (targets.length === 0 || (isNew ? draft.title.trim() === '' : measure === null)) return null
  const confirm = draft.still && approval.justification !== '' ? toConfirm(draft, measure, proof, targets) : []
  return {
    targets,
    measure: measure ?? { title: draft.title, description: draft.description, planned: draft.planned },
    mark: draft.mark,
    stands: draft.stands,
    approval,
    files,
    ...who,
    confirm,
  }
}

/** The same with every text of one length, so that typing does not ask the server at each key what would differ. */
export function shapeOf(c: Compensating): Compensating {
  const some = (text: string) => (text.trim() === '' ? '' : '…')
  const measure = 'key' in c.measure ? c.measure : { ...c.measure, title: '…', description: '' }
  const approval = { ...c.approval, justification: some(c.approval.justification), approvedBy: some(c.approval.approvedBy) }
  const files = c.files.map((f) => ({ ...f, title: f.name }))
  return { ...c, measure, approval, files, at: '2000-01-01T00:00:00Z' }
}

/** One number that a change moves. */
export interface Moved {
  place: string
  fr: string
  before: number
  after: number
}

interface Effect {
  places: readonly {
    key: string
    before: { achieved: readonly number[] } | null
    after: { achieved: readonly number[] } | null
    rows: readonly { row: string; counts: string }[]
  }[]
}

const order = ['IAC', 'UC', 'SI', 'DC', 'RDF', 'TRE', 'RA']

/** What a change does to SL-A, and how many of the rows meant begin to count. */
export function effectOf(effect: Effect, targets: readonly Target[]): { moved: Moved[]; gained: number; lost: number } {
  const moved: Moved[] = []
  let gained = 0
  let lost = 0
  for (const p of effect.places) {
    order.forEach((fr, i) => {
      const before = p.before?.achieved[i] ?? 0
      const after = p.after?.achieved[i] ?? 0
      if (before !== after) moved.push({ place: p.key, fr, before, after })
    })
    for (const r of p.rows) {
      if (r.counts === 'lost') lost++
      else if (r.counts === 'gained' && targets.some((t) => t.place === p.key && t.row === r.row)) gained++
    }
  }
  return { moved, gained, lost }
}
