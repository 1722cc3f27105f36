/** What links can lead to: keys and titles of the kinds that the columns of a grid know. */
import { useEffect, useMemo, useState } from 'react'
import { api, read } from '../../api/client'
import type { View } from '../../api/project'
import { directoryOf, type Directory, type GridColumn, type Target } from '../../ui/grid/column'

const page = 2000
/** So many items are kept to choose from; beyond that a key has to be typed out. */
const most = 20_000

/** Items of the kinds that shown link columns lead to. Titles that rows brought along are known at once. */
export function useDirectory(
  view: View,
  columns: readonly GridColumn[],
  titles: ReadonlyMap<string, string>,
  version: number,
): Directory {
  const kinds = useMemo(() => [...new Set(columns.flatMap((c) => c.kinds ?? []))].sort(), [columns])
  const [known, setKnown] = useState<{ targets: readonly Target[]; partial: boolean }>({ targets: [], partial: false })
  const question = JSON.stringify([view.project, view.query, view.key, kinds])
  useEffect(() => {
    const stop = new AbortController()
    const load = async () => {
      const found: Target[] = []
      let cursor: string | undefined
      do {
        const answer = await read(
          () =>
            api.GET('/api/v1/projects/{project}/items', {
              params: { path: { project: view.project }, query: { ...view.query, kind: kinds, limit: page, cursor } },
              signal: stop.signal,
            }),
          { signal: stop.signal },
        )
        for (const i of answer.items) found.push({ key: i.key, title: i.title, kind: i.kind })
        cursor = answer.next === '' ? undefined : answer.next
      } while (cursor !== undefined && found.length < most)
      if (!stop.signal.aborted) setKnown({ targets: found, partial: cursor !== undefined })
    }
    if (kinds.length > 0) load().catch(() => undefined) // without it keys are checked by the server
    return () => stop.abort()
  }, [question]) // eslint-disable-line react-hooks/exhaustive-deps -- the question says it all
  return useMemo(() => {
    const items = directoryOf(known.targets)
    return { ...items, partial: known.partial, title: (key) => items.title(key) ?? titles.get(key) }
    // The titles of rows grow with their version.
  }, [known, titles, version]) // eslint-disable-line react-hooks/exhaustive-deps
}
