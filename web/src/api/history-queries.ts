/** What can be asked about the record: timeline, differences, checkpoint; and what takes changes back. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import { isNow } from '../domain/state-ref'
import { api, call, read, write } from './client'
import type { Committed } from './documents'
import { moveHead } from './editing'
import type { View } from './project'

/** What narrows the timeline; empty for all. */
export interface TimelineFilter {
  author: string
  text: string
  item: string
  kind: string
  since: string
  until: string
}

const pageSize = 200

const asked = (view: View, filter: TimelineFilter) => ({
  ...view.query,
  author: filter.author || undefined,
  text: filter.text || undefined,
  item: filter.item || undefined,
  kind: filter.kind ? [filter.kind] : undefined,
  since: filter.since || undefined,
  until: filter.until || undefined,
})

/** The key is that of the address, not of the head: new commits are put before those that are there, so that the list keeps its place. */
export const timelineQuery = (view: View, filter: TimelineFilter) =>
  infiniteQueryOptions({
    queryKey: ['project', view.project, 'timeline', view.query.at ?? 'head', filter],
    initialPageParam: '',
    staleTime: Infinity,
    queryFn: ({ signal, pageParam }) =>
      read(() =>
        api.GET('/api/v1/projects/{project}/timeline', {
          params: {
            path: { project: view.project },
            query: { ...asked(view, filter), limit: pageSize, cursor: pageParam || undefined },
          },
          signal,
        }),
      ),
    getNextPageParam: (last) => last.next || undefined,
  })

/** The newest commits that fit, as many as are asked for. */
export const newestCommits = (view: View, filter: TimelineFilter, limit: number, signal?: AbortSignal) =>
  read(() =>
    api.GET('/api/v1/projects/{project}/timeline', {
      params: { path: { project: view.project }, query: { ...asked(view, filter), limit } },
      signal,
    }),
  )

/** What differs from an earlier state to a later one. */
export const diffQuery = (project: string, from: string, to: View) =>
  queryOptions({
    queryKey: ['project', project, 'state', to.key, 'diff', from],
    queryFn: ({ signal }) =>
      read(() =>
        api.GET('/api/v1/projects/{project}/diff', { params: { path: { project }, query: { ...to.query, from } }, signal }),
      ),
    staleTime: Infinity,
    // While the head moves on, the answer before stays; between other states it would be about something else.
    placeholderData: (before, last) =>
      isNow(to.at) && last?.queryKey[3]?.startsWith('head ') && last.queryKey[5] === from ? before : undefined,
  })

/** Which commit a state is, and when that was made. */
export const stateQuery = (view: View) =>
  queryOptions({
    queryKey: ['project', view.project, 'state', view.key, 'commit'],
    queryFn: ({ signal }) =>
      read(() =>
        api.GET('/api/v1/projects/{project}/commits', {
          params: { path: { project: view.project }, query: { ...view.query, limit: 1 } },
          signal,
        }),
      ),
    staleTime: Infinity,
    placeholderData: keepPreviousData,
    retry: false,
  })

/** Keys of the items that stand in a place or are said of it, in one state. */
export const itemsOfPlaceQuery = (view: View, place: string) =>
  queryOptions({
    queryKey: ['project', view.project, 'state', view.key, 'of place', place],
    queryFn: async ({ signal }) => {
      const filter = ['in', 'within', 'allocated to', 'connects', 'via', 'from', 'to', 'holds for', 'deployed at', 'threatens']
        .map((verb) => `linked("${verb}", ${JSON.stringify(place)})`)
        .join(' or ')
      const page = await read(() =>
        api.GET('/api/v1/projects/{project}/items', {
          params: { path: { project: view.project }, query: { ...view.query, filter, limit: 10_000 } },
          signal,
        }),
      )
      return [place, ...page.items.map((i) => i.key)]
    },
    staleTime: Infinity,
    enabled: place !== '',
  })

export const checkpointQuery = (project: string, head: number) =>
  queryOptions({
    queryKey: ['project', project, 'checkpoint', head],
    queryFn: ({ signal }) =>
      read(() => api.GET('/api/v1/projects/{project}/checkpoint', { params: { path: { project } }, signal })),
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  })

/** The addresses of files, for links that download them. */
export const logAddress = (project: string) => `/api/v1/projects/${encodeURIComponent(project)}/log`
export const proofAddress = (project: string, subject: string) =>
  `/api/v1/projects/${encodeURIComponent(project)}/proofs/${encodeURIComponent(subject)}`

/** The whole record, piece by piece as it comes. */
export async function openLog(project: string, signal: AbortSignal): Promise<ReadableStream<Uint8Array>> {
  const stream = await call(() =>
    api.GET('/api/v1/projects/{project}/log', { params: { path: { project } }, parseAs: 'stream', signal }),
  )
  return stream as unknown as ReadableStream<Uint8Array>
}

/** The proof of all commits about an item or a file. */
export async function readProof(project: string, subject: string, signal?: AbortSignal): Promise<Uint8Array> {
  const bytes = await read(() =>
    api.GET('/api/v1/projects/{project}/proofs/{subject}', {
      params: { path: { project, subject } },
      parseAs: 'arrayBuffer',
      signal,
    }),
  )
  return new Uint8Array(bytes)
}

async function moved(project: string, made: Promise<Committed>): Promise<Committed> {
  const done = await made
  moveHead(project, done.head)
  return done
}

/** Takes one commit back by a new one; a conflict names what was changed since. */
export const undoCommit = (project: string, number: number, message = '') =>
  moved(
    project,
    write((header) =>
      api.POST('/api/v1/projects/{project}/commits/{number}/undo', {
        params: { path: { project, number }, header },
        body: message ? { message } : {},
      }),
    ),
  )

/** Brings everything back as it was in a state, as a new commit. */
export const restoreState = (project: string, to: string, expected: number, message: string) =>
  moved(
    project,
    write((header) =>
      api.POST('/api/v1/projects/{project}/restore', {
        params: { path: { project }, header },
        body: { to, expected, ...(message ? { message } : {}) },
      }),
    ),
  )

/** Gives a state a name. */
export const makeBaseline = (project: string, at: string, title: string, message: string) =>
  moved(
    project,
    write((header) =>
      api.POST('/api/v1/projects/{project}/baselines', {
        params: { path: { project }, header },
        body: { title, ...(at ? { at } : {}), ...(message ? { message } : {}) },
      }),
    ),
  )
