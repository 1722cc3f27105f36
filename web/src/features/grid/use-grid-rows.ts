/** From the question in the address to the rows a grid draws. */
import { useCallback, useEffect, useMemo, useState } from 'react'
import { outbox } from '../../api/editing'
import { useProject } from '../../api/project'
import { isNow } from '../../domain/state-ref'
import { useStore } from '../../lib/use-store'
import { editText, type TextOptions } from '../../ui/grid/cell-text'
import type { CellValue, GridColumn } from '../../ui/grid/column'
import { overlayOf } from '../../ui/grid/overlay'
import { allOf, quickFilter } from '../../ui/grid/quick-filter'
import { useGridText } from '../../ui/grid/words'
import { useLocale } from '../../ui/language'
import { useComputed } from './use-computed'
import { useDirectory } from './use-directory'
import { useGroups, useModel } from './use-model'
import { useOrder } from './use-order'
import { useRows } from './use-rows'
import type { GridViewState } from './use-view'

interface Parts {
  kind: string
  all: readonly GridColumn[]
  columns: readonly GridColumn[]
  state: GridViewState
}

const noTitles: { titles: ReadonlyMap<string, string>; version: number } = { titles: new Map(), version: 0 }

/** Rows of a kind as they are filtered, sorted, grouped and edited. */
export function useGridRows({ kind, all, columns, state }: Parts) {
  const t = useGridText()
  const locale = useLocale()
  const { project, head, view } = useProject()
  const [known, setKnown] = useState(noTitles)
  const directory = useDirectory(view, columns, known.titles, known.version)
  const quick = useMemo(() => {
    const expressions: string[] = []
    const faults: Record<string, string> = {}
    for (const column of all) {
      const text = state.quick[column.id]
      if (!text) continue
      const made = quickFilter(column, text, directory)
      if (made.ok) expressions.push(made.expression)
      else faults[column.id] = t(`grid.quick.${made.fault}`, { text: made.text })
    }
    return { expression: allOf(expressions), faults }
  }, [all, state.quick, directory, t])
  const filter = allOf([state.filter, quick.expression])
  const rows = useRows({ view, kind, filter, head: head.commit })
  const { table, version, loading } = rows
  useEffect(() => {
    // Titles that rows brought along are known once all of them are there; not for every page of many.
    // eslint-disable-next-line react-hooks/set-state-in-effect -- follows what was loaded
    if (!loading) setKnown({ titles: table.titles, version })
  }, [table, version, loading])
  const edits = useStore(outbox.list)
  const overlay = useMemo(
    () =>
      overlayOf(
        edits.filter((e) => e.project === project.key),
        isNow(view.at) ? rows.readAt : Infinity,
      ),
    [edits, project.key, rows.readAt, view.at],
  )
  const computed = useComputed({ view, kind, columns, keys: table.keys, whole: !loading })
  const value = useCallback(
    (place: number, column: GridColumn): CellValue =>
      column.locked === 'computed' ? computed.value(column.id, table.keys[place] ?? '') : table.value(place, column.id),
    [computed, table],
  )
  const { order, sorting } = useOrder(table, version, all, state.sort, value, computed.version)
  const options = useMemo<TextOptions>(
    () => ({ locale, yes: t('grid.yes'), no: t('grid.no'), directory }),
    [locale, t, directory],
  )
  const model = useModel({ table, version, order, kind, overlay, computed })
  const groupColumn = all.find((c) => c.id === state.layout.group)
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const groupText = useCallback(
    (v: CellValue) => {
      if (!groupColumn || v === undefined) return ''
      const text = editText(groupColumn, v, options)
      return groupColumn.type === 'links' ? text.split(', ').map((k) => `${k} ${directory.title(k) ?? ''}`.trim()).join(', ') : text // prettier-ignore
    },
    [groupColumn, options, directory],
  )
  const grouped = useGroups(model, groupColumn, groupText, closed)
  const toggle = (label: string) =>
    setClosed((before) => {
      const next = new Set(before)
      if (!next.delete(label)) next.add(label)
      return next
    })
  return { rows, filter, quick, directory, overlay, computed, sorting, options, model: grouped, groupColumn, toggle }
}
