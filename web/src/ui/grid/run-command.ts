/** What each command of a grid does. */
import type { TextOptions } from './cell-text'
import type { GridProps } from './grid-props'
import type { GridCommand } from './keymap'
import { moved, type Field } from './moves'
import {
  currentRange,
  cycle,
  farCorner,
  isSingle,
  selectAll,
  selectCell,
  selectColumns,
  selectedRows,
  selectRows,
  type Cell,
  type Selection,
} from './selection'
import { clear, fillDown, fillRight } from './writes'

export interface CommandParts {
  props: GridProps
  selection: Selection
  select: (next: Selection, show?: Cell | null) => void
  field: Field
  options: TextOptions
  edit: (how?: { typed?: string; open?: boolean }) => void
  step: (along: 'row' | 'column', by: 1 | -1, added: boolean) => void
  /** Lets go of what is on the clipboard. */
  forget: () => void
  focusFilter: () => void
  menu: () => void
  copy: (cut: boolean) => void
  paste: () => void
}

type Plain = Exclude<GridCommand, { do: 'move' | 'cycle' | 'type' }>

/** Carries a command out. */
export function runCommand(command: GridCommand, parts: CommandParts): void {
  const { props, selection, select, field, step, edit } = parts
  switch (command.do) {
    case 'move': {
      const next = moved(selection, command.move, command.extend, field)
      return select(next, command.extend ? farCorner(next) : next.active)
    }
    case 'cycle':
      if (command.along === 'column' && command.step === 1 && selection.active.row === props.rows.count && isSingle(selection))
        return step('column', 1, props.onAdd(null, undefined, true))
      return select(cycle(selection, command.along, command.step, field))
    case 'type':
      return edit({ typed: command.text })
    default:
      return runPlain(command, parts)
  }
}

function runPlain(command: Plain, parts: CommandParts): void {
  const { props, selection, select, field, options } = parts
  const { rows, columns, editable } = props
  const range = currentRange(selection)
  const { row } = selection.active
  const items = () => selectedRows(selection).filter((r) => r < rows.count && props.rowLook(r) !== 'group')
  switch (command.do) {
    case 'edit':
      return parts.edit()
    case 'choices':
      return parts.edit({ open: true })
    case 'select-all':
      return select(selectAll(selection, field), null)
    case 'select-row':
      return select(selectRows(selection, range.top, range.bottom, field), null)
    case 'select-column':
      return select(selectColumns(selection, range.left, range.right, field), null)
    case 'clear':
      return editable ? props.onWrite(clear(selection, columns, rows), 'clear') : undefined
    case 'fill-down':
      return editable ? props.onWrite(fillDown(selection, columns, rows), 'fill') : undefined
    case 'fill-right':
      return editable ? props.onWrite(fillRight(selection, columns, rows, options), 'fill') : undefined
    case 'undo':
      return props.onUndo()
    case 'redo':
      return props.onRedo()
    case 'open':
    case 'history':
      if (row >= rows.count) return
      if (props.rowLook(row) === 'group') return props.onGroup(row)
      return props.onOpen(row, command.do === 'history' ? 'history' : undefined)
    case 'delete-rows':
      return editable ? props.onRetire(items()) : undefined
    case 'together':
      return editable && items().length > 0 ? props.onTogether(items()) : undefined
    case 'add-row':
      return props.adding ? select(selectCell({ row: rows.count, col: Math.min(1, columns.length - 1) })) : undefined
    case 'find':
      return props.onFind()
    case 'escape':
      parts.forget()
      return props.onEscape()
    case 'filter':
      return parts.focusFilter()
    case 'menu':
      return parts.menu()
    case 'copy':
    case 'cut':
      return parts.copy(command.do === 'cut')
    case 'paste':
      return parts.paste()
  }
}
