/** What the page of a zone or conduit asks beside the common queries. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Op } from '../domain/op'
import { api, read } from './client'
import type { View } from './project'
import type { components } from './schema'

type Schemas = components['schemas']

/** Why one component of the vectors of a place is what it is. */
export type FrWhy = Schemas['FRWhy']
/** A row that is not covered, and the assets that do not count for it. */
export type CoverWhy = Schemas['CoverWhy']
export type Defence = Schemas['Defence']
export type ThreatPath = Schemas['ThreatPath']
export type WhatIf = Schemas['WhatIf']
/** An asset with its capability. */
export type ComponentLevels = Schemas['Component']

const stateOf = (view: View) => ['project', view.project, 'state', view.key] as const
const ofState = { staleTime: Infinity, placeholderData: keepPreviousData }

/** The items of a page of answers; most places need one. */
const page = 5000

/** All items of a kind that fit a filter, however many pages they take. */
export const allItemsQuery = (view: View, kind: string, filter = '') =>
  queryOptions({
    ...ofState,
    queryKey: [...stateOf(view), 'all items', kind, filter],
    queryFn: async ({ signal }) => {
      const items: Schemas['Item'][] = []
      let cursor: string | undefined
      for (;;) {
        const at = cursor
        const part = await read(() =>
          api.GET('/api/v1/projects/{project}/items', {
            params: {
              path: { project: view.project },
              query: { ...view.query, kind: [kind], filter: filter === '' ? undefined : filter, limit: page, cursor: at },
            },
            signal,
          }),
        )
        items.push(...(part.items ?? []))
        if (part.next === '') return items
        cursor = part.next
      }
    },
  })

/** One place with the reasons of its numbers. */
export const placeWhyQuery = (view: View, place: string) =>
  queryOptions({
    ...ofState,
    queryKey: [...stateOf(view), 'place', place, 'why'],
    queryFn: ({ signal }) =>
      read(() =>
        api.GET('/api/v1/projects/{project}/levels', {
          params: { path: { project: view.project }, query: { ...view.query, item: [place], why: true } },
          signal,
        }),
      ),
  })

/** The ways into a zone, and what falls without some countermeasures. */
export const defenceQuery = (view: View, zone: string, remove: string[]) =>
  queryOptions({
    ...ofState,
    queryKey: [...stateOf(view), 'place', zone, 'defence', remove],
    queryFn: ({ signal }) =>
      read(() =>
        api.GET('/api/v1/projects/{project}/defence', {
          params: {
            path: { project: view.project },
            query: { ...view.query, zone, remove: remove.length > 0 ? remove : undefined },
          },
          signal,
        }),
      ),
  })

/** What would differ after some steps; nothing is written. */
export const whatIfQuery = (view: View, name: string, ops: Op[]) =>
  queryOptions({
    queryKey: [...stateOf(view), 'what-if', name, ops],
    staleTime: Infinity,
    enabled: ops.length > 0,
    queryFn: ({ signal }) =>
      read(() =>
        api.POST('/api/v1/projects/{project}/what-if', {
          params: { path: { project: view.project }, query: view.query },
          body: { ops },
          signal,
        }),
      ),
  })
