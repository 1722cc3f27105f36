/**
 * Boxes of what is to be seen, from a stored layout. What has no stored place
 * gets the first free one; nothing else is moved. A zone grows around what is
 * in it.
 */
import { bottom, overlap, right, type Rect } from '../geometry'
import type { Scene } from '../model'
import type { Visible } from '../visible'
import {
  assetHeight,
  assetWidth,
  bandPad,
  collapsedHeight,
  emptyZone,
  gap,
  headHeight,
  headWidth,
  nestedGap,
  pad,
  zoneGap,
} from './sizes'
import { roomFor, type Room, type Size } from './room'
import { noLayout, type Band, type StoredBox, type StoredLayout } from './stored'
import { tidy } from './tidy'

export interface Settled {
  /** Every visible zone and asset, in the plane. */
  boxes: Map<string, Rect>
  bands: Band[]
  /** Whether zones stand aside for others that opened. */
  roomMade: boolean
  /** The layout with what was missing; the same object if nothing was. */
  layout: StoredLayout
}

/**
 * A layout in which everything that is to be seen has a place. Without any it
 * arranges all. What collapsed zones hide gets its place when they open.
 */
export function completed(scene: Scene, layout: StoredLayout | null, seen: Visible): StoredLayout {
  const open = (zone: string) => !seen.collapsed.has(zone)
  if (!layout || Object.keys(layout.boxes).length === 0) return tidy(scene, open)
  const parentOf = (key: string) => {
    const parent = scene.zones.get(key)?.parent ?? null
    return parent !== null && scene.zones.has(parent) ? parent : null
  }
  const isMissing = (key: string, parent: string | null) => {
    const box = layout.boxes[key]
    return !box || box.in !== parent
  }
  const zones = seen.zones.filter((k) => isMissing(k, parentOf(k)))
  const assets = [...seen.assets].filter((a) => isMissing(a, scene.assets.get(a)?.place ?? null))
  if (zones.length === 0 && assets.length === 0) return layout
  const boxes = { ...layout.boxes }
  const next: StoredLayout = { ...layout, boxes }
  const fresh = zones.length > 0 || assets.length > 20 ? tidy(scene, open) : noLayout
  const waiting = new Set<string>()
  for (const key of zones) {
    const parent = parentOf(key)
    const size = fresh.boxes[key]
    const alone = parent !== null && nothingStands(scene, layout, parent)
    // A zone that opens for the first time shows its contents as they were arranged.
    boxes[key] = alone && size ? size : { ...size, in: parent, x: 0, y: 0, w: size?.w ?? emptyZone.w, h: size?.h ?? emptyZone.h }
    if (!alone) waiting.add(key)
  }
  for (const key of assets) {
    const place = scene.assets.get(key)?.place ?? null
    const arranged = fresh.boxes[key]
    if (place === null) continue
    boxes[key] = arranged && nothingStands(scene, layout, place) ? arranged : freeCell(scene, next, key, place)
  }
  for (const key of [...waiting]) {
    boxes[key] = { ...boxes[key], ...freeSpot(scene, next, key, parentOf(key), waiting) }
    waiting.delete(key)
  }
  return next
}

/** Whether nothing in a zone has a place yet. */
function nothingStands(scene: Scene, layout: StoredLayout, zone: string): boolean {
  const z = scene.zones.get(zone)
  return ![...(z?.assets ?? []), ...(z?.children ?? [])].some((k) => layout.boxes[k]?.in === zone)
}

/** The first free place for an asset in the rows of a zone. */
function freeCell(scene: Scene, layout: StoredLayout, key: string, zone: string): StoredBox {
  const siblings = [...(scene.zones.get(zone)?.assets ?? []), ...(scene.zones.get(zone)?.children ?? [])].filter((k) => k !== key)
  const taken = siblings.map((k) => rectOf(scene, layout, k)).filter((r): r is Rect => r !== null)
  const assetsHere = (scene.zones.get(zone)?.assets ?? []).filter((k) => k !== key && layout.boxes[k]?.in === zone)
  const w = layout.boxes[assetsHere[0] ?? '']?.w ?? assetWidth(scene, [key])
  const inner = Math.max((layout.boxes[zone]?.w ?? emptyZone.w) - 2 * pad - 2, w)
  const columns = Math.max(1, Math.floor((inner + gap) / (w + gap)))
  for (let row = 0; ; row++) {
    for (let column = 0; column < columns; column++) {
      const r: Rect = { x: pad + 2 + column * (w + gap), y: headHeight + row * (assetHeight + gap), w, h: assetHeight }
      if (!taken.some((t) => overlap(t, r))) return { in: zone, x: r.x, y: r.y, w }
    }
  }
}

