/** Views of grids that a project shares: kept by the server beside the record. */
import { queryOptions } from '@tanstack/react-query'
import { api, call, read } from './client'

const viewsKey = (project: string) => ['project', project, 'views'] as const

/** A kept document with what is needed to change it. */
export interface KeptView {
  content: unknown
  etag: string
}

/** Names of all views of a project. */
export const viewNamesQuery = (project: string) =>
  queryOptions({
    queryKey: [...viewsKey(project), 'names'],
    queryFn: ({ signal }) =>
      read(() => api.GET('/api/v1/projects/{project}/views', { params: { path: { project } }, signal })).then((d) =>
        d.papers.map((p) => p.name),
      ),
    staleTime: 30_000,
  })

/** One view, with the ETag that a change names. */
export const keptViewQuery = (project: string, name: string) =>
  queryOptions({
    queryKey: [...viewsKey(project), 'view', name],
    queryFn: async ({ signal }): Promise<KeptView> => {
      let etag = ''
      const paper = await read(async () => {
        const answer = await api.GET('/api/v1/projects/{project}/views/{name}', { params: { path: { project, name } }, signal })
        etag = answer.response.headers.get('ETag') ?? ''
        return answer
      })
      return { content: paper.content, etag }
    },
    staleTime: 30_000,
  })

/** Keeps a view: over the one it was read as, or only if there is none yet. */
export const keepView = (project: string, name: string, content: object, etag: string | null) =>
  call(() =>
    api.PUT('/api/v1/projects/{project}/views/{name}', {
      params: { path: { project, name }, header: etag === null ? { 'If-None-Match': '*' } : { 'If-Match': etag } },
      body: { content },
    }),
  )

export const removeView = (project: string, name: string) =>
  call(() => api.DELETE('/api/v1/projects/{project}/views/{name}', { params: { path: { project, name } } }))

/** What to ask anew after a view was kept or removed. */
export const viewsOf = viewsKey
