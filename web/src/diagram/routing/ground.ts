/** What lies around a conduit: its ends as boxes, and the boxes it must go round. */
import { around, type Rect } from '../geometry'
import type { Scene } from '../model'
import { headHeight } from '../layout/sizes'

/** Visible boxes and which zone each lies in. */
export interface Ground {
  boxes: ReadonlyMap<string, Rect>
  parentOf: (key: string) => string | null
  /** Visible zones and assets directly in a zone, or outside all for null. */
  within: (zone: string | null) => readonly string[]
  ancestors: (zone: string) => readonly string[]
  isZone: (key: string) => boolean
}

/** A ground as plain data, to be handed to a worker. */
export interface PlainGround {
  /** Visible zones with the visible zone around, parents first. */
  zones: readonly (readonly [string, string | null])[]
  assets: readonly (readonly [string, string | null])[]
  boxes: ReadonlyMap<string, Rect>
}

/** The ground of a scene as plain data. */
export function plainGround(
  scene: Scene,
  zones: readonly string[],
  assets: ReadonlySet<string>,
  boxes: ReadonlyMap<string, Rect>,
): PlainGround {
  const shown = new Set(zones)
  const seen = (key: string | null): string | null => (key !== null && shown.has(key) ? key : null)
  return {
    zones: zones.map((key) => [key, seen(scene.zones.get(key)?.parent ?? null)] as const),
    assets: [...assets].map((key) => [key, seen(scene.assets.get(key)?.place ?? null)] as const),
    boxes,
  }
}

/** The ground of a scene. */
export const groundOf = (
  scene: Scene,
  zones: readonly string[],
  assets: ReadonlySet<string>,
  boxes: ReadonlyMap<string, Rect>,
): Ground => groundFrom(plainGround(scene, zones, assets, boxes))

/** A ground that can be asked. */
export function groundFrom({ zones, assets, boxes }: PlainGround): Ground {
  const parents = new Map<string, string | null>([...assets, ...zones])
  const inside = new Map<string | null, string[]>()
  for (const [key, parent] of [...zones, ...assets]) {
    const list = inside.get(parent)
    if (list) list.push(key)
    else inside.set(parent, [key])
  }
  const shown = new Set(zones.map(([key]) => key))
  const up = new Map<string, string[]>()
  const ancestorsOf = (zone: string): string[] => {
    const known = up.get(zone)
    if (known) return known
    const out: string[] = []
    for (let at = parents.get(zone) ?? null; at !== null && at !== zone && !out.includes(at); at = parents.get(at) ?? null)
      out.push(at)
    up.set(zone, out)
    return out
  }
  return {
    boxes,
    parentOf: (key) => parents.get(key) ?? null,
    within: (zone) => inside.get(zone) ?? [],
    ancestors: ancestorsOf,
    isZone: (key) => shown.has(key),
  }
}

/** An end of a conduit: a zone, or for a zone around another end the area of its own assets. */
export interface End {
  key: string
  box: Rect
  /** Whether it stands for what lies in the zone itself and not for its edge. */
  core: boolean
}

/** The ends of a conduit between zones; those whose box is missing are left out. */
export function endsOf(ground: Ground, zones: readonly string[]): End[] {
  const out: End[] = []
  for (const key of zones) {
    const box = ground.boxes.get(key)
    if (!box) continue
    const core = zones.some((other) => other !== key && ground.ancestors(other).includes(key))
    out.push({ key, box: core ? coreOf(ground, key, box) : box, core })
  }
  return out
}

function coreOf(ground: Ground, key: string, box: Rect): Rect {
  const own = ground
    .within(key)
    .filter((k) => !ground.isZone(k))
    .map((k) => ground.boxes.get(k))
    .filter((r): r is Rect => r !== undefined)
  const assets = around(own)
  const head: Rect = { x: box.x + 14, y: box.y + 4, w: box.w - 28, h: headHeight - 12 }
  return assets ?? head
}

/**
 * The boxes that a line between ends must go round: all but the zones around an
 * end. What lies inside a box that is gone round need not be named.
 */
export function boxesToAvoid(ground: Ground, ends: readonly End[]): { key: string; box: Rect }[] {
  const open = new Set<string | null>([null])
  for (const end of ends) for (const a of ground.ancestors(end.key)) open.add(a)
  const cores = new Set(ends.filter((e) => e.core).map((e) => e.key))
  const out: { key: string; box: Rect }[] = []
  for (const end of ends) out.push({ key: end.key, box: end.box })
  const named = new Set(ends.filter((e) => !e.core).map((e) => e.key))
  for (const zone of open) {
    for (const key of ground.within(zone)) {
      if (open.has(key) || named.has(key)) continue
      const box = ground.boxes.get(key)
      // The assets of a core are covered by its box.
      const covered = zone !== null && cores.has(zone) && !ground.isZone(key)
      if (box && !covered) out.push({ key, box })
    }
  }
  return out
}
