/**
 * Spreads blocks from left to right over the bands they stand in: each near
 * what it is joined with, none on another. A band that would be too wide is
 * folded into shelves.
 */
import type { Work } from '../data/sliced'

export interface Slot {
  key: string
  /** Indices of the bands it stands in, from the top. */
  first: number
  last: number
  width: number
}

export interface Spots {
  x: (key: string) => number
  /** The shelf of a band that a block stands on; null if it is not in the band. */
  shelfOf: (key: string, band: number) => number | null
}

interface Span {
  from: number
  to: number
}

/** Finds a place for each block. */
export function* spread(
  slots: readonly Slot[],
  joined: ReadonlyMap<string, ReadonlyMap<string, number>>,
  bands: number,
  gap: number,
): Work<Spots> {
  const widths = Array.from({ length: bands }, (_, b) =>
    slots.filter((s) => s.first <= b && b <= s.last).reduce((sum, s) => sum + s.width + gap, 0),
  )
  const area = widths.reduce((sum, w) => sum + w, 0)
  const most = Math.max(1800, Math.sqrt(area * 420) * 1.4, ...slots.map((s) => s.width))
  const shelves = widths.map((w) => Math.max(1, Math.ceil(w / most)))
  const taken: Span[][][] = shelves.map((n) => Array.from({ length: n }, () => []))
  const found = new Map<string, { x: number; width: number; shelf: number; slot: Slot }>()
  const ranges = (slot: Slot, shelf: number): Span[][] => {
    const out: Span[][] = []
    for (let b = slot.first; b <= slot.last; b++) {
      const all = taken[b] ?? []
      if (slot.first === slot.last) out.push(...all.slice(shelf, shelf + 1))
      else if (b === slot.first) out.push(...all.slice(-1))
      else if (b === slot.last) out.push(...all.slice(0, 1))
      else out.push(...all)
    }
    return out
  }
  for (const slot of yield* inOrder(slots, joined)) {
    yield
    const wish = wished(slot, joined.get(slot.key), found)
    let best: { x: number; shelf: number; cost: number } | null = null
    const count = slot.first === slot.last ? (shelves[slot.first] ?? 1) : 1
    for (let shelf = 0; shelf < count; shelf++) {
      const spans = ranges(slot, shelf).flat()
      for (const x of candidates(slot, wish, spans, gap)) {
        if (spans.some((s) => x < s.to + gap && x + slot.width + gap > s.from)) continue
        const reach = Math.max(0, x + slot.width - most, -x - most / 2)
        const cost = Math.abs(x - wish) + reach * 4 + shelf * 200
        if (!best || cost < best.cost - 0.001) best = { x, shelf, cost }
      }
    }
    const spot = best ?? { x: 0, shelf: 0 }
    found.set(slot.key, { x: spot.x, width: slot.width, shelf: spot.shelf, slot })
    for (const list of ranges(slot, spot.shelf)) list.push({ from: spot.x, to: spot.x + slot.width })
  }
  const left = Math.min(0, ...[...found.values()].map((f) => f.x))
  return {
    x: (key) => (found.get(key)?.x ?? 0) - left,
    shelfOf: (key, band) => {
      const f = found.get(key)
      if (!f || band < f.slot.first || band > f.slot.last) return null
      if (f.slot.first === f.slot.last) return f.shelf
      return band === f.slot.first ? (shelves[band] ?? 1) - 1 : 0
    },
  }
}

/** What spans bands first, as it has least choice; then always what is joined most with what stands already. */
function* inOrder(slots: readonly Slot[], joined: ReadonlyMap<string, ReadonlyMap<string, number>>): Work<Slot[]> {
  const rest = [...slots]
  const out: Slot[] = []
  const degrees = new Map(slots.map((s) => [s.key, [...(joined.get(s.key)?.values() ?? [])].reduce((a, b) => a + b, 0)]))
  const met = new Map<string, number>()
  const degree = (s: Slot) => degrees.get(s.key) ?? 0
  const known = (s: Slot) => met.get(s.key) ?? 0
  while (rest.length > 0) {
    yield
    let best = 0
    rest.forEach((s, i) => {
      const b = rest[best] as Slot
      const order = s.last - s.first - (b.last - b.first) || known(s) - known(b) || degree(s) - degree(b)
      if (order > 0) best = i
    })
    const [next] = rest.splice(best, 1)
    if (!next) break
    out.push(next)
    for (const [key, n] of joined.get(next.key) ?? []) met.set(key, (met.get(key) ?? 0) + n)
  }
  return out
}

function wished(
  slot: Slot,
  joined: ReadonlyMap<string, number> | undefined,
  found: ReadonlyMap<string, { x: number; width: number }>,
): number {
  let sum = 0
  let weight = 0
  for (const [key, n] of joined ?? []) {
    const f = found.get(key)
    if (!f) continue
    sum += (f.x + f.width / 2) * n
    weight += n
  }
  if (weight > 0) return sum / weight - slot.width / 2
  return 0
}

function candidates(slot: Slot, wish: number, spans: readonly Span[], gap: number): number[] {
  const out = [Math.round(wish)]
  for (const s of spans) out.push(s.to + gap, s.from - gap - slot.width)
  return out.sort((a, b) => Math.abs(a - wish) - Math.abs(b - wish) || b - a)
}
