/** What the requirements screen asks: the whole matrix in one answer, and what one cell rests on. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, read } from './client'
import type { View } from './project'
import type { components } from './schema'

type Schemas = components['schemas']
export type Matrix = Schemas['Matrix']
export type MatrixPlace = Schemas['MatrixPlace']
export type MatrixRow = Schemas['MatrixRow']
export type TraceDocument = Schemas['Trace']
export type TraceStep = Schemas['TraceStep']
export type RequirementDetail = Schemas['RequirementDetail']
export type Term = Schemas['Term']

const stateOf = (view: View) => ['project', view.project, 'state', view.key] as const

/** Every row on every place. */
export const matrixQuery = (view: View) =>
  queryOptions({
    queryKey: [...stateOf(view), 'matrix'],
    queryFn: ({ signal }) =>
      read(() =>
        api.GET('/api/v1/projects/{project}/matrix', { params: { path: { project: view.project }, query: view.query }, signal }),
      ),
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  })

/** The chain of one item, up and down. Of another item nothing is shown while it is asked. */
export const traceOfQuery = (view: View, what: string) =>
  queryOptions<TraceDocument>({
    queryKey: [...stateOf(view), 'trace', what],
    queryFn: ({ signal }) =>
      read(() =>
        api.GET('/api/v1/projects/{project}/trace/{what}', {
          params: { path: { project: view.project, what }, query: view.query },
          signal,
        }),
      ),
    staleTime: Infinity,
    placeholderData: (before) => (before?.item.key === what ? before : undefined),
  })

/** What a row is for and what convinces; the same for the life of a server. */
export const requirementQuery = (part: string, edition: string, code: string) =>
  queryOptions({
    queryKey: ['server', 'standard', part, edition, code],
    queryFn: ({ signal }) =>
      read(() => api.GET('/api/v1/standard/{part}/{code}', { params: { path: { part, code }, query: { edition } }, signal })),
    staleTime: Infinity,
  })

/** Terms with their meaning for both kinds of reader. */
export const glossaryQuery = () =>
  queryOptions({
    queryKey: ['server', 'glossary'],
    queryFn: ({ signal }) => read(() => api.GET('/api/v1/glossary', { signal })),
    staleTime: Infinity,
  })

/** The allocations of a state that are assessed as not applicable, with their reasons and approvals. */
export const notApplicableQuery = (view: View) =>
  queryOptions({
    queryKey: [...stateOf(view), 'items', 'allocation', 'not applicable'],
    queryFn: async ({ signal }) => {
      const out: Schemas['Item'][] = []
      let cursor: string | undefined
      do {
        const page = await read(() =>
          api.GET('/api/v1/projects/{project}/items', {
            params: {
              path: { project: view.project },
              query: { ...view.query, kind: ['allocation'], filter: 'assessment = "not applicable"', limit: 1000, cursor },
            },
            signal,
          }),
        )
        out.push(...page.items)
        cursor = page.next
      } while (cursor)
      return out
    },
    staleTime: Infinity,
  })
