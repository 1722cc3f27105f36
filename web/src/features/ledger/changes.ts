/** What differs between two states, in the order and grouping of the screen. */
import type { ItemChange, LinkChange, PlaceChange, SchemaKind, ValueChange } from '../../api/documents'
import { compareKeys, parseKey } from '../../domain/key'

export interface KindGroup {
  kind: string
  items: ItemChange[]
  added: number
  changed: number
  retired: number
}

/** The kind of a key, by the letters it begins with. */
export function kindOfKey(kinds: readonly SchemaKind[], key: string): string {
  const prefix = parseKey(key)?.prefix
  return kinds.find((k) => k.prefix === prefix)?.kind ?? ''
}

/** The changes by kind, in order of the schema, each kind in order of keys. */
export function byKind(items: readonly ItemChange[], kinds: readonly SchemaKind[]): KindGroup[] {
  const groups = new Map<string, KindGroup>()
  for (const item of items) {
    const kind = kindOfKey(kinds, item.key)
    let group = groups.get(kind)
    if (!group) groups.set(kind, (group = { kind, items: [], added: 0, changed: 0, retired: 0 }))
    group.items.push(item)
    if (item.change === 'added' || item.change === 'revived') group.added++
    else if (item.change === 'retired') group.retired++
    else group.changed++
  }
  for (const group of groups.values()) group.items.sort((a, b) => compareKeys(a.key, b.key))
  const order = (kind: string) => {
    const i = kinds.findIndex((k) => k.kind === kind)
    return i < 0 ? kinds.length : i
  }
  return [...groups.values()].sort((a, b) => order(a.kind) - order(b.kind))
}

const swap = (v: ValueChange): ValueChange => ({ ...v, old: v.new, new: v.old })
const swapLink = (l: LinkChange): LinkChange => ({
  ...l,
  change: l.change === 'added' ? 'removed' : l.change === 'removed' ? 'added' : l.change,
  properties: l.properties?.map(swap),
})
const back: Record<ItemChange['change'], ItemChange['change']> = {
  added: 'retired',
  retired: 'revived',
  revived: 'retired',
  changed: 'changed',
}

/** The way back: what has to change for the later state to become the earlier one. */
export const inverted = (items: readonly ItemChange[]): ItemChange[] =>
  items.map((i) => ({
    ...i,
    change: back[i.change],
    properties: i.properties.map(swap),
    links: i.links.map(swapLink),
  }))

/** The same for vectors. */
export const invertedPlaces = (places: readonly PlaceChange[]): PlaceChange[] =>
  places.map((p) => ({ ...p, old: p.new, new: p.old }))

/** A link that changed, or two of a verb of which one took the place of the other. */
export interface LinkMove {
  verb: string
  from?: LinkChange
  to?: LinkChange
}

/** Pairs a link that went with the one that came in its place, where a verb has just one of each. */
export function pairLinks(links: readonly LinkChange[]): LinkMove[] {
  const of = (verb: string, change: LinkChange['change']) => links.filter((l) => l.verb === verb && l.change === change)
  const out: LinkMove[] = []
  for (const link of links) {
    const [removed, added] = [of(link.verb, 'removed'), of(link.verb, 'added')]
    const paired = removed.length === 1 && added.length === 1
    if (link.change === 'removed') out.push({ verb: link.verb, from: link, ...(paired ? { to: added[0] } : {}) })
    else if (link.change !== 'added' || !paired) out.push({ verb: link.verb, to: link })
  }
  return out
}

/** A row of a place that did not count in one of two states. */
export interface OpenRow {
  place: string
  title: string
  fr: string
  row: string
  rowTitle: string
  text: string
}

interface GapLike {
  place: string
  title: string
  fr: string
  rows: readonly { row: string; title: string; text: string }[]
}

/** Rows that began and ceased to be gaps from one state to another. */
export function gapMoves(before: readonly GapLike[], after: readonly GapLike[]): { opened: OpenRow[]; closed: OpenRow[] } {
  const rowsOf = (gaps: readonly GapLike[]) =>
    new Map(
      gaps.flatMap((g) =>
        g.rows.map((r): [string, OpenRow] => [
          `${g.place} ${r.row}`,
          { place: g.place, title: g.title, fr: g.fr, row: r.row, rowTitle: r.title, text: r.text },
        ]),
      ),
    )
  const was = rowsOf(before)
  const is = rowsOf(after)
  return {
    opened: [...is].filter(([k]) => !was.has(k)).map(([, r]) => r),
    closed: [...was].filter(([k]) => !is.has(k)).map(([, r]) => r),
  }
}
