import { useRef, useState, type PointerEvent } from 'react'
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
  /** Columns that the selection touches. */
  touched: (col: number) => boolean
  sort: SortBy | null
  onSort: (column: GridColumn) => void
  onWidth: (column: GridColumn, width: number) => void
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
  const { columns, left, right, gap, width, quick } = props
  const shown = [0, ...Array.from({ length: Math.max(0, right - left) }, (_, i) => left + i)]
  const spacer = gap > 0 && <div key="gap" role="presentation" style={{ flex: 'none', width: gap }} />
  return (
    <div role="rowgroup" className={css.head} style={{ width }}>
      <div role="row" aria-rowindex={1} className={css.row} style={{ width, height: rowHeight }}>
        <div role="columnheader" className={css.gutter} style={{ width: gutter }}>
          <span className="visually-hidden">{t('grid.rowNumbers')}</span>
        </div>
        {shown.map((col) => {
          const column = columns[col]
          return column ? [<ColumnHead key={column.id} {...props} column={column} col={col} />, col === 0 && spacer] : null
        })}
      </div>
      {quick && (
        <div role="row" className={css.row} style={{ width, height: rowHeight }}>
          <div role="gridcell" className={css.gutter} style={{ width: gutter }}>
            <Glyph name="ui-filter" size={12} label={t('grid.filterRow')} />
          </div>
          {shown.map((col) => {
            const column = columns[col]
            return column ? [<QuickField key={column.id} {...props} column={column} col={col} />, col === 0 && spacer] : null
          })}
        </div>
      )}
    </div>
  )
}

function ColumnHead({ column, col, sort, onSort, onWidth, touched }: HeadProps & { column: GridColumn; col: number }) {
  const t = useGridText()
  const [drag, setDrag] = useState<number | null>(null)
  const start = useRef(0)
  const direction = sort?.column === column.id ? (sort.descending ? 'descending' : 'ascending') : 'none'
  const begin = (e: PointerEvent<HTMLElement>) => {
    e.stopPropagation()
    e.currentTarget.setPointerCapture(e.pointerId)
    start.current = e.clientX - column.width
    setDrag(column.width)
  }
  return (
    <div
      role="columnheader"
      aria-colindex={col + 2}
      aria-sort={direction}
      data-col={col}
      title={column.help ? `${column.heading}: ${column.help}` : undefined}
      className={`${css.columnHead} ${col === 0 ? css.frozen : ''} ${touched(col) ? css.inRange : ''}`}
      style={{ width: column.width }}
    >
      <span className={css.text}>{column.heading}</span>
      <button
        type="button"
        tabIndex={-1}
        className={`${css.sort} ${direction === 'none' ? '' : css.on}`}
        aria-label={t('grid.sortBy', { column: column.heading })}
        onPointerDown={(e) => e.stopPropagation()}
        onClick={() => onSort(column)}
      >
        <Glyph name={direction === 'descending' ? 'ui-down' : 'ui-up'} size={12} />
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

function QuickField({ column, col, quick, quickFaults, onQuick, onLeave, id }: HeadProps & { column: GridColumn; col: number }) {
  const t = useGridText()
  const fault = quickFaults?.[column.id]
  return (
    <div
      role="gridcell"
      aria-colindex={col + 2}
      className={`${css.filter} ${col === 0 ? css.frozen : ''}`}
      style={{ width: column.width }}
    >
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
    </div>
  )
}
