/** Typing into cells: where an edit begins, what ends it, and where the selection goes then. */
import { useLayoutEffect, type RefObject } from 'react'
import type { EditEnd } from './CellEditor'
import type { TextOptions } from './cell-text'
import type { CellValue, GridColumn } from './column'
import { emptyRow, type GridProps } from './grid-props'
import { moved, type Field } from './moves'
import { cycle, isSingle, selectCell, type Cell, type Selection } from './selection'
import type { Editing, useEditing } from './use-editing'
import { fillWith } from './writes'

interface TypingParts {
  props: GridProps
  selection: Selection
  select: (next: Selection, show?: Cell | null) => void
  reveal: (cell: Cell) => void
  field: Field
  options: TextOptions
  edits: ReturnType<typeof useEditing>
  root: RefObject<HTMLDivElement | null>
}

/** The edit of one cell within the grid. */
export function useTyping({ props, selection, select, reveal, field, options, edits, root }: TypingParts) {
  const { columns, rows, adding, editable, version } = props
  const { editing, draft, begin, read, end, resume } = edits
  const rowId = (row: number) => (row < rows.count ? rows.id(row) : emptyRow)
  const rowOfId = (name: string): number => {
    if (name === emptyRow) return adding ? rows.count : -1
    if (selection.active.row < rows.count && rows.id(selection.active.row) === name) return selection.active.row
    for (let i = 0; i < rows.count; i++) if (rows.id(i) === name) return i
    return -1
  }
  const row = editing ? rowOfId(editing.row) : -1
  const col = editing ? columns.findIndex((c) => c.id === editing.column) : -1
  const column = columns[col]

  useLayoutEffect(() => {
    if (!draft) return
    const at = { row: rowOfId(draft.row), col: columns.findIndex((c) => c.id === draft.column) }
    if (at.row < 0 || at.col < 0) return
    // What was half typed opens again, once.
    select(selectCell(at))
    resume(at.row < rows.count ? rows.value(at.row, columns[at.col] as GridColumn) : undefined, props.readAt)
  }, [draft, version]) // eslint-disable-line react-hooks/exhaustive-deps

  const focus = () => root.current?.focus({ preventScroll: true })
  // What was typed is compared with what the cell held when it was opened, not
  // with what somebody else has written there since: that is for a merge.
  const write = (at: number, of: GridColumn, value: CellValue, { was, readAt }: Editing) => {
    const same = JSON.stringify(was) === JSON.stringify(value)
    const writes = same ? [] : [{ row: rows.id(at), column: of, before: was, after: value }]
    props.onWrite({ writes, faults: [], readAt }, 'edit')
  }
  const step = (along: 'row' | 'column', by: 1 | -1, added: boolean) => {
    // A finished row joins the others; typing goes on at the start of the empty one below it.
    if (added && along === 'column' && by === 1) select(selectCell({ row: field.rows, col: Math.min(1, field.cols - 1) }))
    else select(cycle(selection, along, by, field))
  }
  const fillAll = (text: string, of: GridColumn) => {
    const writing = fillWith(text, selection, columns, rows, options)
    if (writing.writes.length === 0 && writing.faults.length > 0 && !read(of, text).ok) return
    end()
    props.onWrite(writing, 'fill')
    focus()
  }

  return {
    row,
    col,
    column,
    step,
    edit: (how: { typed?: string; open?: boolean } = {}) => {
      const at = selection.active
      const of = columns[at.col]
      if (!of) return
      const kind = at.row < rows.count ? props.rowLook(at.row) : 'empty'
      if (kind === 'group') return how.typed === undefined ? props.onGroup(at.row) : undefined
      if (!editable || of.locked || (kind !== 'item' && kind !== 'empty')) return props.onLocked(at.row, of)
      if (of.type === 'table' && at.row < rows.count) return props.onTable(at.row, of)
      if (of.type === 'table') return props.onLocked(at.row, of)
      reveal(at)
      begin(rowId(at.row), of, props.look(at.row, of).value, props.readAt, how)
    },
    commit: (command: EditEnd, text: string) => {
      const now = edits.now()
      if (!now || !column) return
      if (command.do === 'cancel') {
        end()
        return focus()
      }
      if (command.do === 'commit-all' && !isSingle(selection)) return fillAll(text, column)
      const reading = read(column, text)
      if (!reading.ok) return
      end()
      const down = command.do === 'commit' && command.along === 'column'
      const done = down || command.do === 'commit-all' || command.do === 'commit-move'
      const added = now.row === emptyRow && props.onAdd(column, reading.value, done)
      if (now.row !== emptyRow && row >= 0) write(row, column, reading.value, now)
      if (command.do === 'commit' && command.along === 'none') {
        const at = document.activeElement
        if (at === document.body || at?.tagName === 'TEXTAREA') focus()
        return
      }
      focus()
      if (command.do === 'commit-move') select(moved(selection, { to: 'step', direction: command.direction }, false, field))
      else if (command.do === 'commit' && command.along !== 'none') step(command.along, command.step, added)
    },
  }
}
