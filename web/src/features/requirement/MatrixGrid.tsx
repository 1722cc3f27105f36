/**
 * The matrix itself: rows and columns are drawn only where they are in sight,
 * heads stay, one cell is active and a range may be selected. It changes nothing:
 * it says what somebody did.
 */
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  type DragEvent,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
} from 'react'
import type { Fr } from '../../domain/sl'
import { dragsFiles, filesOf } from '../../ui/FileDrop'
import { gridCommand, type GridCommand } from '../../ui/grid/keymap'
import { moved, type Field } from '../../ui/grid/moves'
import {
  currentRange,
  extendTo,
  farCorner,
  selectAll,
  selectCell,
  selectColumns,
  selectRows,
  type Cell,
  type Range,
  type Selection,
} from '../../ui/grid/selection'
import type { Line } from './filter'
import { cellUnder, rowHeight, type Measures } from './layout'
import { MatrixHead } from './MatrixHead'
import { MatrixLine } from './MatrixLine'
import type { Drawing } from './MatrixCells'
import { portOf, usePort } from './use-port'
import css from './Matrix.module.css'

/** What the grid leaves to the screen. */
export type Deed = 'open' | 'escape' | 'clear' | 'copy'

interface MatrixGridProps {
  drawing: Drawing
  lines: readonly Line[]
  at: Measures
  wide: boolean
  label: string
  selection: Selection
  onSelect: (next: Selection) => void
  onFold: (fr: Fr) => void
  /** True if something was done with the key. */
  onDeed: (deed: Deed) => boolean
  /** Files that were dropped on a cell; null where the user may not. */
  onFiles: ((cell: Cell, files: File[]) => void) | null
  /** What asks something beside the active cell. */
  asking: ReactNode
  /** Counts up when the keyboard is to come back here. */
  focusOn: number
}

/** The grid of rows and places. */
export function MatrixGrid(props: MatrixGridProps) {
  const { drawing, lines, at, wide, selection, onFold } = props
  const cols = drawing.columns.length
  const { box, drawn, onScroll, reveal } = usePort(lines.length, cols, at)
  const range = currentRange(selection)
  const far = farCorner(selection)
  // A whole row or column is selected where it is looked at; its far end is not what somebody wants to see.
  const whole =
    (range.top === 0 && range.bottom === lines.length - 1) || (range.left === 0 && range.right === cols - 1 && cols > 1)
  const { row: shownRow, col: shownCol } = whole ? selection.active : far
  useEffect(() => reveal(shownRow, shownCol), [reveal, shownRow, shownCol])
  useLayoutEffect(() => {
    if (props.focusOn > 0) box.current?.focus({ preventScroll: true })
  }, [box, props.focusOn])
  const pointer = usePointer(box, props)
  const drop = useDrop(box, props)
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.target !== event.currentTarget) return
    const command = gridCommand(event)
    if (command && carryOut(command, props, fieldOf(box.current, props))) event.preventDefault()
  }
  const { active } = selection
  const seen = active.row >= drawn.top && active.row < drawn.bottom
  const rows: ReactNode[] = []
  for (let i = drawn.top; i < Math.min(drawn.bottom, lines.length); i++) {
    const line = lines[i]!
    const selected = i >= range.top && i <= range.bottom
    rows.push(
      <MatrixLine
        key={line.is === 'group' ? line.fr : line.row}
        drawing={drawing}
        line={line}
        at={i}
        first={drawn.first}
        last={drawn.last}
        from={selected ? range.left : -1}
        to={selected ? range.right : -1}
        active={i === active.row ? active.col : -1}
        onFold={onFold}
      />,
    )
  }
  const vars = { '--row-head': `${at.rowHead}px`, '--col': `${at.column}px`, '--head': `${at.head}px` }
  return (
    <div
      ref={box}
      className={`${css.box} ${wide ? css.wide : ''}`}
      style={vars as Record<string, string>}
      role="grid"
      tabIndex={0}
      aria-label={props.label}
      aria-rowcount={lines.length + 1}
      aria-colcount={cols + 1}
      aria-multiselectable
      aria-activedescendant={seen ? `${drawing.id}-${active.row}-${active.col}` : undefined}
      onScroll={onScroll}
      onKeyDown={onKeyDown}
      {...pointer}
      {...drop.handlers}
    >
      <div role="presentation" className={css.sheet} style={{ width: at.rowHead + cols * at.column }}>
        <div role="rowgroup" className={css.headGroup}>
          <MatrixHead
            drawing={drawing}
            wide={wide}
            first={drawn.first}
            last={drawn.last}
            from={range.left}
            to={range.right}
            active={active.col}
          />
        </div>
        <div role="rowgroup" className={css.body} style={{ height: lines.length * rowHeight }}>
          <Marks at={at} range={range} active={active} drop={drop.over} />
          {rows}
          {props.asking && (
            <Beside at={at} cell={active} box={box}>
              {props.asking}
            </Beside>
          )}
        </div>
      </div>
    </div>
  )
}

