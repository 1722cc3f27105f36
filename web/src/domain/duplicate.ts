import type { ItemLike, Op, Properties } from './op'
import type { Property } from './field'

// What belongs to one piece only, and what somebody said of one item only.
const own = new Set([
  'serial',
  'mac',
  'addresses',
  'inventory_id',
  'inventory_status',
  'inventory_seen',
  'approved_by',
  'approved_on',
  'accepted_by',
  'acceptance_reason',
])

/** The name by which the steps speak of the copy. */
export const copyRef = '$copy'

/** The steps that make another item like one: its fields but those of one piece only, and the links that begin at it. */
export function duplicateOps(item: ItemLike & { kind: string }, properties: readonly Property[], title: string): Op[] {
  const recorded = new Set(properties.filter((p) => p.recorded).map((p) => p.name))
  const copied: Properties = Object.fromEntries(
    Object.entries(item.properties).filter(([name]) => !own.has(name) && !recorded.has(name)),
  )
  const create: Op = { op: 'create', kind: item.kind, ref: copyRef, title }
  if (Object.keys(copied).length > 0) create.properties = copied
  return [create, ...item.links.map((l): Op => ({ op: 'link', from: copyRef, verb: l.verb, to: l.to }))]
}
