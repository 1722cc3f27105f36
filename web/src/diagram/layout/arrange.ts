/**
 * Putting boxes where hands want them: snapping to neighbours and to a grid,
 * nudging, aligning, spreading evenly, and resizing zones.
 */
import { bottom, centre, moved, right, type Rect } from '../geometry'
import type { Scene } from '../model'
import { putAt } from './settle'
import { headHeight, headWidth, pad } from './sizes'
import type { StoredLayout } from './stored'

/** Boxes that nothing else is near snap to multiples of this. */
export const gridStep = 8

/** A line that shows what a box is in line with. */
export interface Guide {
  axis: 'x' | 'y'
  at: number
  from: number
  to: number
}

interface Hit {
  by: number
  guide: Guide
}

/** How far a box has to move to be in line with a neighbour, or to stand on the grid. */
export function snapped(box: Rect, others: readonly Rect[], tolerance: number): { dx: number; dy: number; guides: Guide[] } {
  const x = nearest(box, others, 'x', tolerance)
  const y = nearest(box, others, 'y', tolerance)
  const onGrid = (v: number) => Math.round(v / gridStep) * gridStep - v
  const guides = [x, y].filter((h): h is Hit => h !== null).map((h) => h.guide)
  return { dx: x ? x.by : onGrid(box.x), dy: y ? y.by : onGrid(box.y), guides }
}

function nearest(box: Rect, others: readonly Rect[], axis: 'x' | 'y', tolerance: number): Hit | null {
  const edges = (r: Rect) => (axis === 'x' ? [r.x, centre(r).x, right(r)] : [r.y, centre(r).y, bottom(r)])
  const own = edges(box)
  let best: Hit | null = null
  for (const other of others) {
    edges(other).forEach((edge, i) => {
      // Edge with edge and middle with middle; a left with a right edge says little.
      const by = edge - (own[i] ?? 0)
      if (Math.abs(by) > tolerance || (best && Math.abs(best.by) <= Math.abs(by))) return
      const [from, to] =
        axis === 'x'
          ? [Math.min(box.y, other.y), Math.max(bottom(box), bottom(other))]
          : [Math.min(box.x, other.x), Math.max(right(box), right(other))]
      best = { by, guide: { axis, at: edge, from, to } }
    })
  }
  return best
}

/** The zone around a box, as the layout has it. */
const parentIn = (scene: Scene, key: string): string | null => {
  const parent = scene.zones.get(key)?.parent ?? scene.assets.get(key)?.place ?? null
  return parent !== null && scene.zones.has(parent) ? parent : null
}

/** Moves boxes by the same way; each stays in its zone. */
export function shiftedBy(
  scene: Scene,
  layout: StoredLayout,
  boxes: ReadonlyMap<string, Rect>,
  keys: readonly string[],
  dx: number,
  dy: number,
): StoredLayout {
  let out = layout
  for (const key of keys) {
    const box = boxes.get(key)
    if (box) out = putAt(out, boxes, key, parentIn(scene, key), moved(box, dx, dy))
  }
  return out
}

/** Where boxes are brought into line. */
export const alignments = ['left', 'centre', 'right', 'top', 'middle', 'bottom'] as const
export type Alignment = (typeof alignments)[number]

/** Brings boxes into line with the first. */
export function aligned(
  scene: Scene,
  layout: StoredLayout,
  boxes: ReadonlyMap<string, Rect>,
  keys: readonly string[],
  how: Alignment,
): StoredLayout {
  const first = boxes.get(keys[0] ?? '')
  if (!first) return layout
  let out = layout
  for (const key of keys.slice(1)) {
    const box = boxes.get(key)
    if (!box) continue
    const to = {
      left: { x: first.x, y: box.y },
      centre: { x: centre(first).x - box.w / 2, y: box.y },
      right: { x: right(first) - box.w, y: box.y },
      top: { x: box.x, y: first.y },
      middle: { x: box.x, y: centre(first).y - box.h / 2 },
      bottom: { x: box.x, y: bottom(first) - box.h },
    }[how]
    out = putAt(out, boxes, key, parentIn(scene, key), to)
  }
  return out
}

