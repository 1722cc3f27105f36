import { useInfiniteQuery, useQueryClient, type InfiniteData } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import type { TimelinePage } from '../../api/documents'
import { newestCommits, timelineQuery, type TimelineFilter } from '../../api/history-queries'
import { useProject } from '../../api/project'
import { isNow } from '../../domain/state-ref'

/** Beyond this many new commits the list is read anew. */
const mostNew = 500

/** The timeline as far as it is loaded; commits that others make come in above without moving what is read. */
export function useTimeline(filter: TimelineFilter) {
  const { view, head } = useProject()
  const queries = useQueryClient()
  const options = timelineQuery(view, filter)
  const query = useInfiniteQuery(options)
  const key = options.queryKey
  const newest = query.data?.pages[0]?.state.commit
  useEffect(() => {
    if (newest === undefined || !isNow(view.at) || head.commit <= newest) return
    const missing = head.commit - newest
    if (missing > mostNew) {
      void queries.resetQueries({ queryKey: key })
      return
    }
    const stop = new AbortController()
    newestCommits(view, filter, missing, stop.signal).then(
      (page) =>
        queries.setQueryData<InfiniteData<TimelinePage, string>>(key, (before) => {
          const first = before?.pages[0]
          if (!before || !first || first.state.commit >= page.state.commit) return before
          const added = page.commits.filter((c) => c.number > first.state.commit)
          return {
            ...before,
            pages: [{ ...first, state: page.state, commits: [...added, ...first.commits] }, ...before.pages.slice(1)],
          }
        }),
      () => undefined, // the next commit tries again
    )
    return () => stop.abort()
    // The key says all that view and filter do.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [newest, head.commit, JSON.stringify(key)])
  const commits = useMemo(() => query.data?.pages.flatMap((p) => p.commits) ?? [], [query.data])
  const lookedTo = query.data?.pages.at(-1)?.looked_to ?? 0
  return { ...query, commits, lookedTo }
}
