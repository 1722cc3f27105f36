import { useCallback, useEffect, useRef, useState } from 'react'
import { tabShelf } from '../../lib/kept'
import { editText, readCell, type CellFault, type TextOptions } from './cell-text'
import type { CellValue, GridColumn } from './column'

/** The cell that is edited. It is named by its item, so that rows may move meanwhile. */
export interface Editing {
  row: string
  column: string
  text: string
  /** What the cell held when it was opened, and the commit the rows were read at then: the base of a merge. */
  was: CellValue
  readAt: number
  quick: boolean
  open: boolean
  fault: CellFault | null
}

/** What was half typed when the page went away. */
export interface Draft {
  row: string
  column: string
  text: string
  was?: CellValue
  readAt?: number
}

export function isDraft(x: unknown): x is Draft {
  const d = x as Partial<Draft> | null
  return (
    typeof d === 'object' && d !== null && typeof d.row === 'string' && typeof d.column === 'string' && typeof d.text === 'string'
  )
}

/** Edits one cell at a time. What is typed outlives a reload, until it is taken or let go. */
export function useEditing(name: string, options: TextOptions) {
  const [editing, setEditing] = useState<Editing | null>(null)
  const current = useRef<Editing | null>(null)
  const shelfName = `grid.typed.${name}`
  const [draft, setDraft] = useState<Draft | null>(() => {
    const kept = tabShelf.read(shelfName)
    return isDraft(kept) ? kept : null
  })
  const put = useCallback(
    (next: Editing | null) => {
      current.current = next
      setEditing(next)
      if (next)
        tabShelf.write(shelfName, { row: next.row, column: next.column, text: next.text, was: next.was, readAt: next.readAt })
      else tabShelf.remove(shelfName)
    },
    [shelfName],
  )
  useEffect(() => {
    const kept = tabShelf.read(shelfName)
    current.current = null
    // eslint-disable-next-line react-hooks/set-state-in-effect -- another grid has another draft
    setEditing(null)
    setDraft(isDraft(kept) ? kept : null)
  }, [shelfName])
  const begin = useCallback(
    (row: string, column: GridColumn, value: CellValue, readAt: number, how: { typed?: string; open?: boolean } = {}) =>
      put({
        row,
        column: column.id,
        was: value,
        readAt,
        text: how.typed ?? editText(column, value, options),
        quick: how.typed !== undefined,
        open: how.open ?? false,
        fault: null,
      }),
    [put, options],
  )
  const type = useCallback((text: string) => current.current && put({ ...current.current, text, fault: null }), [put])
  /** Reads what is typed; a fault stays beside the cell and keeps it open. */
  const read = useCallback(
    (column: GridColumn, text: string) => {
      const reading = readCell(column, text, options)
      if (!reading.ok && current.current)
        put({ ...current.current, text, fault: { fault: reading.fault, values: reading.values } })
      return reading
    },
    [put, options],
  )
  const end = useCallback(() => put(null), [put])
  /** Opens the kept draft again; once. Its base is the one it was typed on, if that was kept. */
  const resume = useCallback(
    (value: CellValue, readAt: number) => {
      const base = draft?.readAt === undefined ? { was: value, readAt } : { was: draft.was, readAt: draft.readAt }
      if (draft) put({ ...draft, ...base, quick: false, open: false, fault: null })
      setDraft(null)
    },
    [draft, put],
  )
  /** What is edited at this moment; state says it one drawing later, and a field that loses the focus ends the edit it was just ended by. */
  const now = useCallback(() => current.current, [])
  const settled = useCallback(() => current.current === null, [])
  return { editing, now, settled, draft, begin, type, read, end, resume }
}
