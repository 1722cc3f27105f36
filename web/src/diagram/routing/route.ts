/** The way of one conduit: a line between two of its ends, and branches from the others to that line. */
import { centre, inflated, overlap, pierces, bottom, right, type Point, type Rect } from '../geometry'
import { straightened, way, type Port } from './mesh'
import type { End } from './ground'

/** A line of a conduit. Branches end on the line of another. */
export interface Line {
  /** Keys of the ends it leaves and reaches; null where it joins another line. */
  from: string
  to: string | null
  points: Point[]
  /** How far the line keeps from boxes; 0 if they left no way and it runs through them. */
  clearance: number
}

export interface Route {
  key: string
  lines: Line[]
}

const clearances = [18, 10, 5]
const reach = 420
const badges = 96

/** Routes a conduit. The boxes to avoid include those of the ends. */
export function route(key: string, ends: readonly End[], avoid: readonly Rect[]): Route {
  const [first, second, ...rest] = mainPair(ends)
  if (!first || !second) return { key, lines: [] }
  const main = between(first, second, avoid)
  const lines = [main]
  for (const end of rest) lines.push(branch(end, main, avoid))
  return { key, lines }
}

/** Puts the two ends first that are nearest without one being the core of a zone around. */
function mainPair(ends: readonly End[]): End[] {
  if (ends.length <= 2) return [...ends]
  let best: [number, number] = [0, 1]
  let least = Infinity
  ends.forEach((a, i) => {
    ends.forEach((b, j) => {
      if (j <= i) return
      const p = centre(a.box)
      const q = centre(b.box)
      const far = Math.abs(p.x - q.x) + Math.abs(p.y - q.y) + (a.core || b.core ? 1e6 : 0)
      if (far < least) {
        least = far
        best = [i, j]
      }
    })
  })
  return [ends[best[0]] as End, ends[best[1]] as End, ...ends.filter((_, i) => !best.includes(i))]
}

function between(a: End, b: End, avoid: readonly Rect[]): Line {
  const line = (points: Point[], clearance: number): Line => ({ from: a.key, to: b.key, points, clearance })
  const direct = straight(a.box, b.box, avoid)
  if (direct) return line(direct.points, direct.clearance)
  for (const window of [reach, Infinity]) {
    const near = nearby(a.box, b.box, avoid, window)
    for (const c of clearances) {
      const found = way(ports(a.box, b.box), ports(b.box, a.box), near, c)
      if (found && !near.some((r) => runsThrough(found, r))) {
        if (window === Infinity || !avoid.some((r) => runsThrough(found, r))) return line(found, c)
      }
    }
  }
  return line(forced(a.box, b.box), 0)
}

/** Boxes in and around the window of two others: most ways stay there, and the mesh stays small. */
function nearby(a: Rect, b: Rect, avoid: readonly Rect[], by: number): readonly Rect[] {
  if (by === Infinity) return avoid
  const x = Math.min(a.x, b.x)
  const y = Math.min(a.y, b.y)
  const window = inflated({ x, y, w: Math.max(right(a), right(b)) - x, h: Math.max(bottom(a), bottom(b)) - y }, by)
  return avoid.filter((r) => overlap(r, window))
}

export const runsThrough = (points: readonly Point[], r: Rect): boolean =>
  points.some((p, i) => i > 0 && pierces(points[i - 1] as Point, p, r))

/** A straight line between boxes that face one another with nothing between. */
function straight(a: Rect, b: Rect, avoid: readonly Rect[]): { points: Point[]; clearance: number } | null {
  for (const level of [false, true]) {
    const from = level ? Math.max(a.y, b.y) : Math.max(a.x, b.x)
    const to = level ? Math.min(bottom(a), bottom(b)) : clearOfBadges(a.y < b.y ? b : a, from, Math.min(right(a), right(b)))
    if (to - from < 24) continue
    const [near, far] = (level ? a.x < b.x : a.y < b.y) ? [a, b] : [b, a]
    const p = level ? right(near) : bottom(near)
    const q = level ? far.x : far.y
    if (q <= p) continue
    const middle = Math.round((from + to) / 2)
    const wide = Math.min((to - from) / 2 - 6, 18)
    for (const c of [...offsets(to - from)].map((o) => middle + o)) {
      const lane: Rect = level ? { x: p, y: c - wide, w: q - p, h: 2 * wide } : { x: c - wide, y: p, w: 2 * wide, h: q - p }
      if (c - wide < from || c + wide > to || avoid.some((r) => r !== a && r !== b && overlap(r, lane))) continue
      const points = level
        ? [
            { x: p, y: c },
            { x: q, y: c },
          ]
        : [
            { x: c, y: p },
            { x: c, y: q },
          ]
      return { points: near === a ? points : points.reverse(), clearance: wide }
    }
  }
  return null
}

