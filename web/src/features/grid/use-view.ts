/** How a grid is looked at: filter, order and short filters stand in the address, columns are kept by the browser. */
import { useCallback, useMemo, useState } from 'react'
import { shelf } from '../../lib/kept'
import type { GridColumn } from '../../ui/grid/column'
import { isColumnLayout, type ColumnLayout } from '../../ui/grid/layout'
import type { SortBy } from '../../ui/grid/sort'
import { formatQuick, formatSort, isGridView, parseQuick, parseSort, withView, type GridView } from '../../ui/grid/views'
import { useProjectAddress } from '../../ui/navigation'
import { firstLayout } from './columns'

/** The view of a kind and what changes it. */
export function useGridView(project: string, kind: string, columns: readonly GridColumn[]) {
  const [address, change] = useProjectAddress()
  const name = `grid.layout.${project}.${kind}`
  const viewsName = `grid.views.${project}.${kind}`
  const [touched, setTouched] = useState(0)
  const layout = useMemo<ColumnLayout>(() => {
    const kept = shelf.read(name)
    return isColumnLayout(kept) ? kept : firstLayout(kind, columns)
    // Written here only, so a count says when.
  }, [name, kind, columns, touched]) // eslint-disable-line react-hooks/exhaustive-deps
  const views = useMemo<GridView[]>(() => {
    const kept = shelf.read(viewsName)
    return Array.isArray(kept) ? kept.filter(isGridView) : []
  }, [viewsName, touched]) // eslint-disable-line react-hooks/exhaustive-deps
  const setLayout = useCallback(
    (next: ColumnLayout | null) => {
      if (next) shelf.write(name, next)
      else shelf.remove(name)
      setTouched((n) => n + 1)
    },
    [name],
  )
  const filter = address.view['filter'] ?? ''
  const sortText = address.view['sort']
  const whereText = address.view['where']
  const sort = useMemo(() => parseSort(sortText), [sortText])
  const quick = useMemo(() => parseQuick(whereText), [whereText])
  const current = address.view['view'] ?? ''
  const put = (part: Record<string, string>) => change({ view: { ...address.view, ...part } }, { replace: true })
  return {
    layout,
    setLayout,
    filter,
    setFilter: (text: string) => put({ filter: text }),
    sort,
    setSort: (by: SortBy | null) => put({ sort: formatSort(by) }),
    quick,
    setQuick: (q: Record<string, string>) => put({ where: formatQuick(q) }),
    clear: () => put({ filter: '', where: '' }),
    views,
    current,
    saveView: (view: GridView) => {
      shelf.write(viewsName, withView(views, view))
      setTouched((n) => n + 1)
      put({ view: view.name })
    },
    deleteView: (gone: string) => {
      shelf.write(
        viewsName,
        views.filter((v) => v.name !== gone),
      )
      setTouched((n) => n + 1)
      put({ view: '' })
    },
    openView: (view: GridView | null) => {
      setLayout(view?.layout ?? null)
      put({
        filter: view?.filter ?? '',
        where: formatQuick(view?.quick ?? {}),
        sort: formatSort(view?.sort ?? null),
        view: view?.name ?? '',
      })
    },
  }
}

export type GridViewState = ReturnType<typeof useGridView>
