/**
 * Lines that would lie on one another are set beside one another. A line moves
 * no further than the room it keeps from boxes, so it still crosses none.
 */
import type { Point, Rect } from '../geometry'
import type { Line, Route } from './route'

interface Piece {
  line: Line
  index: number
  order: string
  level: boolean
  /** Its place across: y of a level piece, x of an upright one. */
  across: number
  from: number
  to: number
  /** Where the line comes from and goes to, across: pieces that turn off the same way lie on that side. */
  lean: number
}

const spacing = 13

/** Sets apart. Gives new routes; ends says the box that each end of a line lies on, so that it stays on its side. */
export function nudged(routes: readonly Route[], endBox: (route: string, end: string) => Rect | undefined): Route[] {
  const out = routes.map((r) => ({ key: r.key, lines: r.lines.map((l) => ({ ...l, points: l.points.map((p) => ({ ...p })) })) }))
  const owner = new Map(out.flatMap((r) => r.lines.map((l) => [l, r] as const)))
  for (const level of [true, false]) {
    const pieces = out.flatMap((r) => r.lines.flatMap((line, n) => piecesOf(line, `${r.key} ${n}`, level)))
    for (const group of groups(pieces)) setApart(group, (p) => roomOf(p, owner, endBox))
  }
  for (const route of out) for (const line of route.lines.slice(1)) rejoin(line, route.lines[0])
  return out
}

function piecesOf(line: Line, order: string, level: boolean): Piece[] {
  const out: Piece[] = []
  const { points } = line
  for (let i = 1; i < points.length; i++) {
    const p = points[i - 1] as Point
    const q = points[i] as Point
    if ((p.y === q.y) !== level || (p.x === q.x && p.y === q.y)) continue
    const [a, b] = level ? [p.x, q.x] : [p.y, q.y]
    const across = level ? p.y : p.x
    const before = points[i - 2] ?? p
    const after = points[i + 1] ?? q
    const lean = (level ? before.y + after.y : before.x + after.x) - 2 * across
    out.push({ line, index: i, order, level, across, from: Math.min(a, b), to: Math.max(a, b), lean })
  }
  return out
}

/** Pieces that lie closer than they should, joined to groups. */
function groups(pieces: Piece[]): Piece[][] {
  const sorted = [...pieces].sort((a, b) => a.across - b.across || a.from - b.from || (a.order < b.order ? -1 : 1))
  const parent = sorted.map((_, i) => i)
  const find = (i: number): number => (parent[i] === i ? i : (parent[i] = find(parent[i] ?? i)))
  sorted.forEach((a, i) => {
    for (let j = i + 1; j < sorted.length; j++) {
      const b = sorted[j] as Piece
      if (b.across - a.across > 8) break
      if (b.line !== a.line && a.from < b.to + 4 && b.from < a.to + 4) parent[find(j)] = find(i)
    }
  })
  const byRoot = new Map<number, Piece[]>()
  sorted.forEach((p, i) => byRoot.set(find(i), [...(byRoot.get(find(i)) ?? []), p]))
  return [...byRoot.values()].filter((g) => g.length > 1)
}

/** How far a piece may move either way. */
function roomOf(
  p: Piece,
  owner: ReadonlyMap<Line, Route>,
  endBox: (route: string, end: string) => Rect | undefined,
): { least: number; most: number } {
  const free = Math.max(0, p.line.clearance - 4)
  let least = -free
  let most = free
  const first = p.index === 1
  const last = p.index === p.line.points.length - 1
  const route = owner.get(p.line)
  for (const [touches, end] of [
    [first, p.line.from],
    [last, p.line.to],
  ] as const) {
    if (!touches || end === null) continue
    const box = route && endBox(route.key, end)
    if (!box) continue
    const [low, high] = p.level ? [box.y, box.y + box.h] : [box.x, box.x + box.w]
    least = Math.max(least, low + 6 - p.across)
    most = Math.min(most, high - 6 - p.across)
  }
  // A branch stands at a right angle on its line and slides along it.
  return least > most ? { least: 0, most: 0 } : { least, most }
}

function setApart(group: Piece[], room: (p: Piece) => { least: number; most: number }) {
  const sorted = [...group].sort(
    (a, b) => a.lean - b.lean || (a.order < b.order ? -1 : a.order > b.order ? 1 : a.index - b.index),
  )
  const middle = group.reduce((sum, p) => sum + p.across, 0) / group.length
  const rooms = sorted.map(room)
  const low = Math.max(...sorted.map((p, i) => p.across + (rooms[i]?.least ?? 0) - i * 0.001))
  const high = Math.min(...sorted.map((p, i) => p.across + (rooms[i]?.most ?? 0) + i * 0.001))
  const each = Math.max(0, Math.min(spacing, (high - low) / Math.max(1, sorted.length - 1)))
  const width = each * (sorted.length - 1)
  const start = Math.min(Math.max(middle - width / 2, low), Math.max(low, high - width))
  sorted.forEach((p, i) => {
    const r = rooms[i] ?? { least: 0, most: 0 }
    const wish = start + i * each - p.across
    shift(p, Math.round(Math.min(Math.max(wish, r.least), r.most)))
  })
}

function shift(p: Piece, by: number) {
  if (by === 0) return
  for (const i of [p.index - 1, p.index]) {
    const point = p.line.points[i]
    if (point) point[p.level ? 'y' : 'x'] += by
  }
}

/** Ends a branch on its line again after that has moved. */
function rejoin(line: Line, main: Line | undefined) {
  const last = line.points.at(-1)
  const before = line.points.at(-2)
  if (!main || !last || !before || line.clearance === 0) return
  const level = before.y === last.y
  let best: number | null = null
  for (let i = 1; i < main.points.length; i++) {
    const p = main.points[i - 1] as Point
    const q = main.points[i] as Point
    if ((p.x === q.x) !== level) continue
    const [low, high] = level ? [Math.min(p.y, q.y), Math.max(p.y, q.y)] : [Math.min(p.x, q.x), Math.max(p.x, q.x)]
    const at = level ? last.y : last.x
    const spot = level ? p.x : p.y
    const now = level ? last.x : last.y
    if (at >= low - 1 && at <= high + 1 && (best === null || Math.abs(spot - now) < Math.abs(best - now))) best = spot
  }
  if (best !== null && Math.abs(best - (level ? last.x : last.y)) <= 40) last[level ? 'x' : 'y'] = best
}
