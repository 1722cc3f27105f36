/** The answers of the API that the diagram is made of, with the user's own edits on top. */
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api, read } from '../../api/client'
import { outbox } from '../../api/editing'
import type { View } from '../../api/project'
import { findingsQuery, levelsQuery, suspectLinksQuery } from '../../api/queries'
import { withPending } from '../../domain/pending'
import type { ItemLike } from '../../domain/op'
import { useStore } from '../../lib/use-store'
import { sceneOf, type Scene } from '../../diagram/model'

type Item = ItemLike & { kind: string }

const kinds = ['zone', 'conduit', 'channel', 'asset']

/** All items of a picture, page by page. */
async function allItems(view: View, signal: AbortSignal): Promise<{ items: Item[]; commit: number }> {
  const items: Item[] = []
  let cursor: string | undefined
  for (;;) {
    const page = await read(() =>
      api.GET('/api/v1/projects/{project}/items', {
        params: { path: { project: view.project }, query: { ...view.query, kind: kinds, limit: 10_000, cursor } },
        signal,
      }),
    )
    items.push(...(page.items as unknown as Item[]))
    if (page.next === '') return { items, commit: page.state.commit }
    cursor = page.next
  }
}

export interface DiagramData {
  scene: Scene | null
  items: readonly Item[]
  error: Error | null
}

/** The scene of a state. It stays the same object while nothing in it changes. */
export function useDiagramData(view: View): DiagramData {
  const found = useQuery({
    queryKey: ['project', view.project, 'state', view.key, 'diagram'],
    queryFn: ({ signal }) => allItems(view, signal),
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  })
  const levels = useQuery(levelsQuery(view))
  const findings = useQuery(findingsQuery(view))
  const suspects = useQuery(suspectLinksQuery(view))
  const edits = useStore(outbox.list)
  const items = useMemo(() => {
    const mine = edits.filter((e) => e.project === view.project)
    if (!found.data || mine.length === 0 || view.at.kind !== 'head') return found.data?.items ?? []
    return found.data.items.map((i) => withPending(i, found.data.commit, mine))
  }, [found.data, edits, view])
  const scene = useMemo(() => {
    if (!found.data) return null
    return sceneOf({
      items: items,
      levels: levels.data?.places ?? [],
      findings: findings.data?.findings ?? [],
      suspects: suspects.data?.links ?? [],
    })
  }, [found.data, items, levels.data, findings.data, suspects.data])
  return { scene, items, error: found.error ?? levels.error }
}
