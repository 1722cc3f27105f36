import { useEffect, useState } from 'react'
import { editText, type TextOptions } from '../../ui/grid/cell-text'
import type { GridColumn } from '../../ui/grid/column'
import type { GridRows } from '../../ui/grid/writes'
import css from './GridScreen.module.css'

interface PrintTableProps {
  title: string
  note: string
  columns: readonly GridColumn[]
  rows: GridRows
  options: TextOptions
}

/** All shown rows as a plain table; it exists only while the page is printed. */
export function PrintTable({ title, note, columns, rows, options }: PrintTableProps) {
  const [on, setOn] = useState(false)
  useEffect(() => {
    const media = window.matchMedia('print')
    const look = () => setOn(media.matches)
    media.addEventListener('change', look)
    return () => media.removeEventListener('change', look)
  }, [])
  if (!on) return null
  return (
    <div className={css.print}>
      <h1>{title}</h1>
      <p>{note}</p>
      <table>
        <thead>
          <tr>
            {columns.map((c) => (
              <th key={c.id}>{c.heading}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: rows.count }, (_, row) => (
            <tr key={row}>
              {columns.map((c) => (
                <td key={c.id}>{editText(c, rows.value(row, c), options)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
