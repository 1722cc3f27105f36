/** Takes what somebody did in the grid to the record: one gesture, one commit. */
import { useCallback, useState } from 'react'
import { edit } from '../../api/editing'
import { ownEdits } from './own-edits'
import type { ItemLike } from '../../domain/op'
import { tabShelf } from '../../lib/kept'
import type { CellValue, GridColumn } from '../../ui/grid/column'
import { faultText } from '../../ui/grid/faults'
import type { Gesture } from '../../ui/grid/grid-props'
import { opsOf } from '../../ui/grid/ops'
import { useGridText } from '../../ui/grid/words'
import type { CellWrite, Writing } from '../../ui/grid/writes'
import { say } from '../../ui/toast'

/** The items as they were seen, as far as writes touch them: the base of a merge. */
function seen(writes: readonly CellWrite[]): ItemLike[] {
  const items = new Map<string, ItemLike>()
  for (const w of writes) {
    if (w.row.startsWith('$') || w.column.verb !== undefined) continue
    const item = items.get(w.row) ?? { key: w.row, title: '', retired: false, properties: {}, links: [] }
    items.set(w.row, item)
    if (w.column.id === 'title') item.title = typeof w.before === 'string' ? w.before : ''
    else if (w.before !== undefined) item.properties[w.column.id] = w.before
  }
  return [...items.values()]
}

/** Writing for a grid whose rows were read at a commit. */
export function useWriting(project: string, kind: string, readAt: number, columns: readonly GridColumn[]) {
  const t = useGridText()
  const send = useCallback(
    (writes: readonly CellWrite[], label: string, base = readAt): number => {
      const real = writes.filter((w) => !w.row.includes('$') || w.row.startsWith('$'))
      const ops = opsOf(real, kind)
      if (ops.length === 0) return 0
      // What of one's own is on its way was made after the rows were read, and is no conflict.
      const mine = ownEdits(project, base)
      const again = real.some((w) => mine.has(w.row))
      edit(project, again ? 0 : base, ops, seen(real), label)
      return real.length
    },
    [project, kind, readAt],
  )
  const onWrite = useCallback(
    ({ writes, faults, readAt: base }: Writing, gesture: Gesture) => {
      const rows = new Set(writes.map((w) => w.row)).size
      const label =
        gesture === 'edit'
          ? 'edit'
          : gesture === 'fill'
            ? `fill ${writes.length} cells of ${rows} items`
            : `clear ${writes.length} cells of ${rows} items`
      send(writes, label, base)
      const [first] = faults
      if (first) say(t('grid.skipped', { count: faults.length, why: faultText(t, first) }))
    },
    [send, t],
  )
  const shelfName = `grid.row.${project}.${kind}`
  const [draft, setDraft] = useState<Record<string, CellValue>>(() => {
    const kept = tabShelf.read(shelfName)
    return typeof kept === 'object' && kept !== null && !Array.isArray(kept) ? (kept as Record<string, CellValue>) : {}
  })
  const put = (next: Record<string, CellValue>) => {
    setDraft(next)
    if (Object.keys(next).length > 0) tabShelf.write(shelfName, next)
    else tabShelf.remove(shelfName)
  }
  /** Fills a cell of the empty row; a finished row is sent as a new item. */
  const onAdd = (column: GridColumn | null, value: CellValue, done: boolean): boolean => {
    const next = { ...draft }
    if (column && value === undefined) delete next[column.id]
    else if (column) next[column.id] = value
    if (!done || Object.keys(next).length === 0) {
      put(next)
      return false
    }
    if (next['title'] === undefined) {
      put(next)
      say(t('grid.needTitle'))
      return false
    }
    const writes = columns
      .filter((c) => next[c.id] !== undefined)
      .map((c): CellWrite => ({ row: '$1', column: c, before: undefined, after: next[c.id] }))
    put({})
    return send(writes, 'add') > 0
  }
  const drop = (): boolean => {
    if (Object.keys(draft).length === 0) return false
    put({})
    say(t('grid.dropped'))
    return true
  }
  return { send, onWrite, draft, onAdd, drop }
}
