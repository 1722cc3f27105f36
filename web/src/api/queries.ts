/**
 * What can be asked, as options for useQuery. Answers about a state are cached
 * under project and state; a commit makes a new state, and the answer before is
 * shown until the new one is there.
 */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, call, read } from './client'
import { asItem, type ItemSeen } from './documents'
import type { View } from './project'

const server = ['server'] as const
const projectKey = (project: string) => ['project', project] as const
const stateOf = (view: View) => [...projectKey(view.project), 'state', view.key] as const

/** Keys under which answers are cached, to invalidate them. */
export const queryKeys = {
  account: [...server, 'account'] as const,
  projects: [...server, 'projects'] as const,
  users: [...server, 'users'] as const,
  invitations: [...server, 'invitations'] as const,
  factors: [...server, 'factors'] as const,
  sessions: [...server, 'sessions'] as const,
  tokens: [...server, 'tokens'] as const,
  project: (project: string) => [...projectKey(project), 'detail'] as const,
  members: (project: string) => [...projectKey(project), 'members'] as const,
  projectInvitations: (project: string) => [...projectKey(project), 'invitations'] as const,
}

/** Options of an answer about a state: it never goes stale, and the last one stays until the next is there. */
const ofState = { staleTime: Infinity, placeholderData: keepPreviousData }

export const projectsQuery = () =>
  queryOptions({ queryKey: queryKeys.projects, queryFn: ({ signal }) => read(() => api.GET('/api/v1/projects', { signal })) })

export const projectQuery = (project: string) =>
  queryOptions({
    queryKey: queryKeys.project(project),
    queryFn: ({ signal }) => read(() => api.GET('/api/v1/projects/{project}', { params: { path: { project } }, signal })),
    staleTime: 30_000,
  })

/** Kinds, properties and verbs; the same for the life of a server. */
export const schemaQuery = () =>
  queryOptions({
    queryKey: [...server, 'schema'],
    queryFn: ({ signal }) => read(() => api.GET('/api/v1/schema', { signal })),
    staleTime: Infinity,
  })

/** Levels of the items named; of all zones and conduits, with their rows by chain state, where none is. */
export const levelsQuery = (view: View, item?: string[]) =>
  queryOptions({
    ...ofState,
    queryKey: [...stateOf(view), 'levels', item ?? null],
    queryFn: ({ signal }) =>
      read(() =>
        api.GET('/api/v1/projects/{project}/levels', {
          params: { path: { project: view.project }, query: { ...view.query, item, chains: item ? undefined : true } },
          signal,
        }),
      ),
  })

export const gapsQuery = (view: View, top?: number) =>
  queryOptions({
    ...ofState,
    queryKey: [...stateOf(view), 'gaps', top ?? null],
    queryFn: ({ signal }) =>
      read(() =>
        api.GET('/api/v1/projects/{project}/gaps', {
          params: { path: { project: view.project }, query: { ...view.query, top } },
          signal,
        }),
      ),
  })

export const coverageQuery = (view: View) =>
  queryOptions({
    ...ofState,
    queryKey: [...stateOf(view), 'trace'],
    queryFn: ({ signal }) =>
      read(() =>
        api.GET('/api/v1/projects/{project}/trace', { params: { path: { project: view.project }, query: view.query }, signal }),
      ),
  })

export const placeTraceQuery = (view: View, place: string) =>
  queryOptions({
    ...ofState,
    queryKey: [...stateOf(view), 'place', place, 'trace'],
    queryFn: ({ signal }) =>
      read(() =>
        api.GET('/api/v1/projects/{project}/places/{place}/trace', {
          params: { path: { project: view.project, place }, query: view.query },
          signal,
        }),
      ),
  })

export const driftQuery = (view: View) =>
  queryOptions({
    ...ofState,
    queryKey: [...stateOf(view), 'drift'],
    queryFn: ({ signal }) =>
      read(() =>
        api.GET('/api/v1/projects/{project}/drift', { params: { path: { project: view.project }, query: view.query }, signal }),
      ),
  })

export const suspectLinksQuery = (view: View) =>
  queryOptions({
    ...ofState,
    queryKey: [...stateOf(view), 'links', 'suspect'],
    queryFn: ({ signal }) =>
      read(() =>
        api.GET('/api/v1/projects/{project}/links/suspect', {
          params: { path: { project: view.project }, query: view.query },
          signal,
        }),
      ),
  })

export const findingsQuery = (view: View, rule?: string[]) =>
  queryOptions({
    ...ofState,
    queryKey: [...stateOf(view), 'findings', rule ?? null],
    queryFn: ({ signal }) =>
      read(() =>
        api.GET('/api/v1/projects/{project}/findings', {
          params: { path: { project: view.project }, query: { ...view.query, rule } },
          signal,
        }),
      ),
  })

/** One page of items of a kind. */
export const itemsQuery = (view: View, kind: string[], filter: string, limit = 200) =>
  queryOptions({
    ...ofState,
    queryKey: [...stateOf(view), 'items', kind, filter, limit],
    queryFn: ({ signal }) =>
      read(() =>
        api.GET('/api/v1/projects/{project}/items', {
          params: {
            path: { project: view.project },
            query: { ...view.query, kind, filter: filter === '' ? undefined : filter, limit },
          },
          signal,
        }),
      ),
  })

export const itemQuery = (view: View, key: string) =>
  queryOptions<ItemSeen>({
    staleTime: Infinity,
    // The item before is another item: showing it under a new key would mislead.
    placeholderData: (before) => (before?.key === key ? before : undefined),
    queryKey: [...stateOf(view), 'item', key],
    queryFn: async ({ signal }) =>
      asItem(
        await read(() =>
          api.GET('/api/v1/projects/{project}/items/{key}', {
            params: { path: { project: view.project, key }, query: view.query },
            signal,
          }),
        ),
      ),
  })

export const itemHistoryQuery = (view: View, key: string) =>
  queryOptions({
    ...ofState,
    queryKey: [...stateOf(view), 'item', key, 'history'],
    queryFn: ({ signal }) =>
      read(() =>
        api.GET('/api/v1/projects/{project}/items/{key}/history', {
          params: { path: { project: view.project, key }, query: { ...view.query, limit: 100 } },
          signal,
        }),
      ),
  })

/** What one commit changed. It never changes again. */
export const commitQuery = (project: string, number: number) =>
  queryOptions({
    queryKey: [...projectKey(project), 'commit', number],
    queryFn: ({ signal }) =>
      read(() => api.GET('/api/v1/projects/{project}/commits/{number}', { params: { path: { project, number } }, signal })),
    staleTime: Infinity,
  })

export const baselinesQuery = (view: View) =>
  queryOptions({
    ...ofState,
    queryKey: [...stateOf(view), 'baselines'],
    queryFn: ({ signal }) =>
      read(() => api.GET('/api/v1/projects/{project}/baselines', { params: { path: { project: view.project } }, signal })),
  })

export const searchQuery = (view: View, q: string, limit = 20) =>
  queryOptions({
    ...ofState,
    queryKey: [...stateOf(view), 'search', q, limit],
    queryFn: ({ signal }) =>
      call(() =>
        api.GET('/api/v1/projects/{project}/search', {
          params: { path: { project: view.project }, query: { ...view.query, q, limit } },
          signal,
        }),
      ),
    enabled: q.trim() !== '',
    retry: false,
  })
