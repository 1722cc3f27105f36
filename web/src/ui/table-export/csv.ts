/** Comma separated values (RFC 4180), with semicolons where a comma stands in numbers. */
import { breather, type ExportCell, type ExportedTable, type Writing } from './table'

/** A text that a spreadsheet would carry out as a formula gets an apostrophe before it. Numbers are none. */
const harmless = (text: string) => (/^[=+\-@\t\r]/.test(text) && !/^[+-]?\d+([.,]\d+)?$/.test(text) ? `'${text}` : text)

const quoted = (text: string, separator: string) =>
  text.includes(separator) || /["\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text

function cellText(cell: ExportCell, decimal: string): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell).replace('.', decimal) : ''
  return harmless(cell)
}

/** Writes a table as CSV that spreadsheets of a locale open by a double click. */
export async function csvBlob(table: ExportedTable, locale: string, { signal, onRow }: Writing = {}): Promise<Blob> {
  const german = locale.startsWith('de')
  const [separator, decimal] = german ? [';', ','] : [',', '.']
  const line = (cells: readonly ExportCell[]) =>
    cells.map((c) => quoted(cellText(c, decimal), separator)).join(separator) + '\r\n'
  // The mark tells spreadsheets that it is UTF-8.
  const parts: BlobPart[] = ['\ufeff']
  let chunk = line(table.columns.map((c) => c.name))
  let count = 0
  const breath = breather()
  for (const row of table.rows) {
    chunk += line(row)
    if (++count % 64 !== 0 || !breath.due()) continue
    parts.push(chunk)
    chunk = ''
    onRow?.(count)
    await breath.rest()
    signal?.throwIfAborted()
  }
  return new Blob([...parts, chunk], { type: 'text/csv;charset=utf-8' })
}
