import { useCallback, useLayoutEffect, useRef, useState } from 'react'
import css from './Import.module.css'

export type LongRow = (string | number)[]

interface LongTableProps {
  name: string
  columns: readonly { name: string; narrow?: boolean; mono?: boolean; wide?: boolean }[]
  rows: readonly LongRow[]
}

const height = 28
/** Rows drawn above and below what is in sight. */
const spare = 8

/** A table for reading that may be very long: only what is in sight is drawn. */
export function LongTable({ name, columns, rows }: LongTableProps) {
  const box = useRef<HTMLDivElement>(null)
  const [seen, setSeen] = useState({ from: 0, to: 40 })
  const look = useCallback(() => {
    const el = box.current
    if (!el) return
    const from = Math.max(0, Math.floor(el.scrollTop / height) - spare)
    const to = Math.ceil((el.scrollTop + el.clientHeight) / height) + spare
    setSeen((s) => (s.from === from && s.to === to ? s : { from, to }))
  }, [])
  useLayoutEffect(look, [look, rows])
  const to = Math.min(rows.length, seen.to)
  return (
    <div ref={box} className={css.long} onScroll={look} tabIndex={0} role="region" aria-label={name}>
      <table aria-rowcount={rows.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((c) => (
              <th key={c.name} scope="col" className={c.narrow ? css.narrow : undefined}>
                {c.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {seen.from > 0 && <tr aria-hidden style={{ height: seen.from * height }} />}
          {rows.slice(seen.from, to).map((row, i) => (
            <tr key={seen.from + i} aria-rowindex={seen.from + i + 2}>
              {columns.map((c, j) => (
                <td key={c.name} className={c.mono ? 'mono' : undefined} title={String(row[j] ?? '')}>
                  {row[j]}
                </td>
              ))}
            </tr>
          ))}
          {to < rows.length && <tr aria-hidden style={{ height: (rows.length - to) * height }} />}
        </tbody>
      </table>
    </div>
  )
}
