/** Where the keys and names of conduits stand: on their line, where they hide least. */
import { bottom, right, shared, type Point, type Rect } from '../geometry'
import { headHeight } from '../layout/sizes'
import { fitted, textWidth } from '../text-width'
import type { Ground } from './ground'
import type { Route } from './route'

export interface LabelWish {
  key: string
  title: string
  /** Room for a sign behind the text. */
  sign: boolean
}

export interface Label {
  /** The pill. */
  rect: Rect
  /** The name in the pill, or under it, or nowhere. */
  name: string
  place: 'in' | 'under' | 'none'
}

export const pillHeight = 24
const most = 250

/** Places labels, those of longer lines last, as they have more choice. Those that are kept stay where they are. */
export function labels(
  routes: ReadonlyMap<string, Route>,
  wishes: readonly LabelWish[],
  ground: Ground,
  kept: ReadonlyMap<string, Label> = new Map(),
): Map<string, Label> {
  const out = new Map<string, Label>()
  const field = new Field()
  for (const [key, box] of ground.boxes) {
    if (!ground.isZone(key)) field.add(box, 6)
    else {
      field.add({ x: box.x, y: box.y, w: box.w, h: headHeight - 8 }, 5)
      for (const edge of edges(box)) field.add(edge, 2)
    }
  }
  const take = (key: string, label: Label) => {
    out.set(key, label)
    field.add(label.place === 'under' ? { ...label.rect, h: label.rect.h + 16 } : label.rect, 8)
  }
  for (const [key, label] of kept) take(key, label)
  const length = (key: string) => lengthOf(routes.get(key)?.lines[0]?.points ?? [])
  for (const wish of [...wishes].sort((a, b) => length(a.key) - length(b.key) || (a.key < b.key ? -1 : 1))) {
    const line = routes.get(wish.key)?.lines[0]
    if (!line || line.points.length < 2 || kept.has(wish.key)) continue
    take(wish.key, best(wish, line.points, field))
  }
  return out
}

function edges(b: Rect): Rect[] {
  return [
    { x: b.x - 2, y: b.y, w: 4, h: b.h },
    { x: right(b) - 2, y: b.y, w: 4, h: b.h },
    { x: b.x, y: b.y - 2, w: b.w, h: 4 },
    { x: b.x, y: bottom(b) - 2, w: b.w, h: 4 },
  ]
}

const lengthOf = (points: readonly Point[]): number =>
  points.reduce(
    (sum, p, i) => sum + (i > 0 ? Math.abs(p.x - (points[i - 1]?.x ?? 0)) + Math.abs(p.y - (points[i - 1]?.y ?? 0)) : 0),
    0,
  )

/** The width of a pill without a name. */
export const shortWidth = (wish: LabelWish): number =>
  Math.ceil(10 + 14 + 6 + textWidth(wish.key, 11, true) + 10 + (wish.sign ? 19 : 0))

function best(wish: LabelWish, points: readonly Point[], field: Field): Label {
  const small = shortWidth(wish)
  const name = fitted(wish.title, 12, most - small)
  const full = small + 6 + Math.ceil(textWidth(name, 12))
  let found: { label: Label; cost: number } | null = null
  const longest = Math.max(...points.map((p, i) => (i > 0 ? pieceLength(points[i - 1] as Point, p) : 0)))
  for (let i = 1; i < points.length; i++) {
    const p = points[i - 1] as Point
    const q = points[i] as Point
    const length = pieceLength(p, q)
    const level = p.y === q.y
    for (const share of [0.5, 0.3, 0.7, 0.15, 0.85]) {
      const x = p.x + (q.x - p.x) * share
      const y = p.y + (q.y - p.y) * share
      const far = Math.abs(share - 0.5) * 60 + (longest - length) * 0.3
      const at = (w: number): Rect => ({ x: Math.round(x - w / 2), y: Math.round(y - pillHeight / 2), w, h: pillHeight })
      const tries: Label[] = [{ rect: at(full), name, place: 'in' }]
      const under = level ? fitted(wish.title, 11, Math.max(length - 12, small)) : ''
      if (under.length > 4) tries.push({ rect: at(small), name: under, place: 'under' })
      tries.push({ rect: at(small), name: '', place: 'none' })
      for (const label of tries) {
        const whole = label.place === 'under' ? underRect(label) : label.rect
        const fits = level && length < whole.w + 8 ? (whole.w + 8 - length) * 8 : 0
        const cost = field.cost(whole) + fits + far + (label.place === 'none' ? 300 : label.place === 'under' ? 120 : 0)
        if (!found || cost < found.cost) found = { label, cost }
      }
    }
  }
  return (
    found?.label ?? { rect: { x: points[0]?.x ?? 0, y: points[0]?.y ?? 0, w: small, h: pillHeight }, name: '', place: 'none' }
  )
}

const pieceLength = (p: Point, q: Point): number => Math.abs(p.x - q.x) + Math.abs(p.y - q.y)

function underRect(label: Label): Rect {
  const w = Math.max(label.rect.w, textWidth(label.name, 11))
  return { x: label.rect.x + label.rect.w / 2 - w / 2, y: label.rect.y, w, h: label.rect.h + 16 }
}

/** Boxes with weights, found by place. */
class Field {
  private readonly cells = new Map<string, { rect: Rect; weight: number }[]>()
  private readonly size = 240

  add(rect: Rect, weight: number) {
    this.each(rect, (name) => {
      const list = this.cells.get(name)
      if (list) list.push({ rect, weight })
      else this.cells.set(name, [{ rect, weight }])
    })
  }

  /** The weighted area that a box would hide. */
  cost(rect: Rect): number {
    const seen = new Set<object>()
    let sum = 0
    this.each(rect, (name) => {
      for (const e of this.cells.get(name) ?? []) {
        if (seen.has(e.rect)) continue
        seen.add(e.rect)
        sum += shared(rect, e.rect) * e.weight
      }
    })
    return sum
  }

  private each(r: Rect, visit: (cell: string) => void) {
    for (let x = Math.floor(r.x / this.size); x <= Math.floor(right(r) / this.size); x++)
      for (let y = Math.floor(r.y / this.size); y <= Math.floor(bottom(r) / this.size); y++) visit(`${x} ${y}`)
  }
}
