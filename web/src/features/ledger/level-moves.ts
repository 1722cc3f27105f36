/** How levels of places moved. */
import type { Vectors } from '../../api/documents'
import type { Fr } from '../../domain/sl'
import { vectorMoves } from './value-diff'

export interface Move {
  of: 'achieved' | 'target' | 'claimed' | 'capability'
  fr: Fr
  from: number
  to: number
  /** Whether the place is better or worse off; a target is neither. */
  tone: 'up' | 'down' | 'plain'
}

const vectors = ['achieved', 'target', 'claimed', 'capability'] as const

/** Everything that moved at a place: what it achieves first. */
export function movesOf(old: Vectors | null | undefined, now: Vectors | null | undefined): Move[] {
  return vectors.flatMap((of) =>
    vectorMoves(old?.[of], now?.[of]).map((m): Move => ({
      of,
      ...m,
      tone: of === 'target' ? 'plain' : m.to > m.from ? 'up' : 'down',
    })),
  )
}

interface Drifting {
  places: readonly { key: string; title: string; points: readonly { commit: number; achieved: readonly number[] }[] }[]
}

/** What SL-A did at each commit: by its number the places and components that rose or fell. */
export function driftMoves(drift: Drifting): Map<number, { place: string; fr: Fr; from: number; to: number }[]> {
  const out = new Map<number, { place: string; fr: Fr; from: number; to: number }[]>()
  for (const place of drift.places)
    place.points.forEach((point, i) => {
      const before = place.points[i - 1]
      if (!before) return
      const moves = vectorMoves(before.achieved, point.achieved).map((m) => ({ place: place.key, ...m }))
      if (moves.length > 0) out.set(point.commit, [...(out.get(point.commit) ?? []), ...moves])
    })
  return out
}
