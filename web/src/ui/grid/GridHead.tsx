import { useRef, useState, type PointerEvent, type ReactNode } from 'react'
import { Glyph } from '../Glyph'
import type { GridColumn } from './column'
import { gutter, rowHeight } from './layout'
import type { SortBy } from './sort'
import { useGridText } from './words'
import css from './Grid.module.css'

export interface HeadProps {
  id: string
  columns: readonly GridColumn[]
  left: number
  right: number
  gap: number
  width: number
  offsets: readonly number[]
  frozen: number
  /** Columns that the selection touches. */
  touched: (col: number) => boolean
  sort: readonly SortBy[]
  onSort: (column: GridColumn, add: boolean) => void
  onWidth: (column: GridColumn, width: number) => void
  onMove: (column: GridColumn, to: number) => void
  /** Short filters above columns; without them there is no such row. */
  quick?: Readonly<Record<string, string>>
  quickFaults?: Readonly<Record<string, string>>
  onQuick?: (column: GridColumn, text: string) => void
  /** Back to the cells. */
  onLeave: () => void
}

/** The headings, and the filters below them. */
export function GridHead(props: HeadProps) {
  const t = useGridText()
  const { columns, left, right, gap, width, quick, frozen } = props
  const [drop, setDrop] = useState<{ from: number; to: number } | null>(null)
  const shown = [
    ...Array.from({ length: frozen }, (_, i) => i),
    ...Array.from({ length: Math.max(0, right - left) }, (_, i) => left + i),
  ]
  const spacer = gap > 0 && <div key="gap" role="presentation" style={{ flex: 'none', width: gap }} />
  const each = (draw: (column: GridColumn, col: number) => ReactNode) =>
    shown.map((col) => {
      const column = columns[col]
      return column ? [draw(column, col), col === frozen - 1 && spacer] : null
    })
  return (
    <div role="rowgroup" className={css.head} style={{ width }}>
      <div role="row" aria-rowindex={1} className={css.row} style={{ width, height: rowHeight }}>
        <div role="columnheader" className={css.gutter} style={{ width: gutter }}>
          <span className="visually-hidden">{t('grid.rowNumbers')}</span>
        </div>
        {each((column, col) => (
          <ColumnHead key={column.id} {...props} column={column} col={col} drop={drop} onDrop={setDrop} />
        ))}
      </div>
      {quick && (
        <div role="row" className={css.row} style={{ width, height: rowHeight }}>
          <div role="gridcell" className={css.gutter} style={{ width: gutter }}>
            <Glyph name="ui-filter" size={12} label={t('grid.filterRow')} />
          </div>
          {each((column, col) => (
            <QuickField key={column.id} {...props} column={column} col={col} />
          ))}
        </div>
      )}
    </div>
  )
}

const placeOf = (props: HeadProps, column: GridColumn, col: number) =>
  col < props.frozen ? { width: column.width, left: gutter + (props.offsets[col] ?? 0) } : { width: column.width }

interface ColumnHeadProps extends HeadProps {
  column: GridColumn
  col: number
  drop: { from: number; to: number } | null
  onDrop: (drop: { from: number; to: number } | null) => void
}

