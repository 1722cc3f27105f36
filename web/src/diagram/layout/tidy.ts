/**
 * Arranges a whole scene: Purdue levels are bands from top to bottom, assets
 * are packed in rows inside their zone, nested zones stand in the band of their
 * own level inside their parent, and zones that a conduit joins stand near one
 * another. Equal scenes give equal layouts.
 */
import { compareKeys } from '../../domain/key'
import { runNow, type Work } from '../data/sliced'
import {
  assetHeight,
  assetWidth,
  bandPad,
  collapsedHeight,
  columnsFor,
  emptyZone,
  gap,
  grid,
  headHeight,
  headWidth,
  nestedGap,
  pad,
  zoneGap,
} from './sizes'
import type { Arrangeable } from './tidy-subject'
import { spread, type Slot } from './spread'
import type { Band, StoredBox, StoredLayout } from './stored'

/** A zone with all in it, measured and not placed yet. */
interface Block {
  key: string
  /** Index of its first band, counted from the top. */
  first: number
  last: number
  width: number
  /** The height it needs in each band from first to last. */
  needs: Map<number, number>
  assets: Map<string, { x: number; y: number; w: number; h: number }>
  children: { block: Block; x: number; y: number | null }[]
  /** Whether it was measured as a collapsed zone. */
  small: boolean
}

/** Whether what is in a zone is to be seen. */
export type IsOpen = (zone: string) => boolean

/** The bands that a scene needs, the highest level first; zones without a level come last. */
export function levelsOf(scene: Arrangeable): (string | null)[] {
  const found = new Set<string>()
  let without = false
  for (const zone of scene.zones.values()) {
    if (zone.purdue !== null) found.add(zone.purdue)
    else if (zone.parent === null || !scene.zones.has(zone.parent)) without = true
  }
  const sorted: (string | null)[] = [...found].sort((a, b) => Number(b) - Number(a))
  return without ? [...sorted, null] : sorted
}

/** Arranges everything anew; zones that are not open as small as they are drawn, without what is in them. */
export const tidy = (scene: Arrangeable, open: IsOpen = () => true): StoredLayout => runNow(tidyWork(scene, open))

/** The same in slices. */
export function* tidyWork(scene: Arrangeable, open: IsOpen = () => true): Work<StoredLayout> {
  const levels = levelsOf(scene)
  const roots = [...scene.zones.values()].filter((z) => z.parent === null || !scene.zones.has(z.parent)).map((z) => z.key)
  const blocks: Block[] = []
  for (const key of roots.sort(compareKeys)) {
    if (blocks.length % 10 === 0) yield
    blocks.push(measure(scene, key, levels, 0, new Set(), open))
  }
  const slots: Slot[] = blocks.map((b) => ({ key: b.key, first: b.first, last: b.last, width: b.width }))
  yield
  const spots = yield* spread(slots, neighbours(scene, roots), levels.length, zoneGap)
  const bands: Band[] = []
  const tops: number[][] = []
  let y = 0
  levels.forEach((level, i) => {
    const shelves: number[] = []
    for (const block of blocks) {
      const shelf = spots.shelfOf(block.key, i)
      if (shelf !== null) shelves[shelf] = Math.max(shelves[shelf] ?? 0, block.needs.get(i) ?? 0)
    }
    const top = y
    const own: number[] = []
    for (let s = 0; s < Math.max(shelves.length, 1); s++) {
      own[s] = y + bandPad
      y += 2 * bandPad + Math.max(shelves[s] ?? 0, 40)
    }
    tops.push(own)
    bands.push({ level, top, bottom: y })
  })
  const layout: StoredLayout = { version: 1, bands, boxes: {} }
  for (const block of blocks)
    place(layout, block, spots.x(block.key), (band) => tops[band]?.[spots.shelfOf(block.key, band) ?? 0] ?? 0, null, 0, 0)
  return layout
}

/** The band of a zone: that of its level, never above its parent's; without a level that of its parent, or the last. */
function bandOf(levels: (string | null)[], purdue: string | null, least: number, nested: boolean): number {
  if (purdue === null && nested) return least
  return Math.max(levels.indexOf(purdue), least)
}

