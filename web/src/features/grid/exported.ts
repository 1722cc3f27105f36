/** What a grid shows, as a table for a file or for paper. */
import { editText, type TextOptions } from '../../ui/grid/cell-text'
import { type GridColumn } from '../../ui/grid/column'
import { isGroupId } from '../../ui/grid/groups'
import type { GridRows } from '../../ui/grid/writes'
import type { ExportCell, ExportedTable } from '../../ui/table-export'

/** Rows are made while they are written, so a hundred thousand of them cost no second copy. */
export function exportedTable(
  title: string,
  note: string,
  columns: readonly GridColumn[],
  rows: GridRows,
  options: TextOptions,
): ExportedTable {
  const cell = (column: GridColumn, row: number): ExportCell => {
    const value = rows.value(row, column)
    if (value === undefined) return null
    if (column.type === 'number' && typeof value === 'number') return value
    if ((column.type === 'date' || column.type === 'moment') && typeof value === 'string') return value
    if (column.type === 'links' && Array.isArray(value))
      return (value as string[]).map((k) => `${k} ${options.directory.title(k) ?? ''}`.trim()).join(', ')
    return editText(column, value, options)
  }
  function* all() {
    for (let row = 0; row < rows.count; row++) if (!isGroupId(rows.id(row))) yield columns.map((c) => cell(c, row))
  }
  return {
    title,
    note,
    columns: columns.map((c) => ({
      name: c.heading,
      kind: c.type === 'number' ? 'number' : c.type === 'date' || c.type === 'moment' ? 'date' : 'text',
    })),
    rows: { [Symbol.iterator]: all },
  }
}
