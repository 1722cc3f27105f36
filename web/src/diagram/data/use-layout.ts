/** Named layouts of a project in the life of a screen. */
import { queryOptions, useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo } from 'react'
import { api, call, read } from '../../api/client'
import { useStore } from '../../lib/use-store'
import { packed } from '../layout/packed'
import type { StoredLayout } from '../layout/stored'
import { layoutPage, type Kept, type LayoutPage } from './layout-book'

/** The layout that is shown unless another is chosen. */
export const firstLayout = 'diagram'

const lookEvery = 10_000

/** The layouts that a project has, by name with their revisions. */
export const layoutsQuery = (project: string) =>
  queryOptions({
    queryKey: ['project', project, 'layouts'],
    queryFn: ({ signal }) => read(() => api.GET('/api/v1/projects/{project}/layouts', { params: { path: { project } }, signal })),
    refetchInterval: lookEvery,
    refetchOnWindowFocus: true,
    staleTime: 1_000,
  })

/** A layout and what can be done with it. */
export interface LayoutInUse {
  /** Undefined until it is known, null if there is none yet. */
  layout: StoredLayout | null | undefined
  kept: Kept
  set: (layout: StoredLayout) => void
  /** Takes a layout that was worked out for what has no place yet; it is sent with the next move. */
  settle: (layout: StoredLayout) => void
}

/** A layout by name. What others move shows within seconds, at once after a commit or when the window gets the focus. */
export function useLayout(project: string, name: string, shared: boolean, commit: string): LayoutInUse {
  const page: LayoutPage = useMemo(() => layoutPage(project, name), [project, name])
  const { layout, kept } = useStore(page.page)
  const heads = useQuery(layoutsQuery(project))
  const revision = heads.data?.papers.find((p) => p.name === name)?.revision
  useEffect(() => void page.look(), [page, commit])
  useEffect(() => {
    if (revision !== undefined && page.isBehind(revision)) void page.look()
  }, [page, revision])
  const set = useCallback((next: StoredLayout) => page.set(next, shared), [page, shared])
  const settle = useCallback((next: StoredLayout) => page.settle(next), [page])
  return { layout, kept, set, settle }
}

/** Keeps a copy of a layout under a new name. */
export const saveLayoutAs = (project: string, name: string, layout: StoredLayout) =>
  call(() =>
    api.PUT('/api/v1/projects/{project}/layouts/{name}', {
      params: { path: { project, name }, header: { 'If-None-Match': '*' } },
      body: { content: packed(layout) },
    }),
  )

/** Removes a layout for everybody. */
export const removeLayout = (project: string, name: string) =>
  call(() => api.DELETE('/api/v1/projects/{project}/layouts/{name}', { params: { path: { project, name } } }))
