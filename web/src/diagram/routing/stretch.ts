/** Lines that follow a moved end at once, until they are routed again. */
import { sameRect, type Point, type Rect } from '../geometry'
import type { Line, Route } from './route'

/** A route whose ends follow their boxes; the same object if none moved. */
export function stretched(
  route: Route,
  before: (end: string) => Rect | undefined,
  after: (end: string) => Rect | undefined,
): Route {
  const by = (end: string | null): Point => {
    const a = end === null ? undefined : before(end)
    const b = end === null ? undefined : after(end)
    return a && b && !sameRect(a, b) ? { x: b.x - a.x, y: b.y - a.y } : { x: 0, y: 0 }
  }
  let moved = false
  const lines = route.lines.map((line) => {
    const [from, to] = [by(line.from), by(line.to)]
    if (from.x === 0 && from.y === 0 && to.x === 0 && to.y === 0) return line
    moved = true
    return stretchedLine(line, from, to)
  })
  return moved ? { key: route.key, lines } : route
}

function stretchedLine(line: Line, from: Point, to: Point): Line {
  if (from.x === to.x && from.y === to.y)
    return { ...line, points: line.points.map((p) => ({ x: p.x + from.x, y: p.y + from.y })) }
  const points = line.points.map((p) => ({ ...p }))
  const [a, b] = [points[0], points[1]]
  if (!a || !b) return line
  // A straight line needs a bend before its ends can go apart.
  if (points.length === 2) {
    const middle = { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 }
    points.splice(1, 0, { ...middle }, { ...middle })
  }
  pull(points, from)
  points.reverse()
  pull(points, to)
  points.reverse()
  return { ...line, points }
}

/** Moves the first point; the second follows so that the piece between stays level or upright. */
function pull(points: Point[], by: Point) {
  const [a, b] = points
  if (!a || !b) return
  const level = a.y === b.y
  a.x += by.x
  a.y += by.y
  if (level) b.y += by.y
  else b.x += by.x
}
