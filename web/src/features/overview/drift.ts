/** How much of all targets was reached, commit by commit. */
import { levelOf, frs, type Vector } from '../../domain/sl'

interface Point {
  commit: number
  date: string
  target: Vector
  achieved: Vector
  claimed: Vector
}

export interface Share {
  commit: number
  date: string
  /** Levels up to the target that are verified, of all levels of targets; 0 to 1. */
  verified: number
  claimed: number
}

const reached = (target: Vector, v: Vector) => frs.reduce((sum, fr) => sum + Math.min(levelOf(v, fr), levelOf(target, fr)), 0)
const asked = (target: Vector) => frs.reduce((sum, fr) => sum + levelOf(target, fr), 0)

/**
 * One share for each commit in which any place changed. What a place has above
 * its target does not count, and neither does a place without one.
 */
export function shares(places: readonly { points: readonly Point[] }[]): Share[] {
  const days = new Map<number, string>()
  for (const place of places) for (const p of place.points) days.set(p.commit, p.date)
  const out: Share[] = []
  for (const [commit, date] of [...days].sort((a, b) => a[0] - b[0])) {
    let all = 0
    let verified = 0
    let claimed = 0
    for (const place of places) {
      const point = place.points.findLast((p) => p.commit <= commit)
      if (!point) continue
      all += asked(point.target)
      verified += reached(point.target, point.achieved)
      claimed += reached(point.target, point.claimed)
    }
    out.push({ commit, date, verified: all === 0 ? 1 : verified / all, claimed: all === 0 ? 1 : claimed / all })
  }
  return out
}
