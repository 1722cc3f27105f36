/** Points and boxes in the plane of the diagram: pixels at 100 %, y downwards. */
export interface Point {
  x: number
  y: number
}

export interface Rect {
  x: number
  y: number
  w: number
  h: number
}

export const right = (r: Rect): number => r.x + r.w
export const bottom = (r: Rect): number => r.y + r.h
export const centre = (r: Rect): Point => ({ x: r.x + r.w / 2, y: r.y + r.h / 2 })
export const inflated = (r: Rect, by: number): Rect => ({ x: r.x - by, y: r.y - by, w: r.w + 2 * by, h: r.h + 2 * by })
export const moved = (r: Rect, dx: number, dy: number): Rect => ({ x: r.x + dx, y: r.y + dy, w: r.w, h: r.h })

/** Whether the insides of two boxes meet; touching edges do not count. */
export const overlap = (a: Rect, b: Rect): boolean => a.x < right(b) && b.x < right(a) && a.y < bottom(b) && b.y < bottom(a)

/** Whether a box lies wholly in another. */
export const contains = (outer: Rect, inner: Rect): boolean =>
  inner.x >= outer.x && inner.y >= outer.y && right(inner) <= right(outer) && bottom(inner) <= bottom(outer)

export const holds = (r: Rect, p: Point): boolean => p.x >= r.x && p.x <= right(r) && p.y >= r.y && p.y <= bottom(r)

/** The area that two boxes share. */
export function shared(a: Rect, b: Rect): number {
  const w = Math.min(right(a), right(b)) - Math.max(a.x, b.x)
  const h = Math.min(bottom(a), bottom(b)) - Math.max(a.y, b.y)
  return w > 0 && h > 0 ? w * h : 0
}

/** The least box around others; null around none. */
export function around(boxes: Iterable<Rect>): Rect | null {
  let x = Infinity
  let y = Infinity
  let r = -Infinity
  let b = -Infinity
  for (const box of boxes) {
    x = Math.min(x, box.x)
    y = Math.min(y, box.y)
    r = Math.max(r, right(box))
    b = Math.max(b, bottom(box))
  }
  return x === Infinity ? null : { x, y, w: r - x, h: b - y }
}

/** Whether a level or upright piece of line runs through the inside of a box. */
export function pierces(a: Point, b: Point, r: Rect): boolean {
  return Math.min(a.x, b.x) < right(r) && Math.max(a.x, b.x) > r.x && Math.min(a.y, b.y) < bottom(r) && Math.max(a.y, b.y) > r.y
}

export const sameRect = (a: Rect | undefined, b: Rect | undefined): boolean =>
  a === b || (a !== undefined && b !== undefined && a.x === b.x && a.y === b.y && a.w === b.w && a.h === b.h)
