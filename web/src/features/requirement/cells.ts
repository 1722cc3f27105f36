/**
 * The matrix as the screen sees it: one state for each cell, worked out from the
 * lists of the document and from edits that are not in it yet.
 */
import type { Matrix } from '../../api/matrix-queries'
import type { Pending } from '../../domain/pending'

export const assessments = ['not assessed', 'not met', 'partly met', 'met', 'not applicable'] as const
export type Assessment = (typeof assessments)[number]

export const chainStates = [
  'no design',
  'component requirement missing',
  'no test',
  'not run',
  'last run failed',
  'no evidence',
  'evidence not valid',
  'suspect',
  'complete',
] as const
export type ChainState = (typeof chainStates)[number]

/** The silhouettes of a cell; see the visual language. */
export type Strength =
  | 'met'
  | 'compensated'
  | 'claimed'
  | 'suspect'
  | 'gap'
  | 'partly-met'
  | 'not-assessed'
  | 'not-applicable'
  | 'not-allocated'
  | 'above'

/** One row on one place. */
export interface CellState {
  /** Key of the allocation, retired or not; empty without any. */
  allocation: string
  retired: boolean
  /** The target of the place reaches the level of the row. */
  asked: boolean
  assessment: Assessment | null
  chain: ChainState | null
  counts: string
  reason: string
  compensation: string
  /** An edit of the user is shown that the record does not hold yet. */
  unsaved: boolean
}

/** What is drawn in a cell: one sign for the strength, and one more where something is open. */
export interface Sign {
  strength: Strength
  chain: ChainState | null
  /** What keeps "not applicable" from counting. */
  note: 'suspect' | 'approval' | null
}

/** What edits on their way change in cells. */
export interface Overlay {
  /** By key of the allocation. */
  known: ReadonlyMap<string, { assessment?: Assessment | null; retired?: boolean }>
  /** By place and row, for allocations that are being made. */
  made: ReadonlyMap<string, Assessment | null>
}

const isAssessment = (x: unknown): x is Assessment => (assessments as readonly unknown[]).includes(x)
const placeRow = (place: string, row: string) => `${place}|${row}`
/** The code of a reference such as "62443-3-3:2013 SR 1.1". */
export const codeOf = (reference: string) => reference.slice(reference.indexOf(' ') + 1)

const rowOf = (value: unknown) => (typeof value === 'string' ? codeOf(value) : '')

/** Whether a state does not hold an edit yet, so that it has to be laid over it. */
const open = (p: Pending, readAt: number) => p.state.is !== 'refused' && !(p.state.is === 'recorded' && p.state.commit <= readAt)

/** What the edits of a project change that the state at a commit does not hold. */
export function overlayOf(edits: readonly Pending[], readAt: number): Overlay {
  const known = new Map<string, { assessment?: Assessment | null; retired?: boolean }>()
  const made = new Map<string, Assessment | null>()
  for (const edit of edits) {
    if (!open(edit, readAt)) continue
    const created = new Map<string, { row: string; assessment: Assessment | null }>()
    for (const op of edit.ops) {
      const value = op.properties?.['assessment']
      const assessment = isAssessment(value) ? value : null
      if (op.op === 'create' && op.kind === 'allocation' && op.ref)
        created.set(op.ref, { row: rowOf(op.properties?.['row']), assessment })
      else if (op.op === 'link' && op.verb === 'allocated to' && op.from && op.to) {
        const of = created.get(op.from)
        if (of) made.set(placeRow(op.to, of.row), of.assessment)
      } else if (op.verb === 'compensates' && op.to) {
        // Whether it counts is for the server to say; that it is on its way is certain.
        if (!op.to.startsWith('$')) known.set(op.to, { ...known.get(op.to) })
      } else if (op.key && op.op === 'retire') known.set(op.key, { ...known.get(op.key), retired: true })
      else if (op.key && op.op === 'revive')
        known.set(op.key, { ...known.get(op.key), retired: false, ...(assessment ? { assessment } : {}) })
      else if (op.key && op.op === 'set' && assessment) known.set(op.key, { ...known.get(op.key), assessment })
      else if (op.key && op.unset?.includes('assessment')) known.set(op.key, { ...known.get(op.key), assessment: null })
    }
  }
  return { known, made }
}

/** No edits on their way. */
export const noOverlay: Overlay = { known: new Map(), made: new Map() }

const frOrder: Record<string, number> = { IAC: 0, UC: 1, SI: 2, DC: 3, RDF: 4, TRE: 5, RA: 6 }
/** The place of an FR in vectors. */
export const frAt = (fr: string): number => frOrder[fr] ?? 0

