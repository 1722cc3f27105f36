import type { LinkChoice } from './link'
import type { ItemLike, Op, Properties } from './op'

/** The name by which the steps speak of an item that is made with the link. */
export const madeRef = '$new'

interface Join {
  item: ItemLike
  chosen: LinkChoice
  single: boolean
  /** The other end: an item that is there, or one to be made. */
  picked: { key: string; title: string } | { kind: string; title: string }
  /** The other end as it is, where the link begins there. */
  other?: ItemLike
  properties: Properties
}

/** The steps that join two items: the other one is made first if it is new, and a single link takes the place of the one before. */
export function joinOps({ item, chosen, single, picked, other, properties }: Join): Op[] {
  const { verb, outgoing } = chosen
  const ops: Op[] = 'kind' in picked ? [{ op: 'create', kind: picked.kind, ref: madeRef, title: picked.title }] : []
  const end = 'kind' in picked ? madeRef : picked.key
  const from = outgoing ? item : other
  if (single && from) for (const l of from.links) if (l.verb === verb) ops.push({ op: 'unlink', from: from.key, verb, to: l.to })
  const link: Op = outgoing ? { op: 'link', from: item.key, verb, to: end } : { op: 'link', from: end, verb, to: item.key }
  if (Object.keys(properties).length > 0) link.properties = properties
  return [...ops, link]
}
