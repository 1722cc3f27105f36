/** The gap list in the order in which it is worth looking at. */
import type { Gap, RowWhy } from '../../api/documents'

export const nameOfGap = (gap: Pick<Gap, 'place' | 'fr'>): string => `${gap.place}.${gap.fr}`

/** The largest first: by rows to do, then by levels, then by place. */
export const sorted = (gaps: readonly Gap[]): Gap[] =>
  [...gaps].sort((a, b) => b.rows.length - a.rows.length || b.gap - a.gap || (nameOfGap(a) < nameOfGap(b) ? -1 : 1))

/** Whether nobody has said anything about a row yet. */
export const isOpen = (row: RowWhy): boolean => (row.assessment ?? 'not assessed') === 'not assessed'

/** The allocations of the same row in other places that are open as well. */
export function others(gaps: readonly Gap[], gap: Gap, row: RowWhy): { place: string; allocation: string }[] {
  return gaps
    .filter((g) => g.place !== gap.place && g.fr === gap.fr)
    .flatMap((g) =>
      g.rows.filter((r) => r.row === row.row && isOpen(r)).map((r) => ({ place: g.place, allocation: r.allocation ?? '' })),
    )
    .filter((x) => x.allocation !== '')
}

/** How often each thing is waited for, the most frequent first. */
export function waits(rows: readonly RowWhy[]): [string, number][] {
  const counts = new Map<string, number>()
  for (const r of rows) {
    const what = isOpen(r) ? 'not assessed' : r.assessment === 'met' ? (r.chain ?? 'met') : (r.assessment ?? '')
    counts.set(what, (counts.get(what) ?? 0) + 1)
  }
  return [...counts].sort((a, b) => b[1] - a[1])
}
