/** All conduits of a picture: what has changed is routed again, the rest stays as it was. */
import { inflated, overlap, sameRect, type Rect } from '../geometry'
import type { VisibleConduit } from '../visible'
import { boxesToAvoid, endsOf, type End, type Ground } from './ground'
import { nudged } from './nudge'
import { route, type Route } from './route'

/** Routes with all that is needed to mend them after a move. */
export interface Routing {
  /** As found, one by one; each depends on boxes alone. */
  raw: Map<string, Route>
  /** As drawn: none on another. */
  routes: Map<string, Route>
  ends: Map<string, End[]>
  boxes: ReadonlyMap<string, Rect>
}

/** Routes all conduits. */
export function routeAll(ground: Ground, conduits: readonly VisibleConduit[]): Routing {
  return mended(null, ground, conduits)
}

/** Routes again what is touched by boxes that changed since; with the same boxes nothing is done. `tell` hears how many are done. */
export function mended(
  before: Routing | null,
  ground: Ground,
  conduits: readonly VisibleConduit[],
  tell?: (done: number) => void,
): Routing {
  const changed = before ? changedBoxes(before.boxes, ground.boxes) : []
  const raw = new Map<string, Route>()
  const ends = new Map<string, End[]>()
  let same = before !== null && before.raw.size === conduits.length
  for (const conduit of conduits) {
    const own = endsOf(ground, conduit.ends)
    ends.set(conduit.key, own)
    const old = before?.raw.get(conduit.key)
    if (old && sameEnds(before?.ends.get(conduit.key), own) && !changed.some((r) => near(old, r))) {
      raw.set(conduit.key, old)
      continue
    }
    same = false
    const avoid = boxesToAvoid(ground, own).map((b) => b.box)
    raw.set(conduit.key, route(conduit.key, own, avoid))
    tell?.(raw.size)
  }
  if (same && before) return { ...before, boxes: ground.boxes }
  const boxOf = (key: string, end: string) => ends.get(key)?.find((e) => e.key === end)?.box
  const routes = new Map(nudged([...raw.values()], boxOf).map((r) => [r.key, r]))
  return { raw, routes: keepEqual(before?.routes, routes), ends, boxes: ground.boxes }
}

/** Old and new places of boxes that moved, came or went. */
function changedBoxes(before: ReadonlyMap<string, Rect>, after: ReadonlyMap<string, Rect>): Rect[] {
  const out: Rect[] = []
  for (const [key, b] of after) {
    const a = before.get(key)
    if (sameRect(a, b)) continue
    out.push(b)
    if (a) out.push(a)
  }
  for (const [key, a] of before) if (!after.has(key)) out.push(a)
  return out
}

function sameEnds(a: readonly End[] | undefined, b: readonly End[]): boolean {
  return (
    a !== undefined &&
    a.length === b.length &&
    a.every((e, i) => e.key === b[i]?.key && e.core === b[i]?.core && sameRect(e.box, b[i]?.box))
  )
}

function near(r: Route, box: Rect): boolean {
  const wide = inflated(box, 19)
  return r.lines.some((l) =>
    l.points.some((p, i) => {
      const q = l.points[i - 1]
      if (!q) return false
      const piece = {
        x: Math.min(p.x, q.x) - 0.5,
        y: Math.min(p.y, q.y) - 0.5,
        w: Math.abs(p.x - q.x) + 1,
        h: Math.abs(p.y - q.y) + 1,
      }
      return overlap(piece, wide)
    }),
  )
}

/** Keeps the objects of routes that look as before, so that a view need not draw them again. */
function keepEqual(before: ReadonlyMap<string, Route> | undefined, after: Map<string, Route>): Map<string, Route> {
  if (!before) return after
  for (const [key, r] of after) {
    const old = before.get(key)
    if (old && JSON.stringify(old) === JSON.stringify(r)) after.set(key, old)
  }
  return after
}
