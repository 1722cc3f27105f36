/** What compensating asks: all countermeasures, what stands in some places, how far the compensations of a place come. */
import { queryOptions } from '@tanstack/react-query'
import { measureOf, type Measure } from '../domain/compensation'
import { compareKeys } from '../domain/key'
import { api, read } from './client'
import type { View } from './project'

const stateOf = (view: View) => ['project', view.project, 'state', view.key] as const

/** All countermeasures with what they satisfy and compensate, in order of keys. */
export const measuresQuery = (view: View) =>
  queryOptions({
    queryKey: [...stateOf(view), 'measures'],
    staleTime: Infinity,
    queryFn: async ({ signal }): Promise<Measure[]> => {
      const out: Measure[] = []
      let cursor: string | undefined
      do {
        const page = await read(() =>
          api.GET('/api/v1/projects/{project}/items', {
            params: {
              path: { project: view.project },
              query: { ...view.query, kind: ['countermeasure'], limit: 1000, cursor },
            },
            signal,
          }),
        )
        out.push(...page.items.map(measureOf))
        cursor = page.next
      } while (cursor)
      return out.sort((a, b) => compareKeys(a.key, b.key))
    },
  })

const literal = (text: string) => `"${text.replace(/[\\"]/g, '\\$&')}"`

/** The keys of places and of the assets in them. */
export const membersQuery = (view: View, places: readonly string[]) =>
  queryOptions({
    queryKey: [...stateOf(view), 'members', ...places],
    staleTime: Infinity,
    queryFn: async ({ signal }): Promise<ReadonlySet<string>> => {
      const filter = places.map((p) => `linked("in", ${literal(p)})`).join(' or ')
      const page = await read(() =>
        api.GET('/api/v1/projects/{project}/items', {
          params: { path: { project: view.project }, query: { ...view.query, kind: ['asset'], filter, limit: 5000 } },
          signal,
        }),
      )
      return new Set([...places, ...page.items.map((i) => i.key)])
    },
  })

/** How far the furthest compensation of each row of a place comes. */
export const compensatedQuery = (view: View, place: string) =>
  queryOptions({
    queryKey: [...stateOf(view), 'place', place, 'compensated'],
    staleTime: Infinity,
    queryFn: ({ signal }) =>
      read(() =>
        api.GET('/api/v1/projects/{project}/gaps', {
          params: { path: { project: view.project }, query: { ...view.query, place: [place], top: 1 } },
          signal,
        }),
      ).then((gaps) => gaps.compensated),
  })
