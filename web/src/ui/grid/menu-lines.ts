/** The lines of the menu over cells and over headings. */
import type { MenuLine } from './ContextMenu'
import type { ColumnAction, GridProps } from './grid-props'
import type { GridCommand } from './keymap'
import type { GridColumn } from './column'
import type { GridText } from './words'

interface LineParts {
  props: GridProps
  t: GridText
  row: number
  column: GridColumn | undefined
  col: number
  run: (command: GridCommand) => void
}

/** What can be done with a column. */
function columnLines({ props, t, column, col }: LineParts): MenuLine[] {
  if (!column) return []
  const line = (action: ColumnAction, label: string, more: Partial<MenuLine> = {}): MenuLine => ({
    key: action,
    label,
    run: () => props.onColumn(column, action),
    ...more,
  })
  return [
    line('sort-up', t('grid.menu.sortUp', { column: column.heading }), { glyph: 'ui-up' }),
    line('sort-down', t('grid.menu.sortDown', { column: column.heading }), { glyph: 'ui-down' }),
    ...(props.sort.length > 0 && !props.sort.some((s) => s.column === column.id)
      ? [line('sort-also', t('grid.menu.sortAlso', { column: column.heading }))]
      : []),
    line('group', t('grid.menu.group', { column: column.heading }), { on: props.group === column.id }),
    line('freeze', t('grid.menu.freeze', { column: column.heading }), {
      on: props.frozen === col + 1 && col > 0,
      disabled: col === 0,
    }),
    line('fit', t('grid.menu.fit')),
    line('hide', t('grid.menu.hide', { column: column.heading }), { disabled: col === 0 }),
  ]
}

/** The groups of lines; over a heading only those of its column. */
export function menuGroups(parts: LineParts & { head: boolean }): MenuLine[][] {
  const { props, t, row, run, head } = parts
  if (head) return [columnLines(parts)]
  const writes = props.editable
  const item = row < props.rows.count && props.rowLook(row) === 'item'
  const line = (
    command: Exclude<GridCommand, { do: 'move' | 'cycle' | 'type' }>['do'],
    more: Omit<MenuLine, 'key' | 'run' | 'label'> = {},
  ): MenuLine => ({
    key: command,
    label: t(`grid.do.${command}`),
    run: () => run({ do: command }),
    ...more,
  })
  return [
    [
      line('cut', { keys: 'Ctrl X', disabled: !writes }),
      line('copy', { keys: 'Ctrl C', glyph: 'ui-copy' }),
      line('paste', { keys: 'Ctrl V', disabled: !writes }),
    ],
    [
      line('add-row', { keys: 'Ins', glyph: 'ui-plus', disabled: !props.adding }),
      line('together', { keys: 'Shift F2', glyph: 'ui-pencil', disabled: !writes || !item }),
      line('fill-down', { keys: 'Ctrl D', disabled: !writes }),
      line('fill-right', { keys: 'Ctrl R', disabled: !writes }),
      line('clear', { keys: 'Del', disabled: !writes }),
      line('delete-rows', { keys: 'Ctrl -', glyph: 'ui-close', disabled: !writes || !item }),
    ],
    [
      line('undo', { keys: 'Ctrl Z', glyph: 'ui-undo', disabled: !writes }),
      line('redo', { keys: 'Ctrl Y', glyph: 'ui-redo', disabled: !writes }),
      line('find', { keys: 'Ctrl H', glyph: 'ui-search' }),
    ],
    [
      line('open', { keys: 'Space', glyph: 'ui-panel', disabled: !item }),
      line('history', { glyph: 'nav-history', disabled: !item }),
    ],
    columnLines(parts),
  ]
}
