/** The steps that make a missing step of a chain, or join one that is there, as one commit. */
import type { Op, Properties } from '../../domain/op'
import type { Gap, Layer } from './cells'

/** What can fill a gap: the kind of item and how it is joined. */
export interface Filler {
  kind: string
  verb: string
  /** Whether the new item is the one that the link begins at. */
  from: boolean
}

const fillers: Record<Layer, readonly Filler[]> = {
  allocation: [{ kind: 'allocation', verb: 'allocated to', from: true }],
  'component requirement': [{ kind: 'component requirement', verb: 'refines', from: true }],
  design: [
    { kind: 'design artifact', verb: 'realizes', from: true },
    { kind: 'countermeasure', verb: 'satisfies', from: true },
  ],
  'test case': [{ kind: 'test case', verb: 'verifies', from: true }],
  'test run': [{ kind: 'test run', verb: 'executes', from: true }],
  evidence: [{ kind: 'evidence', verb: 'evidences', from: true }],
}

/** What can fill a gap. */
export const fillersOf = (gap: Gap): readonly Filler[] => fillers[gap.layer]

/** Whether an item that is there can be joined: a run belongs to its test, an allocation to its place. */
export const canJoin = (gap: Gap): boolean => gap.layer !== 'allocation' && gap.layer !== 'test run'

/** The key of what a gap stands at, where the new link leads to. */
export function targetOf(gap: Gap): string {
  switch (gap.layer) {
    case 'allocation':
      return gap.place
    case 'test run':
    case 'evidence':
    case 'test case':
      return gap.under?.key ?? gap.allocation ?? ''
    case 'component requirement':
    case 'design':
      return gap.allocation ?? ''
  }
}

/** The editions that rows are written with. */
export interface Editions {
  system: string
  component: string
}

/** What a form holds. */
export interface Draft {
  title: string
  properties: Properties
  /** Of a component requirement: keys of the assets and products that answer for it. */
  carriers: string[]
}

/** The steps that make a new item and join it. */
export function createOps(gap: Gap, filler: Filler, draft: Draft, editions: Editions): Op[] {
  const properties: Properties = { ...draft.properties }
  if (filler.kind === 'allocation') properties['row'] = `${editions.system} ${gap.row}`
  if (filler.kind === 'component requirement') properties['row'] = `${editions.component} ${gap.componentRow ?? ''}`
  for (const [name, value] of Object.entries(properties)) if (value === '') delete properties[name]
  const made: Op = { op: 'create', kind: filler.kind, ref: '$new', title: draft.title.trim() }
  if (Object.keys(properties).length > 0) made.properties = properties
  const ops: Op[] = [made, { op: 'link', from: '$new', verb: filler.verb, to: targetOf(gap) }]
  if (filler.kind === 'component requirement')
    for (const to of draft.carriers) ops.push({ op: 'link', from: '$new', verb: 'implemented by', to })
  return ops
}

/** The step that joins an item that is there. */
export const joinOps = (gap: Gap, filler: Filler, key: string): Op[] => [
  { op: 'link', from: key, verb: filler.verb, to: targetOf(gap) },
]