function measure(
  scene: Arrangeable,
  key: string,
  levels: (string | null)[],
  least: number,
  seen: Set<string>,
  open: IsOpen,
): Block {
  const zone = scene.zones.get(key)
  seen.add(key)
  const first = bandOf(levels, zone?.purdue ?? null, least, seen.size > 1)
  const small = !open(key)
  if (small) {
    const width = headWidth(scene, key)
    return { key, first, last: first, width, needs: new Map([[first, collapsedHeight]]), assets: new Map(), children: [], small }
  }
  const keys = zone?.assets ?? []
  const width = assetWidth(scene, keys)
  const columns = columnsFor(keys.length, width)
  const assets = grid(keys, width, columns, pad + 2, headHeight)
  const rows = Math.ceil(keys.length / columns)
  const own = headHeight + rows * (assetHeight + gap) - (rows > 0 ? gap : 0)
  const gridWidth = keys.length > 0 ? Math.min(keys.length, columns) * (width + gap) - gap + 2 * pad + 2 : 0
  const block: Block = {
    key,
    first,
    last: first,
    width: Math.max(headWidth(scene, key), gridWidth, emptyZone.w),
    needs: new Map(),
    assets,
    children: [],
    small,
  }
  const inner = (zone?.children ?? []).filter((k) => !seen.has(k)).map((k) => measure(scene, k, levels, first, seen, open))
  inner.sort((a, b) => a.first - b.first || compareKeys(a.key, b.key))
  const nested = rows > 0 ? own + nestedGap : own + gap
  let inFirst = own
  for (const child of inner) {
    const level = child.first === first
    const others = block.children.filter((c) => c.block.first <= child.last && child.first <= c.block.last)
    const x = others.reduce((far, c) => Math.max(far, c.x + c.block.width + zoneGap), pad + 2)
    block.children.push({ block: child, x, y: level ? nested : null })
    block.width = Math.max(block.width, x + child.width + pad + 2)
    block.last = Math.max(block.last, child.last)
    if (level) inFirst = Math.max(inFirst, nested + (child.needs.get(first) ?? 0))
    for (let band = first + 1; band <= child.last; band++)
      block.needs.set(band, Math.max(block.needs.get(band) ?? 0, child.needs.get(band) ?? 0))
  }
  block.needs.set(first, Math.max(inFirst, keys.length + inner.length === 0 ? emptyZone.h - pad - 2 : 0))
  block.needs.set(block.last, (block.needs.get(block.last) ?? 0) + pad + 2)
  return block
}

/** Writes a block and all in it; top says where a band begins for it, ox and oy where its parent stands. */
function place(
  layout: StoredLayout,
  block: Block,
  x: number,
  top: (band: number) => number,
  parent: string | null,
  oy: number,
  ox: number,
  at?: number,
) {
  const y = at ?? top(block.first)
  let end = y + (block.first === block.last ? (block.needs.get(block.first) ?? 0) : 0)
  for (const child of block.children) {
    const inside = place(layout, child.block, x + child.x, top, block.key, y, x, child.y === null ? undefined : y + child.y)
    end = Math.max(end, inside + pad + 2)
  }
  if (block.last > block.first) end = Math.max(end, top(block.last) + (block.needs.get(block.last) ?? 0))
  const box: StoredBox = { in: parent, x: x - ox, y: y - oy, w: block.width, h: end - y }
  if (block.small) box.small = true
  layout.boxes[block.key] = box
  for (const [key, r] of block.assets) layout.boxes[key] = { in: block.key, x: r.x, y: r.y, w: r.w }
  return end
}

/** How many conduits join one root zone, or what is in it, with others. */
function neighbours(scene: Arrangeable, roots: readonly string[]): Map<string, Map<string, number>> {
  const rootOf = new Map<string, string>()
  const mark = (key: string, root: string) => {
    if (rootOf.has(key)) return
    rootOf.set(key, root)
    for (const child of scene.zones.get(key)?.children ?? []) mark(child, root)
  }
  for (const root of roots) mark(root, root)
  const out = new Map<string, Map<string, number>>(roots.map((r) => [r, new Map<string, number>()]))
  for (const conduit of scene.conduits.values()) {
    const ends = [...new Set(conduit.ends.map((e) => rootOf.get(e)))]
    for (const a of ends)
      for (const b of ends) if (a !== undefined && b !== undefined && a !== b) out.get(a)?.set(b, (out.get(a)?.get(b) ?? 0) + 1)
  }
  return out
}
