/** Tables inside an item, such as the statements of a product: rows of cells that hold text. */

export type TableRow = Record<string, string>

export interface TableColumn {
  name: string
  type: string
  choices?: string[] | null
  required?: boolean
}

/** What is wrong with one cell. */
export interface TableFault {
  row: number
  column: string
  fault: 'required' | 'date' | 'choice'
}

/** Rows without blank cells, and without rows that hold nothing. */
export function wholeRows(rows: readonly TableRow[]): TableRow[] {
  return rows
    .map((row) =>
      Object.fromEntries(Object.entries(row).flatMap(([name, text]) => (text.trim() === '' ? [] : [[name, text.trim()]]))),
    )
    .filter((row) => Object.keys(row).length > 0)
}

/** What is wrong with the cells of rows; a row that holds nothing is let pass. */
export function tableFaults(columns: readonly TableColumn[], rows: readonly TableRow[]): TableFault[] {
  return rows.flatMap((row, i) => {
    if (Object.values(row).every((text) => text.trim() === '')) return []
    return columns.flatMap((c): TableFault[] => {
      const fault = cellFault(c, (row[c.name] ?? '').trim())
      return fault ? [{ row: i, column: c.name, fault }] : []
    })
  })
}

function cellFault(column: TableColumn, text: string): TableFault['fault'] | null {
  if (text === '') return column.required ? 'required' : null
  if (column.type === 'date') return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) ? null : 'date'
  if (column.choices?.length) return column.choices.includes(text) ? null : 'choice'
  return null
}

/** Rows with one of them moved to another place; the same rows if there is no such place. */
export function movedRow(rows: readonly TableRow[], from: number, to: number): TableRow[] {
  const out = [...rows]
  if (to < 0 || to >= rows.length) return out
  const [row] = out.splice(from, 1)
  if (row) out.splice(to, 0, row)
  return out
}

/** Rows with cells of a clipboard written from one cell on; rows that are missing are added. */
export function pastedRows(
  rows: readonly TableRow[],
  columns: readonly TableColumn[],
  at: { row: number; column: number },
  text: string,
): TableRow[] {
  const out = rows.map((row) => ({ ...row }))
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/)
  lines.forEach((line, i) => {
    const row = (out[at.row + i] ??= {})
    line.split('\t').forEach((cell, j) => {
      const column = columns[at.column + j]
      if (column) row[column.name] = cell.trim()
    })
  })
  return out
}