/** The cross of the active cell, the selected range, and the cell that files are held over. */
function Marks({ at, range, active, drop }: { at: Measures; range: Range; active: Cell; drop: Cell | null }) {
  const seat = (r: Range) => ({
    top: r.top * rowHeight,
    left: at.rowHead + r.left * at.column,
    width: (r.right - r.left + 1) * at.column,
    height: (r.bottom - r.top + 1) * rowHeight,
  })
  const one = (c: Cell): Range => ({ top: c.row, bottom: c.row, left: c.col, right: c.col })
  const many = range.top !== range.bottom || range.left !== range.right
  return (
    <>
      <div role="presentation" className={css.crossColumn} style={{ left: at.rowHead + active.col * at.column }} />
      {many && <div role="presentation" className={css.range} style={seat(range)} />}
      <div role="presentation" className={css.active} style={seat(one(active))} />
      {drop && <div role="presentation" className={css.dropHere} style={seat(one(drop))} />}
    </>
  )
}

/** A small question beside a cell, on the side where there is room. */
function Beside({
  at,
  cell,
  box,
  children,
}: {
  at: Measures
  cell: Cell
  box: React.RefObject<HTMLDivElement | null>
  children: ReactNode
}) {
  const seat = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const el = seat.current
    const port = box.current
    if (!el || !port) return
    const x = at.rowHead + cell.col * at.column
    const y = cell.row * rowHeight + rowHeight + 4
    const right = port.scrollLeft + port.clientWidth - el.offsetWidth - 8
    el.style.left = `${Math.max(port.scrollLeft + 8, Math.min(x, right))}px`
    const below = y + el.offsetHeight <= port.scrollTop + port.clientHeight - at.head
    el.style.top = `${below ? y : Math.max(0, cell.row * rowHeight - el.offsetHeight - 4)}px`
  })
  return (
    <div ref={seat} className={css.beside} role="presentation">
      {children}
    </div>
  )
}

function fieldOf(el: HTMLElement | null, { drawing, lines, at }: MatrixGridProps): Field {
  const { columns, flat } = drawing
  return {
    rows: lines.length,
    cols: columns.length,
    page: Math.max(1, Math.floor(((el?.clientHeight ?? 600) - at.head) / rowHeight) - 1),
    pageCols: Math.max(1, Math.floor(((el?.clientWidth ?? 900) - at.rowHead) / at.column) - 1),
    // Ctrl and an arrow leap over what no target asks for, and over what holds well.
    filled: (row, col) => {
      const line = lines[row]
      return line?.is === 'row' && (flat.flags[line.row * flat.places + columns[col]!]! & 3) !== 0
    },
  }
}

/** Does what a key means; false if it means nothing here. */
function carryOut(command: GridCommand, { selection, onSelect, onDeed }: MatrixGridProps, field: Field): boolean {
  const size = { rows: field.rows, cols: field.cols }
  const { active } = selection
  switch (command.do) {
    case 'move':
      onSelect(moved(selection, command.move, command.extend, field))
      return true
    case 'cycle':
      return command.along === 'column' && onDeed('open')
    case 'select-all':
      onSelect(selectAll(selection, size))
      return true
    case 'select-row': {
      const range = currentRange(selection)
      onSelect({ ...selectRows(selection, range.top, range.bottom, size), active })
      return true
    }
    case 'select-column': {
      const range = currentRange(selection)
      onSelect({ ...selectColumns(selection, range.left, range.right, size), active })
      return true
    }
    case 'open':
    case 'escape':
    case 'clear':
    case 'copy':
      return onDeed(command.do)
    default:
      return false
  }
}

