/** Files of what a grid shows. */
import { editText, type TextOptions } from '../../ui/grid/cell-text'
import type { GridColumn } from '../../ui/grid/column'
import { formatCsv, formatTsv } from '../../ui/grid/tsv'
import type { GridRows } from '../../ui/grid/writes'

/** The shown rows and columns as text, headings first. */
export function shownCells(columns: readonly GridColumn[], rows: GridRows, options: TextOptions): string[][] {
  const out: string[][] = [columns.map((c) => c.heading)]
  for (let row = 0; row < rows.count; row++) out.push(columns.map((c) => editText(c, rows.value(row, c), options)))
  return out
}

/** Gives what is shown to the user as a file. A byte order mark tells spreadsheets that it is UTF-8. */
export function download(cells: readonly (readonly string[])[], form: 'csv' | 'tsv', name: string, locale: string): void {
  const text = form === 'csv' ? formatCsv(cells, locale.startsWith('de') ? ';' : ',') : formatTsv(cells)
  const link = document.createElement('a')
  link.href = URL.createObjectURL(
    new Blob(['\ufeff', text], { type: form === 'csv' ? 'text/csv;charset=utf-8' : 'text/tab-separated-values;charset=utf-8' }),
  )
  link.download = `${name}.${form}`
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
