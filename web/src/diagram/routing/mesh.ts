/**
 * Shortest right-angled ways around boxes. The mesh has a line through every
 * edge of a box, one clearance outside, and through every port; a way runs along
 * these lines, never through a box, and prefers few corners over little length.
 */
import { bottom, right, type Point, type Rect } from '../geometry'

/** A place to leave or reach a box: a point on its edge and the way outwards. */
export interface Port {
  at: Point
  out: Point
  /** Added to the cost of ways that use it. */
  cost: number
}

const cornerCost = 60
/** Among more boxes than this a good way is taken for the best. */
const crowded = 60

/** Finds a way from one of some ports to one of others. Null if the boxes leave none. */
export function way(starts: readonly Port[], goals: readonly Port[], boxes: readonly Rect[], clearance: number): Point[] | null {
  const mesh = meshOf(starts, goals, boxes, clearance)
  const goalAt = new Map<number, Port[]>()
  for (const g of goals) {
    const n = mesh.node(step(g, clearance))
    if (n >= 0) goalAt.set(n, [...(goalAt.get(n) ?? []), g])
  }
  if (goalAt.size === 0) return null
  return search(mesh, starts, goalAt, clearance, boxes.length > crowded ? 2 : 1)
}

const step = (p: Port, by: number): Point => ({ x: p.at.x + p.out.x * by, y: p.at.y + p.out.y * by })

interface Mesh {
  xs: number[]
  ys: number[]
  /** Whether the piece of line from a node to the right, or downwards, is closed. */
  closedRight: Uint8Array
  closedDown: Uint8Array
  closed: Uint8Array
  node: (p: Point) => number
}

function indices(values: number[]): { list: number[]; at: Map<number, number> } {
  const list = [...new Set(values)].sort((a, b) => a - b)
  return { list, at: new Map(list.map((v, i) => [v, i])) }
}

/** The first index whose value is greater than v, or equal if equal counts. */
function firstAfter(list: readonly number[], v: number, equal: boolean): number {
  let low = 0
  let high = list.length
  while (low < high) {
    const mid = (low + high) >> 1
    const x = list[mid] ?? 0
    if (x > v || (equal && x === v)) high = mid
    else low = mid + 1
  }
  return low
}

function meshOf(starts: readonly Port[], goals: readonly Port[], boxes: readonly Rect[], c: number): Mesh {
  const px: number[] = []
  const py: number[] = []
  for (const port of [...starts, ...goals]) {
    const p = step(port, c)
    px.push(p.x)
    py.push(p.y)
  }
  for (const b of boxes) {
    px.push(b.x - c, right(b) + c)
    py.push(b.y - c, bottom(b) + c)
  }
  const { list: xs, at: xAt } = indices(px)
  const { list: ys, at: yAt } = indices(py)
  const w = xs.length
  const closedRight = new Uint8Array(w * ys.length)
  const closedDown = new Uint8Array(w * ys.length)
  const closed = new Uint8Array(w * ys.length)
  for (const b of boxes) {
    const x0 = firstAfter(xs, b.x - c, true)
    const x1 = firstAfter(xs, right(b) + c, true)
    const y0 = firstAfter(ys, b.y - c, true)
    const y1 = firstAfter(ys, bottom(b) + c, true)
    for (let y = y0; y <= y1 && y < ys.length; y++) {
      for (let x = x0; x <= x1 && x < w; x++) {
        const i = y * w + x
        if (y > y0 && y < y1 && x < x1) closedRight[i] = 1
        if (x > x0 && x < x1 && y < y1) closedDown[i] = 1
        if (x > x0 && x < x1 && y > y0 && y < y1) closed[i] = 1
      }
    }
  }
  const node = (p: Point) => {
    const x = xAt.get(p.x)
    const y = yAt.get(p.y)
    if (x === undefined || y === undefined) return -1
    const i = y * w + x
    return closed[i] ? -1 : i
  }
  return { xs, ys, closedRight, closedDown, closed, node }
}

// Directions: 0 right, 1 down, 2 left, 3 up.
const directionOf = (p: Point): number => (p.x > 0 ? 0 : p.y > 0 ? 1 : p.x < 0 ? 2 : 3)