function usePointer(box: React.RefObject<HTMLDivElement | null>, props: MatrixGridProps) {
  const held = useRef(false)
  const under = (event: { clientX: number; clientY: number }) => {
    const el = box.current
    if (!el) return null
    const corner = el.getBoundingClientRect()
    const point = { x: event.clientX - corner.left, y: event.clientY - corner.top }
    return cellUnder(point, portOf(el), { rows: props.lines.length, cols: props.drawing.columns.length }, props.at)
  }
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    const target = event.target as HTMLElement
    if (event.button !== 0 || target.closest('button, a, input, textarea, [role="dialog"]')) return
    const el = event.currentTarget
    // The scroll bars are part of the box.
    const corner = el.getBoundingClientRect()
    if (event.clientX - corner.left >= el.clientWidth || event.clientY - corner.top >= el.clientHeight) return
    const cell = under(event)
    if (!cell || (cell.row < 0 && cell.col < 0)) return
    const size = { rows: props.lines.length, cols: props.drawing.columns.length }
    const { selection, onSelect } = props
    if (cell.row < 0) onSelect(selectColumns(selection, cell.col, cell.col, size, event.shiftKey ? 'extend' : 'only'))
    else if (cell.col < 0) onSelect(selectRows(selection, cell.row, cell.row, size, event.shiftKey ? 'extend' : 'only'))
    else {
      held.current = true
      onSelect(event.shiftKey ? extendTo(selection, cell) : selectCell(cell))
    }
  }
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (!held.current || event.buttons !== 1) return
    const cell = under(event)
    if (!cell || cell.row < 0 || cell.col < 0) return
    const far = farCorner(props.selection)
    if (far.row !== cell.row || far.col !== cell.col) props.onSelect(extendTo(props.selection, cell))
  }
  const onPointerUp = () => (held.current = false)
  const onDoubleClick = (event: { clientX: number; clientY: number }) => {
    const cell = under(event)
    if (cell && cell.row >= 0 && cell.col >= 0) props.onDeed('open')
  }
  return { onPointerDown, onPointerMove, onPointerUp, onDoubleClick }
}

function useDrop(box: React.RefObject<HTMLDivElement | null>, props: MatrixGridProps) {
  const [over, setOver] = useState<Cell | null>(null)
  const { onFiles, drawing, lines, at } = props
  const cellOf = useCallback(
    (event: DragEvent) => {
      const el = box.current
      if (!el) return null
      const corner = el.getBoundingClientRect()
      const point = { x: event.clientX - corner.left, y: event.clientY - corner.top }
      const cell = cellUnder(point, portOf(el), { rows: lines.length, cols: drawing.columns.length }, at)
      return cell && cell.row >= 0 && cell.col >= 0 && lines[cell.row]?.is === 'row' ? cell : null
    },
    [box, lines, drawing, at],
  )
  const onDragOver = (event: DragEvent<HTMLDivElement>) => {
    if (!onFiles || !dragsFiles(event.dataTransfer)) return
    // Also where nothing can be dropped, or the browser would open the file in place of the page.
    event.preventDefault()
    const cell = cellOf(event)
    event.dataTransfer.dropEffect = cell ? 'copy' : 'none'
    setOver((before) => (before?.row === cell?.row && before?.col === cell?.col ? before : cell))
  }
  const onDrop = (event: DragEvent<HTMLDivElement>) => {
    if (!onFiles || !dragsFiles(event.dataTransfer)) return
    event.preventDefault()
    const cell = cellOf(event)
    setOver(null)
    const files = filesOf(event.dataTransfer)
    if (cell && files.length > 0) onFiles(cell, files)
  }
  const onDragLeave = (event: DragEvent<HTMLDivElement>) => {
    if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(null)
  }
  return { over, handlers: { onDragOver, onDrop, onDragLeave } }
}
