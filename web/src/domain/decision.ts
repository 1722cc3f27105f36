/**
 * Decisions about the target of a place, as edits. They wait, are sent and come
 * back like any other, but have calls of their own: the server writes who
 * decided and when, and adapts the rows that are asked.
 */
import type { Op, Value } from './op'

/** The label of an edit that puts a target in force. */
export const approveLabel = 'approve target'
/** The label of an edit that says of a target that it still fits. */
export const confirmLabel = 'confirm target'

/** The property that only a decision writes. */
export const inForce = 'approved_target'
const rationaleName = 'target_rationale'

/** Puts a target in force. Without a rationale the one on record stays. */
export function approval(place: string, target: readonly number[], rationale: string): Op {
  const properties: Record<string, Value> = { [inForce]: [...target], target: [...target] }
  if (rationale !== '') properties[rationaleName] = rationale
  return { op: 'set', key: place, properties }
}

/** Says of the target in force that it still fits what has changed. */
export const confirmation = (place: string, reason: string): Op => ({ op: 'confirm', key: place, reason })

/** What a decision asks of the server. */
export type Decision =
  | { is: 'approval'; place: string; target: number[]; rationale: string | undefined }
  | { is: 'confirmation'; place: string; reason: string }

/** The decision that an edit is; null for any other edit. */
export function decisionOf(edit: { label: string; ops: readonly Op[] }): Decision | null {
  const op = edit.ops[0]
  if (!op?.key) return null
  if (edit.label === confirmLabel && op.op === 'confirm') return { is: 'confirmation', place: op.key, reason: op.reason ?? '' }
  const target = op.properties?.[inForce]
  if (edit.label !== approveLabel || !Array.isArray(target)) return null
  const rationale = op.properties?.[rationaleName]
  return {
    is: 'approval',
    place: op.key,
    target: target as number[],
    rationale: typeof rationale === 'string' ? rationale : undefined,
  }
}

/** Whether steps put a target in force. Such an edit is a decision: it is sent again as a whole or not at all, and never unseen. */
export const approves = (ops: readonly Op[]): boolean => ops.some((op) => op.properties?.[inForce] !== undefined)
