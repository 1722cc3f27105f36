import { useEffect } from 'react'
import { createPortal } from 'react-dom'
import { useFormats, useT } from '../language'
import type { ExportCell, ExportedTable } from './table'
import css from './PrintedTable.module.css'

/** More rows make no document that anybody reads, and would hold up the page. */
const mostRows = 5000

interface Sheet {
  table: ExportedTable
  rows: (readonly ExportCell[])[]
  more: boolean
}

/** What of a table goes on paper. */
export function sheetOf(table: ExportedTable): Sheet {
  const rows: (readonly ExportCell[])[] = []
  for (const row of table.rows) {
    if (rows.length >= mostRows) return { table, rows, more: true }
    rows.push(row)
  }
  return { table, rows, more: false }
}

/** A table on paper in place of the page. It asks for the printer when it is drawn, and is gone afterwards. */
export function PrintedTable({ sheet, onDone }: { sheet: Sheet; onDone: () => void }) {
  const t = useT()
  const formats = useFormats()
  useEffect(() => {
    window.addEventListener('afterprint', onDone)
    const frame = requestAnimationFrame(() => window.print())
    return () => {
      window.removeEventListener('afterprint', onDone)
      cancelAnimationFrame(frame)
    }
  }, [onDone])
  const { table, rows } = sheet
  const show = (cell: ExportCell, date: boolean) =>
    cell === null
      ? ''
      : typeof cell === 'number'
        ? formats.number(cell)
        : date && /^\d{4}-\d{2}-\d{2}/.test(cell)
          ? cell.length > 10
            ? formats.moment(cell)
            : formats.day(cell)
          : cell
  return createPortal(
    <div className={css.sheet} data-print-table="">
      <h1>{table.title}</h1>
      <p>
        {[table.note, t('export.rows', { count: rows.length }), formats.moment(new Date().toISOString())]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {sheet.more && <p>{t('export.printFirst', { count: mostRows })}</p>}
      <table>
        <thead>
          <tr>
            {table.columns.map((c, i) => (
              <th key={i} scope="col">
                {c.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={i}>
              {row.map((cell, j) => (
                <td key={j} className={typeof cell === 'number' ? css.number : undefined}>
                  {show(cell, table.columns[j]?.kind === 'date')}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>,
    document.body,
  )
}