/** The box of a key in its parent, if the stored one still counts. */
function rectOf(scene: Scene, layout: StoredLayout, key: string): Rect | null {
  const box = layout.boxes[key]
  const parent = scene.zones.get(key)?.parent ?? scene.assets.get(key)?.place ?? null
  if (!box || (parent !== null && scene.zones.has(parent) && box.in !== parent)) return null
  return { x: box.x, y: box.y, w: box.w ?? emptyZone.w, h: box.h ?? assetHeight }
}

/** A place for a new zone: below what is in its parent, or at the right of its band. */
function freeSpot(
  scene: Scene,
  layout: StoredLayout,
  key: string,
  parent: string | null,
  waiting: ReadonlySet<string>,
): StoredBox {
  const size = { w: layout.boxes[key]?.w ?? emptyZone.w, h: layout.boxes[key]?.h ?? emptyZone.h }
  const others = (
    parent === null
      ? [...scene.zones.keys()]
      : [...(scene.zones.get(parent)?.children ?? []), ...(scene.zones.get(parent)?.assets ?? [])]
  )
    .filter((k) => !waiting.has(k) && layout.boxes[k]?.in === parent)
    .map((k) => rectOf(scene, layout, k))
    .filter((r): r is Rect => r !== null)
  if (parent !== null) {
    const y = others.reduce((low, r) => Math.max(low, bottom(r) + nestedGap), headHeight)
    return { in: parent, x: pad + 2, y, ...size }
  }
  const level = scene.zones.get(key)?.purdue ?? null
  const band = layout.bands.find((b) => b.level === level) ?? layout.bands.at(-1)
  const y = band ? band.top + bandPad : 0
  const r: Rect = { x: 0, y, ...size }
  while (others.some((o) => overlap({ ...r, x: r.x - zoneGap, w: r.w + 2 * zoneGap }, o))) {
    const hit = others.filter((o) => overlap({ ...r, x: r.x - zoneGap, w: r.w + 2 * zoneGap }, o))
    r.x = Math.max(...hit.map(right)) + zoneGap
  }
  return { in: null, x: r.x, y, ...size }
}

/** Puts what is visible into the plane. */
export function settle(scene: Scene, seen: Visible, stored: StoredLayout | null): Settled {
  const layout = completed(scene, stored, seen)
  const boxes = new Map<string, Rect>()
  const shown = new Set(seen.zones)
  const sizes = new Map<string, Size>()
  const rooms = new Map<string | null, Room>()
  const parentOf = (key: string) => {
    const parent = scene.zones.get(key)?.parent ?? null
    return parent !== null && shown.has(parent) ? parent : null
  }
  // The innermost first: what grows inside makes its zone grow.
  for (const key of [...seen.zones].reverse()) {
    const children = (scene.zones.get(key)?.children ?? []).filter((k) => shown.has(k))
    if (!seen.collapsed.has(key)) keepRoom(rooms, key, roomFor(children, layout, sizes, seen.collapsed))
    sizes.set(key, sizeOf(scene, seen, shown, layout, sizes, rooms.get(key), key))
  }
  const roots = seen.zones.filter((k) => parentOf(k) === null)
  keepRoom(rooms, null, roomFor(roots, layout, sizes, seen.collapsed))
  for (const key of seen.zones) {
    const box = layout.boxes[key] ?? { in: null, x: 0, y: 0 }
    const parent = parentOf(key)
    const origin = parent !== null ? boxes.get(parent) : undefined
    const by = rooms.get(parent)?.shift(key, box) ?? { x: 0, y: 0 }
    const at = { x: (origin?.x ?? 0) + box.x + by.x, y: (origin?.y ?? 0) + box.y + by.y, ...(sizes.get(key) ?? emptyZone) }
    boxes.set(key, at)
    for (const asset of scene.zones.get(key)?.assets ?? []) {
      const b = layout.boxes[asset]
      if (seen.assets.has(asset) && b) boxes.set(asset, { x: at.x + b.x, y: at.y + b.y, w: b.w ?? 132, h: assetHeight })
    }
  }
  const room = rooms.get(null)
  const bands = room
    ? layout.bands.map((b) => ({ ...b, top: b.top + room.down(b.top), bottom: b.bottom + room.down(b.bottom) }))
    : layout.bands
  return { boxes, bands, layout, roomMade: rooms.size > 0 }
}

const keepRoom = (rooms: Map<string | null, Room>, zone: string | null, room: Room | null) => {
  if (room) rooms.set(zone, room)
}

