/** What the rows of a grid show: items in order, with edits laid over them, rows that are being made, those of a paste in preview, and lines above groups. */
import { useCallback, useMemo } from 'react'
import type { CellLook, RowLook } from '../../ui/grid/cell-view'
import type { CellValue, GridColumn } from '../../ui/grid/column'
import { faultText } from '../../ui/grid/faults'
import { grouped, ungrouped, type Group } from '../../ui/grid/groups'
import { overlaid, type Overlay } from '../../ui/grid/overlay'
import type { PastePlan, PlannedCell, PlannedRow } from '../../ui/grid/paste-plan'
import type { RowTable } from '../../ui/grid/row-table'
import { useGridText } from '../../ui/grid/words'
import type { GridRows } from '../../ui/grid/writes'
import type { Computed } from './use-computed'

interface ModelParts {
  table: RowTable
  version: number
  order: Int32Array
  kind: string
  overlay: Overlay
  computed: Computed
}

export interface Model {
  /** Items, rows that are being made, and lines above groups. */
  rows: GridRows
  /** How many items there are, shown or in a closed group. */
  items: number
  kindOf: (row: number) => 'item' | 'new' | 'group'
  group: (row: number) => Group | undefined
  rowOf: (key: string) => number | undefined
}

/** Items with edits over them. */
export function useModel({ table, version, order, kind, overlay, computed }: ModelParts): Model {
  return useMemo(() => {
    const shown = overlay.retired.size === 0 ? order : order.filter((place) => !overlay.retired.has(table.keys[place] ?? ''))
    const made = overlay.created.filter((c) => c.kind === kind)
    const id = (row: number) => table.keys[shown[row] ?? -1] ?? made[row - shown.length]?.id ?? ''
    const value = (row: number, column: GridColumn): CellValue => {
      if (column.locked === 'computed') return computed.value(column.id, id(row))
      const place = shown[row]
      const base = place === undefined ? undefined : table.value(place, column.id)
      if (overlay.cells.size === 0) return base
      const cells = overlay.cells.get(id(row))
      return cells ? overlaid(base, cells.get(column.id)) : base
    }
    const places = new Map<number, number>()
    const rowOf = (key: string): number | undefined => {
      const place = table.placeOf(key)
      if (place === undefined) return undefined
      // Looked up only for a paste by keys, so it is filled when it is first asked.
      if (places.size === 0) shown.forEach((p, row) => places.set(p, row))
      return places.get(place)
    }
    return {
      rows: { count: shown.length + made.length, id, value },
      items: shown.length,
      kindOf: (row) => (row < shown.length ? 'item' : 'new'),
      group: () => undefined,
      rowOf,
    }
    // The table changes in place; its version says so.
  }, [table, version, order, kind, overlay, computed]) // eslint-disable-line react-hooks/exhaustive-deps
}

/** The same rows in groups by a column. */
export function useGroups(
  model: Model,
  column: GridColumn | undefined,
  text: (value: CellValue) => string,
  closed: ReadonlySet<string>,
): Model {
  return useMemo(() => {
    if (!column) return model
    const g = column ? grouped(model.rows, column, text, closed) : ungrouped(model.rows)
    return {
      rows: g.rows,
      items: model.items,
      kindOf: (place) => {
        const source = g.source(place)
        return source === undefined ? 'group' : model.kindOf(source)
      },
      group: g.group,
      rowOf: (key) => {
        const source = model.rowOf(key)
        return source === undefined ? undefined : g.place(source)
      },
    }
  }, [model, column, text, closed])
}

/** Rows and looks with a paste laid over them, ready to draw. */
export function useLooks(model: Model, overlay: Overlay, plan: PastePlan | null, draft: Readonly<Record<string, CellValue>>) {
  const t = useGridText()
  const planned = useMemo(() => {
    const at = new Map<number, PlannedRow>()
    const fresh: PlannedRow[] = []
    for (const row of plan?.rows ?? []) {
      if (row.at === null) fresh.push(row)
      else at.set(row.at, row)
    }
    return { at, fresh }
  }, [plan])
  const { rows } = model
  const shown = useMemo<GridRows>(
    () => ({
      count: rows.count + planned.fresh.length,
      id: (row) => (row < rows.count ? rows.id(row) : `$paste-${planned.fresh[row - rows.count]?.row ?? ''}`),
      value: (row, column) =>
        row < rows.count
          ? rows.value(row, column)
          : planned.fresh[row - rows.count]?.cells.find((c) => c.column.id === column.id)?.after,
    }),
    [rows, planned],
  )
  const rowLook = useCallback(
    (row: number): RowLook => {
      if (row < rows.count) {
        const kind = model.kindOf(row)
        return kind === 'item' && planned.at.get(row)?.leftOut ? 'out' : kind
      }
      const fresh = planned.fresh[row - rows.count]
      return fresh ? (fresh.leftOut ? 'out' : 'preview') : 'empty'
    },
    [model, rows, planned],
  )
  const look = useCallback(
    (row: number, column: GridColumn): CellLook => {
      if (row >= shown.count) return { value: draft[column.id] }
      const of = row < rows.count ? planned.at.get(row) : planned.fresh[row - rows.count]
      const cell = of?.leftOut ? undefined : of?.cells.find((c) => c.column.id === column.id && c.effect !== 'same')
      if (cell) return asPlanned(cell, cell.fault && faultText(t, cell.fault))
      const value = shown.value(row, column)
      if (overlay.cells.size === 0 || row >= rows.count) return { value }
      const over = overlay.cells.get(rows.id(row))?.get(column.id)
      return over ? { value, mark: over.state, message: over.message } : { value }
    },
    [rows, shown, planned, overlay, draft, t],
  )
  /** The row of the grid that shows a row of the paste. */
  const rowOfPlanned = (cell: PlannedCell): number => {
    for (const [at, row] of planned.at) if (row.row === cell.row) return at
    return rows.count + planned.fresh.findIndex((r) => r.row === cell.row)
  }
  return { shown, rowLook, look, rowOfPlanned }
}

function asPlanned(cell: PlannedCell, message: string | undefined): CellLook {
  if (cell.effect === 'error') return { value: cell.before, text: cell.text, was: cell.before, mark: 'error', message }
  const changed = cell.effect === 'changed'
  return { value: cell.after, was: changed ? cell.before : undefined, mark: changed ? 'changed' : 'added' }
}
