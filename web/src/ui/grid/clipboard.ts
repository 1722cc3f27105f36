/** What lies on the clipboard, as cells. */
import { parseHtmlTable } from './html-table'
import { parseTsv } from './tsv'

export type Clip =
  | {
      ok: true
      cells: string[][]
      /** The numbers behind cells, where the spreadsheet tells them: "1.234" may be one thousand or one. */
      numbers?: (string | undefined)[][]
    }
  | { ok: false; fault: 'empty' }
  | { ok: false; fault: 'merged'; row: number; column: number }

/**
 * Puts the two forms together. The text is the truer one for words, such as a
 * version shown as 4.10; the HTML knows of merged cells and of numbers.
 */
export function readClip(text: string, html: string): Clip {
  const table = html === '' ? null : parseHtmlTable(html)
  if (table && !table.ok && table.fault === 'merged') return table
  const rich = table?.ok ? table.cells : null
  if (text === '') {
    if (!rich) return { ok: false, fault: 'empty' }
    return { ok: true, cells: rich.map((r) => r.map((c) => c.text)), numbers: rich.map((r) => r.map((c) => c.number)) }
  }
  const cells = parseTsv(text)
  const alike = rich && rich.length === cells.length && rich[0]?.length === cells[0]?.length
  return alike ? { ok: true, cells, numbers: rich.map((r) => r.map((c) => c.number)) } : { ok: true, cells }
}