/** The same with the room that was made written down, so that things can be put where they are seen. */
export function fixed(scene: Scene, settled: Settled): Settled {
  if (!settled.roomMade) return settled
  const boxes = { ...settled.layout.boxes }
  for (const [key, r] of settled.boxes) {
    const zone = scene.zones.get(key)
    const before = boxes[key]
    if (!zone || !before) continue
    const origin = before.in === null ? undefined : settled.boxes.get(before.in)
    const { small, ...box } = before
    boxes[key] = { ...box, x: r.x - (origin?.x ?? 0), y: r.y - (origin?.y ?? 0), w: r.w, h: r.h }
    if (small && r.h <= collapsedHeight) boxes[key].small = true
  }
  return { ...settled, layout: { ...settled.layout, boxes, bands: settled.bands }, roomMade: false }
}

/** The size of a zone: as stored, or what its contents need if that is more. */
function sizeOf(
  scene: Scene,
  seen: Visible,
  shown: ReadonlySet<string>,
  layout: StoredLayout,
  sizes: ReadonlyMap<string, Size>,
  room: Room | undefined,
  key: string,
): Size {
  const zone = scene.zones.get(key)
  const box = layout.boxes[key]
  const least = headWidth(scene, key)
  if (seen.collapsed.has(key)) return { w: Math.max(Math.min(box?.w ?? least, 320), least), h: collapsedHeight }
  // What was arranged while collapsed says nothing of the open zone.
  const drawn = box?.small ? emptyZone : { w: box?.w ?? 0, h: box?.h ?? 0 }
  let w = Math.max(drawn.w, least)
  let h = Math.max(drawn.h, headHeight + pad)
  for (const asset of zone?.assets ?? []) {
    const b = layout.boxes[asset]
    if (!b || !seen.assets.has(asset)) continue
    w = Math.max(w, b.x + (b.w ?? 0) + pad + 2)
    h = Math.max(h, b.y + assetHeight + pad + 2)
  }
  for (const child of zone?.children ?? []) {
    const b = layout.boxes[child]
    const size = sizes.get(child)
    if (!b || !size || !shown.has(child)) continue
    const by = room?.shift(child, b) ?? { x: 0, y: 0 }
    w = Math.max(w, b.x + by.x + size.w + pad + 2)
    h = Math.max(h, b.y + by.y + size.h + pad + 2)
  }
  return { w, h }
}

/** Writes where a box was put: relative to the zone it is in, never above its head or outside at the left. */
export function putAt(
  layout: StoredLayout,
  boxes: ReadonlyMap<string, Rect>,
  key: string,
  parent: string | null,
  at: { x: number; y: number },
): StoredLayout {
  const origin = parent !== null ? boxes.get(parent) : undefined
  const x = Math.round(at.x - (origin?.x ?? 0))
  const y = Math.round(at.y - (origin?.y ?? 0))
  const kept = parent === null ? { x, y } : { x: Math.max(x, pad + 2), y: Math.max(y, headHeight - 4) }
  const before = layout.boxes[key]
  const box: StoredBox = { ...(before ?? {}), in: parent, ...kept }
  return { ...layout, boxes: { ...layout.boxes, [key]: box } }
}

/** The same for an asset, moved aside as far as needed so that it lies on nothing else in its zone. */
export function putAssetAt(
  scene: Scene,
  layout: StoredLayout,
  boxes: ReadonlyMap<string, Rect>,
  key: string,
  zone: string,
  at: { x: number; y: number },
): StoredLayout {
  const put = putAt(layout, boxes, key, zone, at)
  const box = put.boxes[key]
  if (!box) return put
  const others = [...(scene.zones.get(zone)?.assets ?? []), ...(scene.zones.get(zone)?.children ?? [])]
    .filter((k) => k !== key)
    .map((k) => rectOf(scene, put, k))
    .filter((r): r is Rect => r !== null)
  const spot = freeNear({ x: box.x, y: box.y, w: box.w ?? assetWidth(scene, [key]), h: assetHeight }, others)
  return { ...put, boxes: { ...put.boxes, [key]: { ...box, x: spot.x, y: spot.y } } }
}

/** The free place nearest to a wish: there, or beside or below something that is in the way. */
function freeNear(wish: Rect, others: readonly Rect[]): Rect {
  const least = { x: pad + 2, y: headHeight - 4 }
  const xs = [wish.x, ...others.flatMap((o) => [o.x, right(o) + gap, o.x - gap - wish.w])].filter((x) => x >= least.x)
  const ys = [wish.y, ...others.flatMap((o) => [o.y, bottom(o) + gap, o.y - gap - wish.h])].filter((y) => y >= least.y)
  let best = wish
  let cost = Infinity
  for (const x of xs) {
    for (const y of ys) {
      const far = Math.hypot(x - wish.x, y - wish.y)
      const r = { ...wish, x, y }
      if (far < cost && !others.some((o) => overlap(o, r))) {
        best = r
        cost = far
      }
    }
  }
  return best
}