function ColumnHead(props: ColumnHeadProps) {
  const { column, col, sort, onSort, onWidth, onMove, touched, frozen, drop, onDrop } = props
  const t = useGridText()
  const [drag, setDrag] = useState<number | null>(null)
  const start = useRef(0)
  const rank = sort.findIndex((s) => s.column === column.id)
  const direction = rank < 0 ? 'none' : sort[rank]?.descending ? 'descending' : 'ascending'
  const begin = (e: PointerEvent<HTMLElement>) => {
    e.stopPropagation()
    e.currentTarget.setPointerCapture(e.pointerId)
    start.current = e.clientX - column.width
    setDrag(column.width)
  }
  const lift = (e: PointerEvent<HTMLElement>) => {
    e.stopPropagation()
    e.preventDefault()
    e.currentTarget.setPointerCapture(e.pointerId)
    onDrop({ from: col, to: col })
  }
  const carry = (e: PointerEvent<HTMLElement>) => {
    if (drop?.from !== col) return
    const over = document.elementFromPoint(e.clientX, e.clientY)?.closest<HTMLElement>('[data-col]')
    const to = Number(over?.dataset['col'] ?? drop.to)
    if (to !== drop.to) onDrop({ from: col, to: Math.max(to, 1) })
  }
  const names = [
    css.columnHead,
    col < frozen ? css.frozen : '',
    col === frozen - 1 && col > 0 ? css.edge : '',
    touched(col) ? css.inRange : '',
    drop && drop.to === col && drop.to !== drop.from ? (drop.to < drop.from ? css.dropBefore : css.dropAfter) : '',
  ]
  return (
    <div
      role="columnheader"
      aria-colindex={col + 2}
      aria-sort={direction}
      data-col={col}
      title={column.help ? `${column.heading}: ${column.help}` : undefined}
      className={names.join(' ')}
      style={placeOf(props, column, col)}
    >
      {col > 0 && (
        <span
          className={css.move}
          onPointerDown={lift}
          onPointerMove={carry}
          onPointerUp={() => {
            if (drop?.from === col && drop.to !== col) onMove(column, drop.to)
            onDrop(null)
          }}
          onPointerCancel={() => onDrop(null)}
        >
          <Glyph name="ui-grip" size={12} />
        </span>
      )}
      <span className={css.text}>{column.heading}</span>
      <button
        type="button"
        tabIndex={-1}
        className={`${css.sort} ${direction === 'none' ? '' : css.on}`}
        aria-label={t('grid.sortBy', { column: column.heading })}
        title={t('grid.sortHint')}
        onPointerDown={(e) => e.stopPropagation()}
        onClick={(e) => onSort(column, e.shiftKey)}
      >
        <Glyph name={direction === 'descending' ? 'ui-down' : 'ui-up'} size={12} />
        {sort.length > 1 && rank >= 0 && <span className={css.rank}>{rank + 1}</span>}
      </button>
      <span
        className={`${css.grip} ${drag === null ? '' : css.drag}`}
        onPointerDown={begin}
        onPointerMove={(e) => drag !== null && onWidth(column, e.clientX - start.current)}
        onPointerUp={() => setDrag(null)}
        onDoubleClick={() => onWidth(column, 0)}
      />
    </div>
  )
}

function QuickField(props: HeadProps & { column: GridColumn; col: number }) {
  const { column, col, quick, quickFaults, onQuick, onLeave, id, frozen } = props
  const t = useGridText()
  const fault = quickFaults?.[column.id]
  // What is computed stands in no item, so no filter of the server knows it.
  const none = column.locked === 'computed'
  return (
    <div
      role="gridcell"
      aria-colindex={col + 2}
      className={`${css.filter} ${col < frozen ? css.frozen : ''}`}
      style={placeOf(props, column, col)}
    >
      {!none && (
        <input
          id={`${id}-filter-${col}`}
          aria-label={t('grid.filterColumn', { column: column.heading })}
          aria-invalid={fault ? true : undefined}
          title={fault}
          placeholder={t('grid.filterHint')}
          value={quick?.[column.id] ?? ''}
          spellCheck={false}
          autoComplete="off"
          onChange={(e) => onQuick?.(column, e.target.value)}
          onPointerDown={(e) => e.stopPropagation()}
          onKeyDown={(e) => {
            if (e.key === 'Escape' && (quick?.[column.id] ?? '') !== '') onQuick?.(column, '')
            else if (e.key === 'Enter' || e.key === 'Escape' || e.key === 'ArrowDown') onLeave()
            else return
            e.preventDefault()
            e.stopPropagation()
          }}
        />
      )}
    </div>
  )
}
