import { memo, type ReactNode } from 'react'
import { Glyph } from '../Glyph'
import type { GlyphName } from '../glyph-names'
import type { CellLook, RowLook } from './cell-view'
import { plainText, type GridColumn } from './column'
import type { Group } from './groups'
import { gutter } from './layout'
import css from './Grid.module.css'

export interface RowParts {
  id: string
  columns: readonly GridColumn[]
  row: (row: number) => RowLook
  look: (row: number, column: GridColumn) => CellLook
  text: (column: GridColumn, look: CellLook) => string
  glyph?: (row: number) => GlyphName | undefined
  /** A drawing in place of text. */
  draw?: (row: number, column: GridColumn, look: CellLook) => ReactNode
  markText: (mark: NonNullable<CellLook['mark']>) => string
  nextKey: string
  emptyHint: string
  /** Where columns begin, and how many of them stay in sight. */
  offsets: readonly number[]
  frozen: number
  /** The group of a line above its rows. */
  group: (row: number) => Group | undefined
  groupText: (group: Group) => { label: string; count: string }
}

interface GridRowProps {
  index: number
  top: number
  width: number
  left: number
  right: number
  gap: number
  parts: RowParts
  /** Rises when anything of what is shown changes. */
  version: number
  /** Selected columns of this row as "left-right", several with blanks. */
  selected: string
}

const marks: Partial<Record<NonNullable<CellLook['mark']>, GlyphName>> = {
  saving: 'ui-save',
  failed: 'ui-warning',
  conflict: 'marker-suspect',
}

const rowNames: Record<RowLook, string | undefined> = {
  item: undefined,
  new: css.newRow,
  preview: css.newRow,
  out: css.outRow,
  empty: css.emptyRow,
  group: css.groupRow,
}

/** One row. It is drawn again only when something in it changes. */
export const GridRow = memo(function GridRow({ index, top, width, left, right, gap, parts, selected }: GridRowProps) {
  const look = parts.row(index)
  const group = look === 'group' ? parts.group(index) : undefined
  if (group) return <GroupRow group={group} index={index} top={top} width={width} parts={parts} active={selected !== ''} />
  const spans = selected === '' ? [] : selected.split(' ').map((s) => s.split('-').map(Number))
  const isIn = (col: number) => spans.some(([a = 0, b = 0]) => col >= a && col <= b)
  const columns = parts.columns
  const cells: ReactNode[] = []
  const draw = (col: number) => {
    const column = columns[col]
    if (column)
      cells.push(
        <GridCell key={column.id} parts={parts} row={index} col={col} column={column} selected={isIn(col)} kind={look} />,
      )
  }
  for (let col = 0; col < parts.frozen; col++) draw(col)
  if (gap > 0) cells.push(<div key="gap" role="presentation" style={{ flex: 'none', width: gap }} />)
  for (let col = left; col < right; col++) draw(col)
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={`${css.row} ${rowNames[look] ?? ''}`}
      style={{ transform: `translateY(${top}px)`, width }}
    >
      <div role="rowheader" className={`${css.gutter} ${spans.length > 0 ? css.inRange : ''}`}>
        {look === 'item' || look === 'out' ? index + 1 : <Glyph name="ui-plus" size={12} label={parts.nextKey} />}
      </div>
      {cells}
    </div>
  )
})

/** The line above a group: its value, how many rows it has, and whether they are shown. */
function GroupRow({
  group,
  index,
  top,
  width,
  parts,
  active,
}: {
  group: Group
  index: number
  top: number
  width: number
  parts: RowParts
  active: boolean
}) {
  const text = parts.groupText(group)
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={`${css.row} ${css.groupRow}`}
      style={{ transform: `translateY(${top}px)`, width }}
      data-group=""
    >
      <div role="rowheader" className={`${css.gutter} ${active ? css.inRange : ''}`}>
        <Glyph name={group.open ? 'ui-chevron-down' : 'ui-chevron-right'} size={14} />
      </div>
      <div
        role="gridcell"
        id={`${parts.id}-${index}-0`}
        aria-expanded={group.open}
        aria-colindex={2}
        aria-selected={active}
        className={css.groupLine}
      >
        <span>{text.label}</span>
        <span>{text.count}</span>
      </div>
      <div className={css.groupFill} role="presentation" />
    </div>
  )
}

interface GridCellProps {
  parts: RowParts
  row: number
  col: number
  column: GridColumn
  selected: boolean
  kind: RowLook
}

function GridCell({ parts, row, col, column, selected, kind }: GridCellProps) {
  const look = parts.look(row, column)
  const mark = look.mark && look.mark !== 'added' && look.mark !== 'saved' ? look.mark : undefined
  const names = [
    css.cell,
    col < parts.frozen ? css.frozen : '',
    col === parts.frozen - 1 && col > 0 ? css.edge : '',
    column.mono ? css.mono : '',
    column.type === 'number' ? css.number : '',
    look.mark ? (css[look.mark] ?? '') : '',
  ]
  const glyph = column.id === 'title' ? parts.glyph?.(row) : undefined
  const sign = mark ? marks[mark] : undefined
  return (
    <div
      role="gridcell"
      id={`${parts.id}-${row}-${col}`}
      aria-colindex={col + 2}
      aria-selected={selected}
      aria-readonly={column.locked !== undefined || undefined}
      aria-invalid={mark === 'error' || mark === 'failed' || undefined}
      title={look.message}
      className={names.join(' ')}
      style={col < parts.frozen ? { width: column.width, left: gutter + (parts.offsets[col] ?? 0) } : { width: column.width }}
    >
      {look.was !== undefined && <s className={css.was}>{parts.text(column, { value: look.was })}</s>}
      {glyph && <Glyph name={glyph} size={14} className={css.glyph} />}
      <CellContent parts={parts} row={row} column={column} look={look} kind={kind} col={col} />
      {mark && <span className="visually-hidden">{`${parts.markText(mark)}${look.message ? `: ${look.message}` : ''}`}</span>}
      {sign && <Glyph name={sign} size={12} className={css.mark} />}
    </div>
  )
}

function CellContent({ parts, row, col, column, look, kind }: Omit<GridCellProps, 'selected'> & { look: CellLook }) {
  if (col === 0) {
    if (kind === 'empty') return null
    if (kind !== 'item') return <span className={`${css.text} ${css.mono}`}>{parts.nextKey}</span>
    return (
      <span className={`${css.text} ${css.key}`} data-open="">
        {plainText(look.value)}
      </span>
    )
  }
  if (look.text === undefined) {
    const drawn = look.value === undefined ? undefined : parts.draw?.(row, column, look)
    if (drawn) return drawn
  }
  const text = look.text ?? parts.text(column, look)
  if (kind === 'empty' && text === '' && column.id === 'title')
    return <span className={`${css.text} ${css.faint}`}>{parts.emptyHint}</span>
  return <span className={css.text}>{text}</span>
}
