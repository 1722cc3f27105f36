/** What can be asked about tests, their runs and their evidence, and about days to come. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Properties } from '../domain/op'
import { api, call, read } from './client'
import type { components } from './schema'
import type { View } from './project'

type Schemas = components['schemas']

/** A link of a listed item. */
export interface ListedLink {
  verb: string
  to: string
  title: string
  suspect: boolean
  properties: Record<string, string>
}

/** An item as lists have it. */
export interface Listed {
  key: string
  kind: string
  title: string
  commit: number
  properties: Properties
  links: ListedLink[]
}

export type EvidenceFile = Schemas['EvidenceFile']
export type Diff = Schemas['Diff']
export type TraceDocument = Schemas['Trace']
export type TraceStep = Schemas['TraceStep']

const ofState = { staleTime: Infinity, placeholderData: keepPreviousData }
const stateOf = (view: View) => ['project', view.project, 'state', view.key] as const
/** Long enough that few questions are asked, short enough that the first lines are soon there. */
const page = 5000

const listed = (item: Schemas['Item']): Listed => ({
  key: item.key,
  kind: item.kind,
  title: item.title,
  commit: item.commit,
  properties: item.properties as Properties,
  links: item.links.map((l) => ({
    verb: l.verb,
    to: l.to,
    title: l.title,
    suspect: l.suspect ?? false,
    properties: (l.properties ?? {}) as Record<string, string>,
  })),
})

/** All items of some kinds, however many; page after page of one state. */
export const allItemsQuery = (view: View, kinds: readonly string[], more: { filter?: string; suspect?: boolean } = {}) =>
  queryOptions({
    ...ofState,
    queryKey: [...stateOf(view), 'all items', kinds, more.filter ?? '', more.suspect ?? false],
    queryFn: async ({ signal }) => {
      const items: Listed[] = []
      let cursor: string | undefined
      do {
        const got = await read(() =>
          api.GET('/api/v1/projects/{project}/items', {
            params: {
              path: { project: view.project },
              query: { ...view.query, kind: [...kinds], filter: more.filter, suspect: more.suspect, limit: page, cursor },
            },
            signal,
          }),
        )
        items.push(...got.items.map(listed))
        cursor = got.next || undefined
      } while (cursor)
      return items
    },
  })

/** The files of evidence by digest, as they are now, with those that nothing records. */
export const evidenceFilesQuery = (view: View) =>
  queryOptions({
    ...ofState,
    // Files come and go without a commit.
    staleTime: 10_000,
    refetchOnWindowFocus: true,
    queryKey: [...stateOf(view), 'evidence files'],
    queryFn: async ({ signal }) => {
      const files: EvidenceFile[] = []
      let cursor: string | undefined
      do {
        const got = await read(() =>
          api.GET('/api/v1/projects/{project}/evidence', {
            params: { path: { project: view.project }, query: { ...view.query, limit: page, cursor } },
            signal,
          }),
        )
        files.push(...got.files)
        cursor = got.next || undefined
      } while (cursor)
      return files
    },
  })

/** The vectors of all places if nothing changed until a day. */
export const levelsOnQuery = (view: View, day: string) =>
  queryOptions({
    ...ofState,
    queryKey: [...stateOf(view), 'levels on', day],
    queryFn: ({ signal }) =>
      read(() =>
        api.GET('/api/v1/projects/{project}/levels', {
          params: { path: { project: view.project }, query: { ...view.query, day } },
          signal,
        }),
      ),
  })

/** The rows that lack if nothing changed until a day. */
export const gapsOnQuery = (view: View, day: string) =>
  queryOptions({
    ...ofState,
    queryKey: [...stateOf(view), 'gaps on', day],
    queryFn: ({ signal }) =>
      read(() =>
        api.GET('/api/v1/projects/{project}/gaps', {
          params: { path: { project: view.project }, query: { ...view.query, day } },
          signal,
        }),
      ),
  })

/** The chain of one item: what it stands on, and what stands on it. */
export const itemTraceQuery = (view: View, what: string) =>
  queryOptions({
    ...ofState,
    placeholderData: undefined,
    queryKey: [...stateOf(view), 'trace', what],
    queryFn: ({ signal }) =>
      read(() =>
        api.GET('/api/v1/projects/{project}/trace/{what}', {
          params: { path: { project: view.project, what }, query: view.query },
          signal,
        }),
      ),
  })

/** What one commit changed: items, links and levels. It never changes again. */
export const commitDiffQuery = (project: string, commit: number) =>
  queryOptions({
    staleTime: Infinity,
    queryKey: ['project', project, 'commit diff', commit],
    queryFn: ({ signal }) =>
      read(() =>
        api.GET('/api/v1/projects/{project}/diff', {
          params: { path: { project }, query: { from: String(commit - 1), at: String(commit) } },
          signal,
        }),
      ),
  })

/** The address under which the browser saves a file of evidence. */
export const evidenceAddress = (project: string, digest: string, name?: string): string =>
  `/api/v1/projects/${encodeURIComponent(project)}/evidence/${digest}${name ? `?name=${encodeURIComponent(name)}` : ''}`

/** The address of the proof of every commit about a file. */
export const proofAddress = (project: string, digest: string): string =>
  `/api/v1/projects/${encodeURIComponent(project)}/proofs/${digest}`

/** The content of a file of evidence; the server verifies it before it sends. */
export const evidenceContent = (project: string, digest: string, signal?: AbortSignal): Promise<Blob> =>
  call<Blob>(() =>
    api.GET('/api/v1/projects/{project}/evidence/{digest}', {
      params: { path: { project, digest } },
      parseAs: 'blob',
      signal,
    }),
  )
