import { useEffect, useRef, type PointerEvent, type RefObject } from 'react'
import { gutter, placeAt, rowHeight } from './layout'
import {
  addCell,
  extendTo,
  inRange,
  selectAll,
  selectCell,
  selectColumns,
  selectRows,
  within,
  type Cell,
  type Selection,
  type Size,
} from './selection'

interface PointerParts {
  box: RefObject<HTMLDivElement | null>
  selection: Selection
  size: Size
  offsets: readonly number[]
  head: number
  row: number
  frozen: number
  select: (next: Selection, show?: Cell | null) => void
  edit: () => void
  open: (row: number) => void
  group: (row: number) => void
  /** Whether no edit stays open that has to be settled first. */
  finish: () => boolean
  focus: () => void
}

type Drag = { what: 'cells' | 'rows' | 'columns' } | { what: 'fill'; done: (to: Cell, copy: boolean) => void }

/** Selecting with the pointer: cells, rows by their numbers, columns by their heads, and the corner that fills. */
export function usePointer(parts: PointerParts) {
  const now = useRef(parts)
  const drag = useRef<Drag | null>(null)
  const last = useRef({ x: 0, y: 0 })
  useEffect(() => {
    now.current = parts
  })

  const at = (x: number, y: number): { cell: Cell; part: 'cells' | 'rows' | 'columns' | 'corner' } | null => {
    const { box, offsets, head, size, row: height, frozen: count } = now.current
    const el = box.current
    if (!el) return null
    const r = el.getBoundingClientRect()
    const [dx, dy] = [x - r.left, y - r.top]
    if (dx > el.clientWidth || dy > el.clientHeight) return null
    const row = Math.floor((dy - head + el.scrollTop) / height)
    const frozen = offsets[count] ?? 0
    const col = placeAt(offsets, dx < gutter + frozen ? Math.max(dx - gutter, 0) : dx - gutter + el.scrollLeft)
    const part = dy < rowHeight ? (dx < gutter ? 'corner' : 'columns') : dx < gutter ? 'rows' : 'cells'
    if (dy >= rowHeight && dy < head) return null
    if (row >= size.rows && part !== 'columns') return null
    return { cell: within({ row, col }, size), part }
  }

  const move = (e: { clientX: number; clientY: number }) => {
    const held = drag.current
    const { box, selection, size, select, head } = now.current
    const el = box.current
    if (!held || !el) return
    last.current = { x: e.clientX, y: e.clientY }
    const r = el.getBoundingClientRect()
    // Beyond the edge the grid scrolls along.
    if (e.clientY > r.top + el.clientHeight) el.scrollTop += now.current.row
    else if (e.clientY < r.top + head && held.what !== 'columns') el.scrollTop -= now.current.row
    if (e.clientX > r.left + el.clientWidth) el.scrollLeft += 40
    else if (e.clientX < r.left + gutter + (now.current.offsets[now.current.frozen] ?? 0) && held.what !== 'rows')
      el.scrollLeft -= 40
    const x = Math.max(r.left + 1, Math.min(e.clientX, r.left + el.clientWidth - 2))
    const y = Math.max(r.top + (held.what === 'columns' ? 1 : head + 1), Math.min(e.clientY, r.top + el.clientHeight - 2))
    const hit = at(x, y)
    if (!hit) return
    if (held.what === 'cells') select(extendTo(selection, hit.cell), null)
    else if (held.what === 'rows') select(selectRows(selection, hit.cell.row, hit.cell.row, size, 'extend'), null)
    else if (held.what === 'columns') select(selectColumns(selection, hit.cell.col, hit.cell.col, size, 'extend'), null)
  }

  const press = (e: PointerEvent<HTMLDivElement>) => {
    const target = e.target as HTMLElement
    if (target.closest('input, textarea, button, [data-editor]')) return
    const hit = at(e.clientX, e.clientY)
    if (!hit) return
    const { selection, size, select, focus, finish, open, group } = now.current
    if (e.button === 2 && selection.ranges.some((r) => inRange(r, hit.cell))) return
    e.preventDefault()
    focus()
    if (!finish()) return
    if (e.button === 0 && target.closest('[data-open]') && !e.shiftKey && !e.ctrlKey && !e.metaKey) {
      select(selectCell(hit.cell), null)
      open(hit.cell.row)
      return
    }
    if (e.button === 0 && target.closest('[data-group]')) {
      select(selectCell(hit.cell), null)
      group(hit.cell.row)
      return
    }
    const add = e.ctrlKey || e.metaKey
    const how = e.shiftKey ? 'extend' : add ? 'add' : 'only'
    if (hit.part === 'corner') return select(selectAll(selection, size), null)
    if (hit.part === 'rows') select(selectRows(selection, hit.cell.row, hit.cell.row, size, how), null)
    else if (hit.part === 'columns') select(selectColumns(selection, hit.cell.col, hit.cell.col, size, how), null)
    else
      select(
        e.shiftKey ? extendTo(selection, hit.cell) : add ? addCell(selection, hit.cell) : selectCell(hit.cell),
        e.shiftKey ? null : hit.cell,
      )
    if (e.button !== 0) return
    drag.current = { what: hit.part }
    e.currentTarget.setPointerCapture(e.pointerId)
  }

  const release = (e: PointerEvent<HTMLDivElement>) => {
    const held = drag.current
    drag.current = null
    if (held?.what !== 'fill') return
    const hit = at(e.clientX, e.clientY)
    if (hit) held.done(hit.cell, e.ctrlKey || e.metaKey)
  }

  return {
    handlers: {
      onPointerDown: press,
      onPointerMove: move,
      onPointerUp: release,
      onPointerCancel: () => (drag.current = null),
      onDoubleClick: (e: { clientX: number; clientY: number; target: EventTarget }) => {
        if ((e.target as HTMLElement).closest('input, textarea, button')) return
        if (at(e.clientX, e.clientY)?.part === 'cells') now.current.edit()
      },
    },
    /** Begins to drag the corner of the selection. */
    fill: (done: (to: Cell, copy: boolean) => void) => (e: PointerEvent) => {
      e.preventDefault()
      e.stopPropagation()
      drag.current = { what: 'fill', done }
      now.current.box.current?.setPointerCapture(e.pointerId)
    },
  }
}
