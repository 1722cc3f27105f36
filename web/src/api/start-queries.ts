/** What the first steps ask for beyond the common queries. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { ItemLike } from '../domain/op'
import { api, read, write } from './client'
import type { View } from './project'

/** Sample plants that a project can begin with. */
export const templatesQuery = () =>
  queryOptions({
    queryKey: ['server', 'templates'],
    queryFn: ({ signal }) => read(() => api.GET('/api/v1/templates', { signal })),
    staleTime: Infinity,
  })

const kinds = ['system', 'zone', 'conduit', 'channel', 'asset', 'risk', 'threat']

/** All items that the first steps are about. */
export const plantQuery = (view: View) =>
  queryOptions({
    queryKey: ['project', view.project, 'state', view.key, 'plant'],
    queryFn: async ({ signal }) => {
      const items: (ItemLike & { kind: string })[] = []
      let cursor: string | undefined
      for (;;) {
        const page = await read(() =>
          api.GET('/api/v1/projects/{project}/items', {
            params: { path: { project: view.project }, query: { ...view.query, kind: kinds, limit: 10_000, cursor } },
            signal,
          }),
        )
        items.push(...(page.items as unknown as (ItemLike & { kind: string })[]))
        if (page.next === '') return { items, commit: page.state.commit }
        cursor = page.next
      }
    },
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  })

/** Puts a target in force; the allocations follow. The name makes a repeated call count once. */
export const approveTarget = (
  project: string,
  place: string,
  decision: { target: number[]; rationale: string; by: string },
  name: string,
) =>
  write(
    (header) =>
      api.POST('/api/v1/projects/{project}/places/{place}/target', {
        params: { path: { project, place }, header },
        body: decision,
      }),
    name,
  )
