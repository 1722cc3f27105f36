/** What differs between two scenes, as lines to read and to step through. */
import { compareKeys } from '../../domain/key'
import type { Scene } from '../model'
import type { Mark, SceneDiff } from '../scene-diff'

/** One thing that differs. */
export interface Difference {
  key: string
  kind: 'zone' | 'conduit' | 'channel' | 'asset'
  title: string
  mark: Mark
  /** The zones it moved between; null for outside all. */
  moved: { from: string | null; to: string | null } | null
  /** Names of what else changed. */
  facets: string[]
}

/** The signs in the order of the legend. */
export const marks: readonly Mark[] = ['+', '-', '>', '~']

const kinds = ['zone', 'conduit', 'channel', 'asset'] as const

/** All differences: by sign, then by kind, then by key. */
export function differences(before: Scene, after: Scene, diff: SceneDiff): Difference[] {
  const out: Difference[] = []
  const placeIn = (scene: Scene, key: string) => scene.assets.get(key)?.place ?? scene.zones.get(key)?.parent ?? null
  for (const [key, mark] of diff.marks) {
    const { both } = diff
    const kind = both.zones.has(key) ? 'zone' : both.conduits.has(key) ? 'conduit' : both.channels.has(key) ? 'channel' : 'asset'
    const item = both.zones.get(key) ?? both.conduits.get(key) ?? both.channels.get(key) ?? both.assets.get(key)
    const reasons = diff.reasons.get(key) ?? []
    const moved = mark === '>' ? { from: placeIn(before, key), to: placeIn(after, key) } : null
    const facets = reasons.filter((r) => r !== 'in' && r !== 'within')
    out.push({ key, kind, title: item?.title ?? key, mark, moved, facets })
  }
  const rank = (d: Difference) => marks.indexOf(d.mark) * 10 + kinds.indexOf(d.kind)
  return out.sort((a, b) => rank(a) - rank(b) || compareKeys(a.key, b.key))
}

/** How many differences there are of each sign. */
export function counts(list: readonly Difference[]): Record<Mark, number> {
  const out: Record<Mark, number> = { '+': 0, '-': 0, '>': 0, '~': 0 }
  for (const d of list) out[d.mark]++
  return out
}
