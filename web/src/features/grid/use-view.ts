/** How a grid is looked at: filter, order and short filters stand in the address, columns are kept by the browser. */
import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { keptViewQuery } from '../../api/grid-queries'
import { shelf } from '../../lib/kept'
import type { GridColumn } from '../../ui/grid/column'
import { isColumnLayout, type ColumnLayout } from '../../ui/grid/layout'
import type { SortBy } from '../../ui/grid/sort'
import { formatQuick, formatSort, isGridView, parseQuick, parseSort, withView, type GridView } from '../../ui/grid/views'
import { useProjectAddress } from '../../ui/navigation'
import { firstLayout } from './columns'

/** The name under which the server keeps a view of a kind. */
export const sharedName = (kind: string, name: string): string => `grid ${kind}: ${name}`
/** The name a view of a kind has for people; undefined for one of another kind. */
export const nameOfShared = (kind: string, kept: string): string | undefined => {
  const start = sharedName(kind, '')
  return kept.startsWith(start) ? kept.slice(start.length) : undefined
}

interface ViewParts {
  project: string
  kind: string
  columns: readonly GridColumn[]
  /** How many items there are, as far as that is known. */
  items: number
}

/** The view of a kind and what changes it. */
export function useGridView({ project, kind, columns, items }: ViewParts) {
  const [address, change] = useProjectAddress()
  const current = address.view['view'] ?? ''
  const layoutName = `grid.layout.${project}.${kind}${current === '' ? '' : `.${current}`}`
  const viewsName = `grid.views.${project}.${kind}`
  const [touched, setTouched] = useState(0)
  const views = useMemo<GridView[]>(() => {
    const kept = shelf.read(viewsName)
    return Array.isArray(kept) ? kept.filter(isGridView) : []
    // Written here only, so a count says when.
  }, [viewsName, touched]) // eslint-disable-line react-hooks/exhaustive-deps
  const mine = views.find((v) => v.name === current)
  const { data: kept } = useQuery({
    ...keptViewQuery(project, sharedName(kind, current)),
    enabled: current !== '' && !mine,
  })
  const shared = kept && isGridView(kept.content) ? kept.content : undefined
  const open = mine ?? shared
  const own = useMemo(() => {
    const read = shelf.read(layoutName)
    return isColumnLayout(read) ? read : null
  }, [layoutName, touched]) // eslint-disable-line react-hooks/exhaustive-deps
  const plain = useMemo(() => firstLayout(kind, columns, items), [kind, columns, items])
  const layout: ColumnLayout = own ?? open?.layout ?? plain
  const setLayout = useCallback(
    (next: ColumnLayout | null) => {
      if (next) shelf.write(layoutName, next)
      else shelf.remove(layoutName)
      setTouched((n) => n + 1)
    },
    [layoutName],
  )
  const filter = address.view['filter'] ?? ''
  const sortText = address.view['sort']
  const whereText = address.view['where']
  const sort = useMemo(() => parseSort(sortText), [sortText])
  const quick = useMemo(() => parseQuick(whereText), [whereText])
  const put = (part: Record<string, string>) => change({ view: { ...address.view, ...part } }, { replace: true })
  const forgetLayout = (name: string) => shelf.remove(`grid.layout.${project}.${kind}.${name}`)
  return {
    layout,
    setLayout,
    filter,
    setFilter: (text: string) => put({ filter: text }),
    sort,
    setSort: (by: readonly SortBy[]) => put({ sort: formatSort(by) }),
    quick,
    setQuick: (q: Record<string, string>) => put({ where: formatQuick(q) }),
    clear: () => put({ filter: '', where: '' }),
    /** Views that only this browser keeps. */
    views,
    current,
    /** Whether the open view is one that the project shares, and the ETag it was read with. */
    shared: shared && !mine ? (kept?.etag ?? null) : null,
    /** What is looked at now, under a name. */
    as: (name: string): GridView => ({ name, layout, filter, quick, sort: [...sort] }),
    /** Whether what is looked at differs from the open view. */
    changed:
      open !== undefined &&
      (own !== null ||
        open.filter !== filter ||
        formatQuick(open.quick) !== formatQuick(quick) ||
        formatSort(open.sort) !== formatSort(sort)),
    keepOwn: (view: GridView) => {
      shelf.write(viewsName, withView(views, view))
      forgetLayout(view.name)
      setTouched((n) => n + 1)
    },
    dropOwn: (gone: string) => {
      shelf.write(
        viewsName,
        views.filter((v) => v.name !== gone),
      )
      forgetLayout(gone)
      setTouched((n) => n + 1)
    },
    /** Says in the address which view is open, without changing what is looked at. */
    name: (name: string) => {
      forgetLayout(name)
      setTouched((n) => n + 1)
      put({ view: name })
    },
    openView: (view: GridView | null) => {
      if (view) forgetLayout(view.name)
      else shelf.remove(`grid.layout.${project}.${kind}`)
      setTouched((n) => n + 1)
      put({
        filter: view?.filter ?? '',
        where: formatQuick(view?.quick ?? {}),
        sort: formatSort(view?.sort ?? []),
        view: view?.name ?? '',
      })
    },
  }
}

export type GridViewState = ReturnType<typeof useGridView>
