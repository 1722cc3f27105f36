/** What the item panel asks beside the item: what a change reaches, what was found, what people say. */
import { keepPreviousData, queryOptions, type QueryClient } from '@tanstack/react-query'
import type { Op } from '../domain/op'
import type { ChangeKind } from '../domain/field'
import { api, call, read } from './client'
import type { View } from './project'

const stateOf = (view: View) => ['project', view.project, 'state', view.key] as const
const ofState = { staleTime: Infinity, placeholderData: keepPreviousData }
const commentsKey = (project: string) => ['project', project, 'comments'] as const

/** What a change of an item would reach, and which levels could fall. */
export const impactQuery = (view: View, item: string, change: ChangeKind) =>
  queryOptions({
    staleTime: Infinity,
    queryKey: [...stateOf(view), 'impact', item, change],
    queryFn: ({ signal }) =>
      read(() =>
        api.GET('/api/v1/projects/{project}/impact', {
          params: { path: { project: view.project }, query: { ...view.query, item: [item], change } },
          signal,
        }),
      ),
  })

/** What would be different after steps that are not made yet. */
export const whatIfQuery = (view: View, ops: readonly Op[]) =>
  queryOptions({
    staleTime: Infinity,
    queryKey: [...stateOf(view), 'what-if', JSON.stringify(ops)],
    queryFn: ({ signal }) =>
      read(() =>
        api.POST('/api/v1/projects/{project}/what-if', {
          params: { path: { project: view.project }, query: view.query },
          body: { ops: [...ops] },
          signal,
        }),
      ),
    retry: false,
  })

/** The findings about one item. */
export const itemFindingsQuery = (view: View, item: string) =>
  queryOptions({
    staleTime: Infinity,
    queryKey: [...stateOf(view), 'item', item, 'findings'],
    queryFn: ({ signal }) =>
      read(() =>
        api.GET('/api/v1/projects/{project}/findings', {
          params: { path: { project: view.project }, query: { ...view.query, item: [item] } },
          signal,
        }),
      ),
  })

const literal = (text: string) => `"${text.replace(/[\\"]/g, '\\$&')}"`

/** Some items of kinds whose key or title holds what was typed. */
export const pickQuery = (view: View, kinds: readonly string[], text: string) => {
  const typed = text.trim().toLowerCase()
  return queryOptions({
    ...ofState,
    queryKey: [...stateOf(view), 'pick', kinds.join(), typed],
    queryFn: ({ signal }) =>
      call(() =>
        api.GET('/api/v1/projects/{project}/items', {
          params: {
            path: { project: view.project },
            query: {
              ...view.query,
              kind: [...kinds],
              limit: 20,
              filter:
                typed === '' ? undefined : `lower(title) contains ${literal(typed)} or lower(key) contains ${literal(typed)}`,
            },
          },
          signal,
        }),
      ),
    retry: false,
  })
}

/** What people say about an item, the oldest first. */
export const commentsQuery = (project: string, key: string) =>
  queryOptions({
    queryKey: [...commentsKey(project), key],
    queryFn: ({ signal }) =>
      read(() => api.GET('/api/v1/projects/{project}/items/{key}/comments', { params: { path: { project, key } }, signal })),
    staleTime: 60_000,
  })

/** What nobody settled, in the whole project. */
export const openCommentsQuery = (project: string) =>
  queryOptions({
    queryKey: [...commentsKey(project), 'open'],
    queryFn: ({ signal }) =>
      read(() => api.GET('/api/v1/projects/{project}/comments', { params: { path: { project } }, signal })),
    staleTime: 60_000,
  })

/** Has comments asked anew; the stream says when. */
export const commentsChanged = (queries: QueryClient, project: string) =>
  queries.invalidateQueries({ queryKey: commentsKey(project) })
