/** From selected cells to the steps that assess them: one change for all of them. */
import type { Matrix } from '../../api/matrix-queries'
import type { ItemLike, Op, Properties } from '../../domain/op'
import { cellAt, isLive, type Assessment, type CellState, type Overlay } from './cells'

/** A cell by the numbers of its row and place in the document. */
export interface Spot {
  row: number
  place: number
}

/** What a change holds besides the assessment itself. */
export interface Grounds {
  reason: string
  /** Who approved that a row is not applicable; nobody yet if empty. */
  approvedBy: string
  /** The project's day. */
  day: string
}

export interface Plan {
  ops: Op[]
  /** The items as they were seen, for a merge. */
  items: ItemLike[]
  /** Cells that change. */
  cells: number
  /** Cells left out, because no target asks for them and nobody allocated them. */
  above: number
}

/** What the record holds of allocations that are not applicable, by key. */
export type Recorded = ReadonlyMap<string, Properties>

const grounds = ['reason', 'approved_by', 'approved_on'] as const

/** The row as an allocation names it. */
const referenceOf = (m: Matrix, row: number) => `${m.standard.system} ${m.rows[row]!.row}`

function making(m: Matrix, spot: Spot, properties: Properties, n: number): Op[] {
  const ref = `$a${n}`
  const { row, title } = m.rows[spot.row]!
  return [
    {
      op: 'create',
      kind: 'allocation',
      ref,
      title: title === '' ? row : `${row} ${title}`,
      properties: { row: referenceOf(m, spot.row), ...properties },
    },
    { op: 'link', from: ref, verb: 'allocated to', to: m.places[spot.place]!.key },
  ]
}

const seen = (c: CellState, recorded: Recorded): ItemLike => {
  const known = recorded.get(c.allocation) ?? {}
  const properties: Properties = { ...known }
  if (c.assessment && c.assessment !== 'not assessed') properties['assessment'] = c.assessment
  return { key: c.allocation, title: '', retired: c.retired, properties, links: [] }
}

/** Whether an assessment needs a reason that the matrix does not hold. */
export const needsReason = (a: Assessment): boolean => a === 'not applicable'

/** The steps that give cells an assessment. Cells that have it already are left as they are, unless new grounds are given. */
export function planAssess(
  m: Matrix,
  overlay: Overlay,
  spots: readonly Spot[],
  assessment: Assessment,
  why: Grounds | null,
  recorded: Recorded,
): Plan {
  const plan: Plan = { ops: [], items: [], cells: 0, above: 0 }
  const given: Properties = { assessment }
  if (why && why.reason.trim() !== '') given['reason'] = why.reason.trim()
  if (why && why.approvedBy.trim() !== '') {
    given['approved_by'] = why.approvedBy.trim()
    given['approved_on'] = why.day
  }
  for (const spot of spots) {
    const cell = cellAt(m, spot.row, spot.place, overlay)
    const live = isLive(cell)
    if (!live && !cell.asked) {
      plan.above++
      continue
    }
    if (cell.allocation === '') {
      // One that is being made has no key yet; it is changed once it has.
      if (live) continue
      plan.ops.push(...making(m, spot, given, plan.cells))
    } else {
      if (live && cell.assessment === assessment && why === null) continue
      if (!live) plan.ops.push({ op: 'revive', key: cell.allocation })
      plan.ops.push(writing(cell, given, assessment, recorded))
      plan.items.push(seen(cell, recorded))
    }
    plan.cells++
  }
  return plan
}

/** One step that writes the assessment, and takes away an approval that was for another one. */
function writing(cell: CellState, given: Properties, assessment: Assessment, recorded: Recorded): Op {
  const op: Op = { op: 'set', key: cell.allocation, properties: given }
  const before = recorded.get(cell.allocation)
  const stale = before ? grounds.filter((name) => before[name] !== undefined && given[name] === undefined) : []
  const leaves = cell.assessment === 'not applicable'
  const gone = assessment === 'not applicable' ? stale.filter((name) => name !== 'reason') : leaves ? stale : []
  if (gone.length > 0) op.unset = gone
  return op
}

/** The cells whose grounds have to be read before they are changed: an approval must not outlive what it approved. */
export const withGrounds = (m: Matrix, overlay: Overlay, spots: readonly Spot[]): string[] =>
  spots.flatMap((s) => {
    const cell = cellAt(m, s.row, s.place, overlay)
    return cell.allocation !== '' && cell.assessment === 'not applicable' ? [cell.allocation] : []
  })

export interface AllocationPlan extends Plan {
  /** Cells that stay because the target asks for them. */
  asked: number
}

/** The steps that allocate rows above the target by hand, or take such allocations back. */
export function planAllocate(m: Matrix, overlay: Overlay, spots: readonly Spot[], on: boolean): AllocationPlan {
  const plan: AllocationPlan = { ops: [], items: [], cells: 0, above: 0, asked: 0 }
  for (const spot of spots) {
    const cell = cellAt(m, spot.row, spot.place, overlay)
    const live = isLive(cell)
    if (on === live) continue
    if (on) {
      if (cell.allocation !== '') plan.ops.push({ op: 'revive', key: cell.allocation })
      else plan.ops.push(...making(m, spot, {}, plan.cells))
    } else if (cell.asked) {
      plan.asked++
      continue
    } else if (cell.allocation !== '') {
      plan.ops.push({ op: 'retire', key: cell.allocation })
    } else continue
    plan.cells++
  }
  return plan
}
