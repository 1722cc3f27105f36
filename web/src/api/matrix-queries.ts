/** What the requirements screen asks: the whole matrix in one answer, and what one cell rests on. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, read } from './client'
import type { View } from './project'
import type { components } from './schema'

type Schemas = components['schemas']
/** A row, with its English title beside that of the page where they differ. */
export type MatrixRow = Schemas['MatrixRow'] & { english?: string }
export type Matrix = Omit<Schemas['Matrix'], 'rows'> & { rows: MatrixRow[] }
export type MatrixPlace = Schemas['MatrixPlace']
export type TraceDocument = Schemas['Trace']
export type TraceStep = Schemas['TraceStep']

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
