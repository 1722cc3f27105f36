/** What differs between two scenes, for a picture of before and after. */
import { compareKeys } from '../domain/key'
import type { Scene } from './model'

/** Added, changed, removed, or moved into another zone. */
export type Mark = '+' | '~' | '-' | '>'

export interface SceneDiff {
  /** What to write at each key that differs. */
  marks: Map<string, Mark>
  /** Why a key is marked ~ or >, as names of what changed. */
  reasons: Map<string, string[]>
  /** Both scenes in one: what is new and what is gone. What moved is where it is after. */
  both: Scene
}

type Item = { key: string; title: string }

/** Compares. Retired things count as gone. */
export function sceneDiff(before: Scene, after: Scene): SceneDiff {
  const marks = new Map<string, Mark>()
  const reasons = new Map<string, string[]>()
  const both: Scene = {
    zones: new Map(),
    conduits: new Map(),
    channels: new Map(),
    assets: new Map(),
    awaited: 0,
    unplaced: after.unplaced,
  }
  const compare = <T extends Item>(
    a: Map<string, T>,
    b: Map<string, T>,
    into: Map<string, T>,
    facets: Record<string, (item: T) => unknown>,
  ) => {
    for (const [key, item] of b) {
      into.set(key, item)
      const old = a.get(key)
      if (!old) marks.set(key, '+')
      else {
        const changed = Object.keys(facets).filter(
          (name) => JSON.stringify(facets[name]?.(old)) !== JSON.stringify(facets[name]?.(item)),
        )
        if (changed.length > 0) {
          marks.set(key, changed.includes('in') || changed.includes('within') ? '>' : '~')
          reasons.set(key, changed)
        }
      }
    }
    for (const [key, item] of a) {
      if (b.has(key)) continue
      into.set(key, item)
      marks.set(key, '-')
    }
  }
  const levels = (x: { levels: unknown }) => x.levels
  compare(before.zones, after.zones, both.zones, {
    title: (z) => z.title,
    type: (z) => z.type,
    purdue: (z) => z.purdue,
    within: (z) => z.parent,
    levels,
  })
  compare(before.conduits, after.conduits, both.conduits, { title: (c) => c.title, connects: (c) => c.ends, levels })
  compare(before.channels, after.channels, both.channels, {
    title: (c) => c.title,
    ends: (c) => [c.from, c.to],
    via: (c) => c.via,
    protocol: (c) => c.protocol,
  })
  compare(before.assets, after.assets, both.assets, {
    title: (a) => a.title,
    in: (a) => a.place,
    function: (a) => a.function,
    legacy: (a) => a.legacy,
  })
  keepRemoved(both, marks)
  return { marks, reasons, both }
}

/** Puts what is gone back into the lists of what is still there, so that it is drawn. */
function keepRemoved(both: Scene, marks: ReadonlyMap<string, Mark>) {
  const gone = [...both.assets.values()].filter((a) => marks.get(a.key) === '-')
  for (const zone of both.zones.values()) {
    const children = [...both.zones.values()].filter((z) => z.parent === zone.key).map((z) => z.key)
    const assets = [...zone.assets, ...gone.map((a) => a.key)].filter(
      (k, i, all) => both.assets.get(k)?.place === zone.key && all.indexOf(k) === i,
    )
    both.zones.set(zone.key, { ...zone, children: children.sort(compareKeys), assets })
  }
}
