import { useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import css from './Test.module.css'

interface LongTableProps<T> {
  label: string
  head: ReactNode
  /** Widths of the columns, as CSS; auto for what takes the rest. */
  widths: readonly string[]
  rows: readonly T[]
  rowHeight: number
  rowKey: (row: T) => string
  /** The cells of a row. */
  cells: (row: T) => ReactNode
  rowClass?: (row: T) => string | undefined
}

/** Rows drawn beyond both edges, so that a step of the keyboard finds the next one. */
const beyond = 12

/** A table of any length: only the rows in sight are drawn. Arrows go up and down in the same column of controls. */
export function LongTable<T>({ label, head, widths, rows, rowHeight, rowKey, cells, rowClass }: LongTableProps<T>) {
  const box = useRef<HTMLDivElement>(null)
  const [seen, setSeen] = useState({ top: 0, height: 600 })
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const look = () => setSeen({ top: element.scrollTop, height: element.clientHeight })
    const watch = new ResizeObserver(look)
    watch.observe(element)
    element.addEventListener('scroll', look, { passive: true })
    return () => {
      watch.disconnect()
      element.removeEventListener('scroll', look)
    }
  }, [])
  const first = Math.max(0, Math.floor(seen.top / rowHeight) - beyond)
  const last = Math.min(rows.length, Math.ceil((seen.top + seen.height) / rowHeight) + beyond)
  return (
    <div ref={box} className={css.long} tabIndex={-1}>
      <table aria-label={label} aria-rowcount={rows.length + 1}>
        <colgroup>
          {widths.map((width, i) => (
            <col key={i} style={{ width }} />
          ))}
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>{head}</tr>
        </thead>
        <tbody onKeyDown={moveInColumn}>
          {first > 0 && <Space height={first * rowHeight} columns={widths.length} />}
          {rows.slice(first, last).map((row, i) => (
            <tr key={rowKey(row)} aria-rowindex={first + i + 2} className={rowClass?.(row)} style={{ height: rowHeight }}>
              {cells(row)}
            </tr>
          ))}
          {last < rows.length && <Space height={(rows.length - last) * rowHeight} columns={widths.length} />}
        </tbody>
      </table>
    </div>
  )
}

const Space = ({ height, columns }: { height: number; columns: number }) => (
  <tr aria-hidden className={css.space}>
    <td colSpan={columns} style={{ height }} />
  </tr>
)

function moveInColumn(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  if (
    step === 0 ||
    !(event.target instanceof HTMLElement) ||
    event.target.matches('input:not([type=checkbox]), textarea, select')
  )
    return
  const cell = event.target.closest('td')
  const row = cell?.parentElement
  if (!cell || !(row instanceof HTMLTableRowElement)) return
  const next = step > 0 ? row.nextElementSibling : row.previousElementSibling
  if (!(next instanceof HTMLTableRowElement)) return
  const target = next.cells[cell.cellIndex]?.querySelector<HTMLElement>('a, button, input')
  if (!target) return
  event.preventDefault()
  target.focus()
}
