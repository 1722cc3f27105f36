/** What people say about items. */

interface Said {
  item: string
  kind: string
  resolved_at?: string
}

/** Whether something waits for an answer: a question, an issue or a proposed change that nobody settled. */
export const isOpenPoint = (c: Said): boolean => c.kind !== 'comment' && c.resolved_at === undefined

/** How many open points each item has. */
export function openPoints(comments: readonly Said[]): ReadonlyMap<string, number> {
  const out = new Map<string, number>()
  for (const c of comments) if (isOpenPoint(c)) out.set(c.item, (out.get(c.item) ?? 0) + 1)
  return out
}
