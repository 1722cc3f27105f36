/** The chains of the rows asked of places: all of them in short, and the steps of those in sight. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { createStore } from '../lib/store'
import { api, read } from './client'
import type { View } from './project'
import type { components } from './schema'

type Schemas = components['schemas']

/** A row asked of a place, with its chain; the steps are there only if they were asked for. */
export type Chain = Schemas['Chain']
/** One step of a chain, or one that is missing. */
export type ChainStep = Schemas['ChainStep']
/** One way from an allocation to its tests. */
export type ChainBranch = Schemas['ChainBranch']

/** Which rows are asked for; all that is given has to hold. */
export interface ChainSet {
  place?: string[]
  fr?: string[]
  row?: string[]
  item?: string[]
  filter?: string
  q?: string
}

/** How many rows have been read of a list that is on its way; null when none is. */
export const chainsOnTheWay = createStore<{ rows: number; of: number } | null>(null)

/** Entries of one page: large enough for few round trips, small enough to show how far it is. */
const page = 5000
/** Chains whose steps are asked for at once. */
export const detailsAtOnce = 100

const asked = (set: ChainSet) => ({
  place: set.place,
  fr: set.fr,
  row: set.row,
  item: set.item,
  filter: set.filter === '' ? undefined : set.filter,
  q: set.q === '' ? undefined : set.q,
})

async function pages(view: View, set: ChainSet, detail: boolean, signal: AbortSignal, tell: (rows: number, of: number) => void) {
  const out: Chain[] = []
  let cursor: string | undefined
  for (;;) {
    const query = { ...view.query, ...asked(set), limit: detail ? 500 : page, cursor, detail: detail || undefined }
    const answer = await read(() =>
      api.GET('/api/v1/projects/{project}/chains', { params: { path: { project: view.project }, query }, signal }),
    )
    out.push(...answer.chains)
    if (answer.next === '') return out
    tell(out.length, answer.of)
    cursor = answer.next
  }
}

/** All rows of a set without their steps. */
export const chainsQuery = (view: View, set: ChainSet) =>
  queryOptions({
    queryKey: ['project', view.project, 'state', view.key, 'chains', asked(set)],
    staleTime: Infinity,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => {
      try {
        return await pages(view, set, false, signal, (rows, of) => chainsOnTheWay.set({ rows, of }))
      } finally {
        chainsOnTheWay.set(null)
      }
    },
  })

/** The steps of some chains, by the keys of their allocations. */
export const readDetails = (view: View, allocation: string[], signal: AbortSignal): Promise<Chain[]> =>
  read(() =>
    api.GET('/api/v1/projects/{project}/chains', {
      params: { path: { project: view.project }, query: { ...view.query, allocation, detail: true, limit: allocation.length } },
      signal,
    }),
  ).then((answer) => answer.chains)

/** A whole set with all steps, for a file; tells how far it is. */
export const readAllDetails = (view: View, set: ChainSet, signal: AbortSignal, tell: (rows: number, of: number) => void) =>
  pages(view, set, true, signal, tell)
