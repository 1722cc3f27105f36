/** Where the arrow keys lead from one thing to the next. */
import { centre, type Point, type Rect } from '../geometry'

export type Direction = 'left' | 'right' | 'up' | 'down'

/** The nearest box in a direction; what lies straight ahead counts nearer than what lies aside. Null at the rim. */
export function neighbour(boxes: ReadonlyMap<string, Rect>, from: string, direction: Direction): string | null {
  const box = boxes.get(from)
  if (!box) return null
  const c = centre(box)
  let best: string | null = null
  let least = Infinity
  for (const [key, other] of boxes) {
    if (key === from) continue
    const d = ahead(c, centre(other), direction)
    if (d.along <= 2) continue
    const cost = d.along + 2.5 * d.aside
    if (cost < least) {
      least = cost
      best = key
    }
  }
  return best
}

function ahead(a: Point, b: Point, direction: Direction): { along: number; aside: number } {
  const dx = b.x - a.x
  const dy = b.y - a.y
  switch (direction) {
    case 'left':
      return { along: -dx, aside: Math.abs(dy) }
    case 'right':
      return { along: dx, aside: Math.abs(dy) }
    case 'up':
      return { along: -dy, aside: Math.abs(dx) }
    case 'down':
      return { along: dy, aside: Math.abs(dx) }
  }
}

/** All keys as they are read: by rows from the top, zones before what is in them. */
export function readingOrder(boxes: ReadonlyMap<string, Rect>): string[] {
  return [...boxes.keys()].sort((a, b) => {
    const p = boxes.get(a) as Rect
    const q = boxes.get(b) as Rect
    return p.y - q.y || p.x - q.x || (a < b ? -1 : 1)
  })
}
