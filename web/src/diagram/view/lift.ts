/**
 * What is carried over a large picture: zones with all in them, and the
 * conduits that end there. The rest of the picture stays untouched until the
 * drop.
 */
import { moved, type Rect } from '../geometry'
import { resized, shiftedBy } from '../layout/arrange'
import { putAssetAt } from '../layout/settle'
import type { StoredLayout } from '../layout/stored'
import { stretched } from '../routing/stretch'
import { inside, type Scene } from '../model'
import type { Visible, VisibleConduit } from '../visible'
import { middleOf, type Picture } from './picture'
import type { Drag } from './use-drag'

/** What is carried. */
export interface Lift {
  /** All of it, conduits too: what the picture leaves out meanwhile. */
  keys: ReadonlySet<string>
  zones: readonly string[]
  assets: ReadonlySet<string>
  conduits: readonly VisibleConduit[]
}

/** From so many things on the picture is not worked out anew for each step of a drag. */
const many = 400

/** Whether a picture is too large to follow the pointer as a whole. */
export const isHeavy = (seen: Visible): boolean => seen.zones.length + seen.assets.size + seen.conduits.length > many

/** What goes along with some zones. */
export function liftOf({ scene, seen }: Pick<Picture, 'scene' | 'seen'>, keys: readonly string[]): Lift {
  const all = new Set<string>(keys)
  for (const key of keys) {
    const within = inside(scene, key)
    for (const k of within.zones) all.add(k)
    for (const k of within.assets) all.add(k)
  }
  const zones = seen.zones.filter((k) => all.has(k))
  const assets = new Set([...all].filter((k) => seen.assets.has(k)))
  const conduits = seen.conduits.filter((c) => c.ends.some((e) => all.has(e)))
  return { keys: new Set([...zones, ...assets, ...conduits.map((c) => c.key)]), zones, assets, conduits }
}

/** The picture with the lines and labels of what is carried where they are now; boxes are moved by whoever draws them. */
export function carriedBy(picture: Picture, lift: Lift, dx: number, dy: number): Picture {
  const routes = new Map<string, NonNullable<ReturnType<Picture['routing']['routes']['get']>>>()
  const labels: Picture['labels'] = new Map()
  for (const { key } of lift.conduits) {
    const route = picture.routing.routes.get(key)
    const ends = picture.routing.ends.get(key)
    if (!route || !ends) continue
    const before = (end: string) => ends.find((e) => e.key === end)?.box
    const after = (end: string): Rect | undefined => {
      const box = before(end)
      return box && lift.keys.has(end) ? moved(box, dx, dy) : box
    }
    const now = stretched(route, before, after)
    routes.set(key, now)
    const label = picture.labels.get(key)
    const [p, q] = [middleOf(route), middleOf(now)]
    if (label) labels.set(key, { ...label, rect: moved(label.rect, q.x - p.x, q.y - p.y) })
  }
  return { ...picture, routing: { ...picture.routing, routes }, labels }
}

/** The layout with what is dragged where it is now. */
export function arranged(scene: Scene, drag: Drag): StoredLayout {
  const { base, key, keys, box, dx, dy } = drag
  if (drag.kind === 'resize') return resized(scene, base.layout, base.boxes, key, box)
  const asset = keys.length === 1 ? scene.assets.get(key) : undefined
  if (asset?.place) return putAssetAt(scene, base.layout, base.boxes, key, asset.place, { x: box.x + dx, y: box.y + dy })
  return shiftedBy(scene, base.layout, base.boxes, keys, dx, dy)
}