function search(
  mesh: Mesh,
  starts: readonly Port[],
  goalAt: ReadonlyMap<number, Port[]>,
  clearance: number,
  haste: number,
): Point[] | null {
  const { xs, ys } = mesh
  const w = xs.length
  const total = w * ys.length * 4
  const cost = new Float64Array(total).fill(Infinity)
  const before = new Int32Array(total).fill(-1)
  const fromPort = new Map<number, Port>()
  const heap = new Heap()
  const goals = [...goalAt.keys()].map((n) => ({ x: xs[n % w] ?? 0, y: ys[Math.floor(n / w)] ?? 0 }))
  const low = { x: Math.min(...goals.map((g) => g.x)), y: Math.min(...goals.map((g) => g.y)) }
  const high = { x: Math.max(...goals.map((g) => g.x)), y: Math.max(...goals.map((g) => g.y)) }
  // The way to the box around all goals: never more than is left, but in haste.
  const ahead = (n: number) => {
    const column = n % w
    const x = xs[column] ?? 0
    const y = ys[(n - column) / w] ?? 0
    return haste * (Math.max(low.x - x, x - high.x, 0) + Math.max(low.y - y, y - high.y, 0))
  }
  for (const port of starts) {
    const n = mesh.node(step(port, clearance))
    if (n < 0) continue
    const state = n * 4 + directionOf(port.out)
    if (port.cost < (cost[state] ?? Infinity)) {
      cost[state] = port.cost
      fromPort.set(state, port)
      heap.push(state, port.cost + ahead(n))
    }
  }
  let best = Infinity
  let end: { state: number; port: Port } | null = null
  for (let state = heap.pop(); state >= 0; state = heap.pop()) {
    const so = cost[state] ?? Infinity
    const n = state >> 2
    const d = state & 3
    if (so + ahead(n) >= best) break
    for (const port of goalAt.get(n) ?? []) {
      const arrives = (directionOf(port.out) + 2) % 4
      const whole = so + port.cost + (arrives === d ? 0 : (arrives + 2) % 4 === d ? 3 * cornerCost : cornerCost)
      if (whole < best) {
        best = whole
        end = { state, port }
      }
    }
    const x = n % w
    const y = (n - x) / w
    for (let turn = 0; turn < 4; turn++) {
      if ((turn + 2) % 4 === d) continue
      const next = turn === 0 ? n + 1 : turn === 1 ? n + w : turn === 2 ? n - 1 : n - w
      if ((turn === 0 && x + 1 >= w) || (turn === 2 && x === 0) || (turn === 1 && y + 1 >= ys.length) || (turn === 3 && y === 0))
        continue
      const shut =
        turn === 0
          ? mesh.closedRight[n]
          : turn === 1
            ? mesh.closedDown[n]
            : turn === 2
              ? mesh.closedRight[next]
              : mesh.closedDown[next]
      if (shut || mesh.closed[next]) continue
      const length =
        turn % 2 === 0 ? Math.abs((xs[next % w] ?? 0) - (xs[x] ?? 0)) : Math.abs((ys[Math.floor(next / w)] ?? 0) - (ys[y] ?? 0))
      const sum = so + length + (turn === d ? 0 : cornerCost)
      const to = next * 4 + turn
      if (sum < (cost[to] ?? Infinity) - 1e-9) {
        cost[to] = sum
        before[to] = state
        heap.push(to, sum + ahead(next))
      }
    }
  }
  if (!end) return null
  const points: Point[] = [end.port.at]
  let at = end.state
  for (;;) {
    const n = at >> 2
    points.push({ x: xs[n % w] ?? 0, y: ys[Math.floor(n / w)] ?? 0 })
    const previous = before[at] ?? -1
    if (previous < 0) break
    at = previous
  }
  const start = fromPort.get(at)
  if (start) points.push(start.at)
  return straightened(points.reverse())
}

/** The same line without points that lie on the way from one to the next. */
export function straightened(points: readonly Point[]): Point[] {
  const out: Point[] = []
  for (const p of points) {
    const b = out.at(-1)
    if (b && b.x === p.x && b.y === p.y) continue
    const a = out.at(-2)
    const between =
      a &&
      b &&
      ((a.x === b.x && b.x === p.x && (b.y - a.y) * (p.y - b.y) > 0) ||
        (a.y === b.y && b.y === p.y && (b.x - a.x) * (p.x - b.x) > 0))
    if (between) out.pop()
    out.push({ x: p.x, y: p.y })
  }
  return out
}

/** A binary heap of states by cost; equal costs come out in the order they went in. */
class Heap {
  private states: number[] = []
  private costs: number[] = []
  private turns: number[] = []
  private count = 0

  push(state: number, cost: number) {
    let i = this.states.length
    this.states.push(state)
    this.costs.push(cost)
    this.turns.push(this.count++)
    while (i > 0) {
      const up = (i - 1) >> 1
      if (!this.less(i, up)) break
      this.swap(i, up)
      i = up
    }
  }

  pop(): number {
    const first = this.states[0]
    if (first === undefined) return -1
    const last = this.states.length - 1
    this.swap(0, last)
    this.states.pop()
    this.costs.pop()
    this.turns.pop()
    for (let i = 0; ;) {
      const l = 2 * i + 1
      const r = l + 1
      let least = i
      if (l < last && this.less(l, least)) least = l
      if (r < last && this.less(r, least)) least = r
      if (least === i) break
      this.swap(i, least)
      i = least
    }
    return first
  }

  private less(a: number, b: number): boolean {
    const d = (this.costs[a] ?? 0) - (this.costs[b] ?? 0)
    return d < 0 || (d === 0 && (this.turns[a] ?? 0) < (this.turns[b] ?? 0))
  }

  private swap(a: number, b: number) {
    for (const list of [this.states, this.costs, this.turns]) {
      const x = list[a] ?? 0
      list[a] = list[b] ?? 0
      list[b] = x
    }
  }
}
