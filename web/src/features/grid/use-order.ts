import { useEffect, useRef, useState } from 'react'
import type { CellValue, GridColumn } from '../../ui/grid/column'
import type { RowTable } from '../../ui/grid/row-table'
import { comparisons, mergeSort, sorted, type SortBy } from '../../ui/grid/sort'

/**
 * The order in which rows are shown. It changes when somebody sorts, and when
 * rows come or go; an edit does not make its row jump away.
 */
export function useOrder(
  table: RowTable,
  version: number,
  columns: readonly GridColumn[],
  sort: readonly SortBy[],
  value: (place: number, column: GridColumn) => CellValue,
  computed: object,
): { order: Int32Array; sorting: boolean } {
  const [state, setState] = useState<{ order: Int32Array; sorting: boolean }>({ order: new Int32Array(0), sorting: false })
  const last = useRef<{ table: RowTable; sort: string; answers: object | null; size: number; keys: string } | null>(null)
  const size = table.size
  useEffect(() => {
    const by = sort.map((s) => `${s.column} ${s.descending}`).join()
    const answers = sort.some((s) => s.column.startsWith('∑')) ? computed : null
    const ends = `${table.keys[0] ?? ''} ${table.keys[size - 1] ?? ''}`
    const l = last.current
    if (l && l.table === table && l.sort === by && l.answers === answers && l.size === size && l.keys === ends) return
    last.current = { table, sort: by, answers, size, keys: ends }
    const plain = Int32Array.from({ length: size }, (_, i) => i)
    if (sort.length === 0) {
      // eslint-disable-next-line react-hooks/set-state-in-effect -- follows what was loaded
      setState({ order: plain, sorting: false })
      return
    }
    const stop = new AbortController()
    setState((s) => (s.order.length === size ? { ...s, sorting: true } : { order: plain, sorting: true }))
    void sorted(mergeSort(plain, comparisons(sort, columns, value)), stop.signal).then(
      (order) => order && setState({ order, sorting: false }),
    )
    return () => {
      stop.abort()
      last.current = null
    }
  }, [table, version, size, columns, sort, value, computed])
  return state
}
