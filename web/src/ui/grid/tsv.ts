/**
 * Tables as text, the way spreadsheets put them on the clipboard: a tab between
 * cells, a line for each row, and quotes around what holds a tab, a quote or a
 * line break.
 */

/** Reads such a text. A quote that is never closed is an ordinary character, as when a single cell holds 3" pipe. */
export function parseTsv(text: string, separator = '\t'): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let i = 0
  const end = text.length
  const line = /\r\n|\n|\r/y
  for (;;) {
    const quoted = text[i] === '"' ? readQuoted(text, i, separator) : null
    let cell: string
    if (quoted) {
      cell = quoted.cell
      i = quoted.next
    } else {
      let j = i
      while (j < end && text[j] !== separator && text[j] !== '\n' && text[j] !== '\r') j++
      cell = text.slice(i, j)
      i = j
    }
    row.push(cell)
    if (i >= end) break
    if (text[i] === separator) {
      i++
      continue
    }
    line.lastIndex = i
    i += line.exec(text)?.[0].length ?? 1
    rows.push(row)
    row = []
    if (i >= end) return evened(rows) // spreadsheets end the last row too
  }
  rows.push(row)
  return evened(rows)
}

function readQuoted(text: string, start: number, separator: string): { cell: string; next: number } | null {
  let cell = ''
  let i = start + 1
  for (;;) {
    const q = text.indexOf('"', i)
    if (q < 0) return null
    cell += text.slice(i, q)
    if (text[q + 1] === '"') {
      cell += '"'
      i = q + 2
      continue
    }
    const after = text[q + 1]
    if (after !== undefined && after !== separator && after !== '\n' && after !== '\r') return null
    return { cell: cell.replace(/\r\n?/g, '\n'), next: q + 1 }
  }
}

/** Rows of one length: what lacks is empty. */
function evened(rows: string[][]): string[][] {
  const width = rows.reduce((most, r) => Math.max(most, r.length), 0)
  return rows.map((r) => (r.length === width ? r : [...r, ...Array<string>(width - r.length).fill('')]))
}

const quote = (cell: string, separator: string) =>
  cell.includes(separator) || /["\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell

/** Writes such a text, without a break at the end. */
export const formatTsv = (rows: readonly (readonly string[])[]): string =>
  rows.map((r) => r.map((c) => quote(c, '\t')).join('\t')).join('\r\n')

/**
 * Writes comma separated values (RFC 4180). A cell that a spreadsheet would
 * carry out as a formula gets an apostrophe before it.
 */
export const formatCsv = (rows: readonly (readonly string[])[], separator = ','): string =>
  rows.map((r) => r.map((c) => quote(harmless(c), separator)).join(separator)).join('\r\n') + '\r\n'

const harmless = (cell: string) => (/^[=@\t\r]|^[+-](?!\d+([.,]\d+)?$)./.test(cell) ? `'${cell}` : cell)