/** Spreads boxes so that the gaps between them are equal; the outermost stay. */
export function distributed(
  scene: Scene,
  layout: StoredLayout,
  boxes: ReadonlyMap<string, Rect>,
  keys: readonly string[],
  axis: 'x' | 'y',
): StoredLayout {
  const size = (r: Rect) => (axis === 'x' ? r.w : r.h)
  const list = keys
    .map((key) => ({ key, box: boxes.get(key) }))
    .filter((e): e is { key: string; box: Rect } => e.box !== undefined)
    .sort((a, b) => a.box[axis] - b.box[axis])
  const [first, last] = [list[0], list.at(-1)]
  if (!first || !last || list.length < 3) return layout
  const room = last.box[axis] + size(last.box) - first.box[axis] - list.reduce((sum, e) => sum + size(e.box), 0)
  const gap = room / (list.length - 1)
  let out = layout
  let at = first.box[axis]
  for (const { key, box } of list) {
    out = putAt(out, boxes, key, parentIn(scene, key), axis === 'x' ? { x: at, y: box.y } : { x: box.x, y: at })
    at += size(box) + gap
  }
  return out
}

/** The sides of a zone that are dragged, such as "nw". */
export type Edge = 'n' | 'ne' | 'e' | 'se' | 's' | 'sw' | 'w' | 'nw'

/** The box of a zone with some sides moved; never smaller than what is in it. */
export function resizedBox(
  scene: Scene,
  boxes: ReadonlyMap<string, Rect>,
  key: string,
  edge: Edge,
  dx: number,
  dy: number,
): Rect {
  const box = boxes.get(key) ?? { x: 0, y: 0, w: 0, h: 0 }
  const zone = scene.zones.get(key)
  const inner = [...(zone?.assets ?? []), ...(zone?.children ?? [])].map((k) => boxes.get(k)).filter((r): r is Rect => !!r)
  const edgeOf = (pick: (r: Rect) => number, least: (...n: number[]) => number, by: number) =>
    inner.length === 0 ? null : least(...inner.map(pick)) + by
  const most = { x: edgeOf((r) => r.x, Math.min, -pad - 2), y: edgeOf((r) => r.y, Math.min, -headHeight + 4) }
  const least = { x: edgeOf(right, Math.max, pad + 2), y: edgeOf(bottom, Math.max, pad + 2) }
  const width = headWidth(scene, key)
  let [l, t, r, b] = [box.x, box.y, right(box), bottom(box)]
  if (edge.includes('w')) l = Math.min(l + dx, r - width, most.x ?? Infinity)
  if (edge.includes('e')) r = Math.max(r + dx, l + width, least.x ?? -Infinity)
  if (edge.includes('n')) t = Math.min(t + dy, b - headHeight - pad, most.y ?? Infinity)
  if (edge.includes('s')) b = Math.max(b + dy, t + headHeight + pad, least.y ?? -Infinity)
  return { x: Math.round(l), y: Math.round(t), w: Math.round(r - l), h: Math.round(b - t) }
}

/** Gives a zone another box; what is in it stays where it is. */
export function resized(
  scene: Scene,
  layout: StoredLayout,
  boxes: ReadonlyMap<string, Rect>,
  key: string,
  box: Rect,
): StoredLayout {
  const before = boxes.get(key)
  const zone = scene.zones.get(key)
  if (!before || !zone) return layout
  const next = putAt(layout, boxes, key, parentIn(scene, key), box)
  const all = { ...next.boxes }
  const own = all[key]
  if (own) {
    const sized = { ...own, w: box.w, h: box.h }
    delete sized.small
    all[key] = sized
  }
  const [dx, dy] = [before.x - box.x, before.y - box.y]
  if (dx !== 0 || dy !== 0)
    for (const inner of [...zone.assets, ...zone.children]) {
      const b = all[inner]
      if (b?.in === key) all[inner] = { ...b, x: b.x + dx, y: b.y + dy }
    }
  return { ...next, boxes: all }
}