/** The end of a range on the upper edge of a box, before the badges in its right corner if that leaves enough. */
const clearOfBadges = (box: Rect, from: number, to: number): number =>
  Math.min(to, right(box) - badges) - from >= 40 ? Math.min(to, right(box) - badges) : to

function offsets(range: number): number[] {
  const out = [0]
  for (let o = 24; o < range / 2; o += 24) out.push(o, -o)
  return out
}

/** Ports on the four sides of a box: the middle, and where the other box lies opposite. */
function ports(box: Rect, other: Rect): Port[] {
  const out: Port[] = []
  const c = centre(box)
  const o = centre(other)
  const spots = (from: number, to: number, mid: number, opposite: number) => {
    const inset = Math.min(24, (to - from) / 3)
    const list = [
      mid,
      Math.min(Math.max(opposite, from + inset), to - inset),
      from + (to - from) * 0.25,
      from + (to - from) * 0.75,
    ]
    return [...new Set(list.map(Math.round))]
  }
  for (const x of spots(box.x, right(box), c.x, o.x)) {
    const cost = Math.abs(x - c.x) * 0.1
    const hides = x > right(box) - badges && box.w > 2 * badges ? 50 : 0
    out.push(
      { at: { x, y: box.y }, out: { x: 0, y: -1 }, cost: cost + hides },
      { at: { x, y: bottom(box) }, out: { x: 0, y: 1 }, cost },
    )
  }
  for (const y of spots(box.y, bottom(box), c.y, o.y)) {
    const cost = Math.abs(y - c.y) * 0.1
    out.push({ at: { x: box.x, y }, out: { x: -1, y: 0 }, cost }, { at: { x: right(box), y }, out: { x: 1, y: 0 }, cost })
  }
  return out
}

/** From an end to the nearest spot of a line, at a right angle. */
function branch(end: End, main: Line, avoid: readonly Rect[]): Line {
  const line = (points: Point[], clearance: number): Line => ({ from: end.key, to: null, points, clearance })
  for (const c of clearances) {
    const goals: Port[] = []
    main.points.forEach((q, i) => {
      const p = main.points[i - 1]
      if (!p) return
      const level = p.y === q.y
      const length = Math.abs(level ? q.x - p.x : q.y - p.y)
      if (length < 2 * c) return
      for (const share of [0.5, 0.25, 0.75]) {
        const at = { x: Math.round(p.x + (q.x - p.x) * share), y: Math.round(p.y + (q.y - p.y) * share) }
        const off = Math.abs(share - 0.5) * 40
        for (const sign of [-1, 1]) goals.push({ at, out: level ? { x: 0, y: sign } : { x: sign, y: 0 }, cost: off })
      }
    })
    const target = main.points[Math.floor(main.points.length / 2)] ?? centre(end.box)
    const found = way(ports(end.box, { ...target, w: 0, h: 0 }), goals, avoid, c)
    if (found && !avoid.some((r) => runsThrough(found, r))) return line(found, c)
  }
  const spot = main.points[0] ?? centre(end.box)
  return line(forced(end.box, { ...spot, w: 0, h: 0 }), 0)
}

/** Where no way is left, as when boxes lie on one another: from middle to middle with one corner. */
function forced(a: Rect, b: Rect): Point[] {
  const p = centre(a)
  const q = centre(b)
  return straightened([p, { x: q.x, y: p.y }, q])
}
