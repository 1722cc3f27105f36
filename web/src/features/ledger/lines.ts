/** The lines of the timeline and where each stands, so that only those in sight are drawn. */

export interface CommitLike {
  number: number
  time: string
}

export type Line<C extends CommitLike> =
  | { is: 'day'; day: string; key: string; height: number }
  | { is: 'mark'; baseline: string; title: string; commit: number; key: string; height: number }
  | { is: 'commit'; commit: C; key: string; height: number }

export interface Mark {
  key: string
  title: string
  commit: number
}

export const heights = { day: 26, mark: 28, commit: 56 }

/** Days, baselines and commits in one column, the newest first. dayOf gives the day of a moment where the reader is. */
export function timelineLines<C extends CommitLike>(
  commits: readonly C[],
  marks: readonly Mark[],
  dayOf: (moment: string) => string,
): Line<C>[] {
  const at = new Map<number, Mark[]>()
  for (const mark of marks) at.set(mark.commit, [...(at.get(mark.commit) ?? []), mark])
  const out: Line<C>[] = []
  let day = ''
  for (const commit of commits) {
    const now = dayOf(commit.time)
    if (now !== day) out.push({ is: 'day', day: now, key: `day ${now} ${commit.number}`, height: heights.day })
    day = now
    for (const m of at.get(commit.number) ?? [])
      out.push({ is: 'mark', baseline: m.key, title: m.title, commit: m.commit, key: `mark ${m.key}`, height: heights.mark })
    out.push({ is: 'commit', commit, key: `commit ${commit.number}`, height: heights.commit })
  }
  return out
}

/** Where each line begins, and at last where all end. */
export function tops(lines: readonly { height: number }[]): number[] {
  const out = [0]
  for (const line of lines) out.push(out.at(-1)! + line.height)
  return out
}

/** The lines between two heights, as first and one behind the last, with some beyond on both sides. */
export function inSight(offsets: readonly number[], top: number, height: number, more = 6): [number, number] {
  const count = offsets.length - 1
  const find = (y: number) => {
    let low = 0
    let high = count
    while (low < high) {
      const mid = (low + high) >> 1
      if (offsets[mid + 1]! <= y) low = mid + 1
      else high = mid
    }
    return low
  }
  return [Math.max(0, find(top) - more), Math.min(count, find(top + height) + 1 + more)]
}