/** The state of one cell. Row and place are numbers in the document. */
export function cellAt(m: Matrix, row: number, place: number, overlay: Overlay = noOverlay): CellState {
  const def = m.rows[row]!
  const p = m.places[place]!
  const word = (words: readonly string[], list: readonly number[]) => words[list[row] ?? 0] ?? ''
  const allocation = p.allocations[row] ?? ''
  const assessment = word(m.assessments, p.assessments)
  const chain = word(m.chains, p.chains)
  const cell: CellState = {
    allocation,
    retired: p.retired.includes(row),
    asked: def.level <= (p.target[frAt(def.fr)] ?? 0),
    assessment: isAssessment(assessment) ? assessment : null,
    chain: chain === '' ? null : (chain as ChainState),
    counts: word(m.counts, p.counts),
    reason: word(m.reasons, p.reasons),
    compensation: word(m.compensations, p.compensations),
    unsaved: false,
  }
  const change = allocation === '' ? undefined : overlay.known.get(allocation)
  if (change) return changed(cell, change.assessment, change.retired)
  const made = allocation === '' ? overlay.made.get(placeRow(p.key, def.row)) : undefined
  if (made !== undefined) return changed({ ...cell, allocation: '', chain: 'no design' }, made ?? 'not assessed', false)
  return cell
}

/** A cell as it will be: what the server will say of it is not known in full, so only what is certain is shown. */
function changed(cell: CellState, assessment: Assessment | null | undefined, retired: boolean | undefined): CellState {
  const next = { ...cell, unsaved: true }
  if (retired !== undefined) next.retired = retired
  if (assessment === undefined) return next
  next.assessment = assessment ?? 'not assessed'
  if (next.assessment === 'not applicable') next.counts = 'not applicable'
  else if (next.assessment === 'met' && next.chain === 'complete') next.counts = 'met'
  else next.counts = next.compensation === 'valid' ? 'compensated' : 'does not count'
  next.reason = next.counts !== 'does not count' ? '' : next.assessment === 'met' ? 'chain' : 'assessment'
  return next
}

/** Whether there is an allocation that counts: one that is made, or is being made, and not retired. */
export const isLive = (c: CellState): boolean => !c.retired && (c.allocation !== '' || c.unsaved)

/** What is drawn in a cell. */
export function signOf(c: CellState): Sign {
  const plain = (strength: Strength, note: Sign['note'] = null): Sign => ({ strength, chain: null, note })
  const open = (strength: Strength): Sign => ({ strength, chain: c.chain === 'complete' ? null : c.chain, note: null })
  if (!isLive(c)) return plain(c.asked ? 'not-allocated' : 'above')
  if (c.counts === 'compensated') return plain('compensated')
  switch (c.assessment) {
    case 'not applicable':
      if (c.counts === 'not applicable') return plain('not-applicable')
      return plain('not-applicable', c.reason === 'not applicable, but suspect' ? 'suspect' : 'approval')
    case 'met':
      if (c.chain === 'complete') return plain('met')
      return c.chain === 'suspect' ? plain('suspect') : open('claimed')
    case 'partly met':
      return open('partly-met')
    case 'not met':
      return open('gap')
    default:
      return open('not-assessed')
  }
}

/** What cells are filtered and counted by, as bits. */
export const flag = { asked: 1, live: 2, gap: 4, suspect: 8, unassessed: 16 } as const

/** The bits of a cell. */
export function flagsOf(c: CellState): number {
  const live = isLive(c)
  let bits = (c.asked ? flag.asked : 0) | (live ? flag.live : 0)
  if (c.asked && c.counts === 'does not count') bits |= flag.gap
  if (live && (c.chain === 'suspect' || c.reason === 'not applicable, but suspect')) bits |= flag.suspect
  if (live && (c.assessment === null || c.assessment === 'not assessed')) bits |= flag.unassessed
  return bits
}

/** All cells as bits and chain states, row by row; filters and counts read these. */
export interface Flat {
  places: number
  flags: Uint8Array
  /** Number of the chain state, counted from 1; 0 without any. */
  chains: Uint8Array
}

/** Works all cells out once. */
export function flatten(m: Matrix, overlay: Overlay = noOverlay): Flat {
  const places = m.places.length
  const flags = new Uint8Array(m.rows.length * places)
  const chains = new Uint8Array(m.rows.length * places)
  for (let row = 0; row < m.rows.length; row++)
    for (let place = 0; place < places; place++) {
      const cell = cellAt(m, row, place, overlay)
      const at = row * places + place
      flags[at] = flagsOf(cell)
      chains[at] = cell.chain && isLive(cell) ? chainStates.indexOf(cell.chain) + 1 : 0
    }
  return { places, flags, chains }
}

/** The same with the cells of an overlay worked out anew. */
export function relaid(base: Flat, m: Matrix, overlay: Overlay): Flat {
  if (overlay.known.size === 0 && overlay.made.size === 0) return base
  return flatten(m, overlay)
}
