/* eslint-disable react-hooks/refs -- the hooks of this folder hand refs on as values; they are read in handlers and effects only */
/**
 * A grid as in a spreadsheet: rows and columns are drawn only where they are in
 * sight, one cell is active, typing edits it. It writes nothing itself: it says
 * what somebody did, and shows what it is given.
 */
import {
  useCallback,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type ClipboardEvent,
  type KeyboardEvent,
} from 'react'
import { useFormats, useLocale } from '../language'
import { CellEditor } from './CellEditor'
import { editText, type TextOptions } from './cell-text'
import { showValue } from './cell-view'
import { readClip } from './clipboard'
import type { CellValue, GridColumn } from './column'
import { GridHead } from './GridHead'
import { GridRow, type RowParts } from './GridRow'
import { formatHtmlTable } from './html-table'
import { gridCommand, type EditCommand, type GridCommand } from './keymap'
import { gutter, offsetsOf, rowHeight } from './layout'
import { moved, type Field } from './moves'
import {
  currentRange,
  cycle,
  extendTo,
  farCorner,
  fitted,
  isSingle,
  selectAll,
  selectCell,
  selectColumns,
  selectedRows,
  selectRows,
  type Cell,
  type Range,
  type Selection,
} from './selection'
import { SelectionLayer } from './SelectionLayer'
import { formatTsv } from './tsv'
import { useEditing } from './use-editing'
import { usePointer } from './use-pointer'
import { useWindow } from './use-window'
import { faultText, hintOf } from './faults'
import { emptyRow, type GridProps } from './grid-props'
import { useGridText } from './words'
import { clear, copied, fillDown, fillRight, fillWith, isFilled } from './writes'
import css from './Grid.module.css'

/** The grid. */
export function Grid(props: GridProps) {
  const { columns, rows, version, adding, editable, directory, quick, label } = props
  const t = useGridText()
  const formats = useFormats()
  const locale = useLocale()
  const id = useId()
  const options = useMemo<TextOptions>(
    () => ({ locale, yes: t('grid.yes'), no: t('grid.no'), directory }),
    [locale, t, directory],
  )
  const head = quick ? 2 * rowHeight : rowHeight
  const offsets = useMemo(() => offsetsOf(columns), [columns])
  const total = rows.count + (adding ? 1 : 0)
  const size = useMemo(() => ({ rows: Math.max(total, 1), cols: Math.max(columns.length, 1) }), [total, columns.length])
  const { box, win, onScroll, reveal } = useWindow(total, offsets, head)
  const root = useRef<HTMLDivElement>(null)
  const [kept, setKept] = useState<Selection>(() => selectCell({ row: 0, col: Math.min(1, columns.length - 1) }))
  const selection = fitted(kept, size)
  const [focused, setFocused] = useState(false)
  const { editing, current, draft, begin, type, read, end, resume } = useEditing(props.name, options)
  const { onSelect } = props

  const select = useCallback(
    (next: Selection, show: Cell | null = next.active) => {
      setKept(next)
      onSelect(next)
      if (show) reveal(show)
    },
    [onSelect, reveal],
  )
  const rowId = (row: number) => (row < rows.count ? rows.id(row) : emptyRow)
  const rowOfId = (name: string): number => {
    if (name === emptyRow) return adding ? rows.count : -1
    if (selection.active.row < rows.count && rows.id(selection.active.row) === name) return selection.active.row
    for (let i = 0; i < rows.count; i++) if (rows.id(i) === name) return i
    return -1
  }
  const editRow = editing ? rowOfId(editing.row) : -1
  const editCol = editing ? columns.findIndex((c) => c.id === editing.column) : -1
  const editColumn = columns[editCol]

  useLayoutEffect(() => {
    if (!draft) return
    const at = rowOfId(draft.row)
    const col = columns.findIndex((c) => c.id === draft.column)
    if (at < 0 || col < 0) return
    // eslint-disable-next-line react-hooks/set-state-in-effect -- what was half typed opens again, once
    select(selectCell({ row: at, col }))
    resume()
  }, [draft, version]) // eslint-disable-line react-hooks/exhaustive-deps

  const edit = (how: { typed?: string; open?: boolean } = {}) => {
    const { row, col } = selection.active
    const column = columns[col]
    if (!column) return
    const kind = row < rows.count ? props.rowLook(row) : 'empty'
    if (!editable || column.locked || (kind !== 'item' && kind !== 'empty')) return props.onLocked(row, column)
    if (column.type === 'table' && row < rows.count) return props.onTable(row, column)
    if (column.type === 'table') return props.onLocked(row, column)
    reveal(selection.active)
    begin(rowId(row), column, props.look(row, column).value, how)
  }

  const commit = (command: Exclude<EditCommand, { do: 'suggestion' | 'mode' | 'newline' }>, text: string) => {
    const now = current.current
    if (!now || !editColumn) return
    if (command.do === 'cancel') {
      end()
      root.current?.focus({ preventScroll: true })
      return
    }
    if (command.do === 'commit-all' && !isSingle(selection)) {
      const writing = fillWith(text, selection, columns, rows, options)
      if (writing.writes.length === 0 && writing.faults.length > 0 && !read(editColumn, text).ok) return
      end()
      props.onWrite(writing, 'fill')
      root.current?.focus({ preventScroll: true })
      return
    }
    const reading = read(editColumn, text)
    if (!reading.ok) return
    end()
    const done =
      command.do === 'commit-all' || (command.do === 'commit' && command.along === 'column') || command.do === 'commit-move'
    const added = now.row === emptyRow && props.onAdd(editColumn, reading.value, done)
    if (now.row !== emptyRow && editRow >= 0) write(editRow, editColumn, reading.value)
    if (command.do === 'commit' && command.along === 'none') {
      if (document.activeElement === document.body || document.activeElement?.tagName === 'TEXTAREA')
        root.current?.focus({ preventScroll: true })
      return
    }
    root.current?.focus({ preventScroll: true })
    if (command.do === 'commit-move') select(moved(selection, { to: 'step', direction: command.direction }, false, field))
    else if (command.do === 'commit' && command.along !== 'none') step(command.along, command.step, added)
  }

  const write = (row: number, column: GridColumn, value: CellValue) => {
    const before = rows.value(row, column)
    props.onWrite(
      {
        writes: JSON.stringify(before) === JSON.stringify(value) ? [] : [{ row: rows.id(row), column, before, after: value }],
        faults: [],
      },
      'edit',
    )
  }

  const step = (along: 'row' | 'column', by: 1 | -1, added: boolean) => {
    // A finished row joins the others; typing goes on at the start of the empty one below it.
    if (added && along === 'column' && by === 1) select(selectCell({ row: size.rows, col: Math.min(1, size.cols - 1) }))
    else select(cycle(selection, along, by, size))
  }

  const page = Math.max(1, win.bottom - win.top - 13)
  const pageCols = Math.max(1, win.right - win.left - 2)
  const field: Field = { ...size, page, pageCols, filled: (row, col) => isFilled(rows, columns, { row, col }) }

  const run = (command: GridCommand) => {
    switch (command.do) {
      case 'move': {
        const next = moved(selection, command.move, command.extend, field)
        const far = command.extend ? farCorner(next) : next.active
        return select(next, far)
      }
      case 'cycle':
        if (command.along === 'column' && command.step === 1 && selection.active.row === rows.count && isSingle(selection))
          return step('column', 1, props.onAdd(null, undefined, true))
        return select(cycle(selection, command.along, command.step, size))
      case 'edit':
        return edit()
      case 'choices':
        return edit({ open: true })
      case 'type':
        return edit({ typed: command.text })
      case 'select-all':
        return select(selectAll(selection, size), null)
      case 'select-row':
        return select(selectRows(selection, currentRange(selection).top, currentRange(selection).bottom, size), null)
      case 'select-column':
        return select(selectColumns(selection, currentRange(selection).left, currentRange(selection).right, size), null)
      case 'clear':
        return editable ? props.onWrite(clear(selection, columns, rows), 'clear') : undefined
      case 'fill-down':
        return editable ? props.onWrite(fillDown(selection, columns, rows), 'fill') : undefined
      case 'fill-right':
        return editable ? props.onWrite(fillRight(selection, columns, rows, options), 'fill') : undefined
      case 'undo':
        return props.onUndo()
      case 'redo':
        return props.onRedo()
      case 'open':
        return selection.active.row < rows.count ? props.onOpen(selection.active.row) : undefined
      case 'delete-rows':
        return editable ? props.onRetire(selectedRows(selection).filter((r) => r < rows.count)) : undefined
      case 'escape':
        setAnts(null)
        return props.onEscape()
      case 'filter':
        return document.getElementById(`${id}-filter-${selection.active.col}`)?.focus()
      case 'copy':
      case 'cut':
      case 'paste':
      case 'menu':
        return undefined // the browser's own events carry the clipboard
    }
  }

  const [ants, setAnts] = useState<{ range: Range; at: number } | null>(null)
  const onKeyDown = (e: KeyboardEvent<HTMLDivElement>) => {
    if (e.target !== e.currentTarget) return
    const command = gridCommand(e)
    if (!command || command.do === 'copy' || command.do === 'cut' || command.do === 'paste' || command.do === 'menu') return
    e.preventDefault()
    run(command)
  }
  const onCopy = (e: ClipboardEvent<HTMLDivElement>, cut = false) => {
    if (e.target !== e.currentTarget) return
    const cells = copied(selection, columns, rows, (column, value) => editText(column, value, options))
    if (!cells) return props.onLocked(-1, columns[0] as GridColumn)
    e.preventDefault()
    e.clipboardData.setData('text/plain', formatTsv(cells))
    e.clipboardData.setData('text/html', formatHtmlTable(cells))
    setAnts({ range: currentRange(selection), at: version })
    if (cut && editable) props.onWrite(clear(selection, columns, rows), 'cut')
  }
  const onPaste = (e: ClipboardEvent<HTMLDivElement>) => {
    if (e.target !== e.currentTarget) return
    e.preventDefault()
    setAnts(null)
    if (editable)
      props.onPaste(
        readClip(e.clipboardData.getData('text/plain'), e.clipboardData.getData('text/html')),
        currentRange(selection),
      )
  }

  useImperativeHandle(props.ref, () => ({
    focus: () => root.current?.focus({ preventScroll: true }),
    select: (next) => select(next),
    reveal,
    run,
  }))
  const pointer = usePointer({
    box,
    selection,
    size,
    offsets,
    head,
    select,
    edit: () => edit(),
    open: props.onOpen,
    finish: () => current.current === null,
    focus: () => root.current?.focus({ preventScroll: true }),
  })
  const onFill = (to: Cell) => {
    const next = extendTo(selection, to)
    select(next)
    const r = currentRange(selection)
    if (!editable) return
    if (to.row > r.bottom) props.onWrite(fillDown({ ...next, ranges: [{ ...r, bottom: to.row }] }, columns, rows), 'fill')
    else if (to.col > r.right)
      props.onWrite(fillRight({ ...next, ranges: [{ ...r, right: to.col }] }, columns, rows, options), 'fill')
  }

  const { rowLook, look, glyph, draw, nextKey, emptyHint } = props
  const parts = useMemo<RowParts>(
    () => ({
      id,
      columns,
      row: (row) => (row < rows.count ? rowLook(row) : 'empty'),
      look,
      glyph,
      draw,
      nextKey,
      emptyHint,
      text: (column, l) => showValue(column, l.value, { t, formats, directory }),
      markText: (mark) => t(`grid.mark.${mark}`),
    }),
    // A new version is a new object, so that rows in sight are drawn again.
    [id, columns, rows, version, rowLook, look, glyph, draw, nextKey, emptyHint, t, formats, directory], // eslint-disable-line react-hooks/exhaustive-deps
  )
  const width = gutter + (offsets.at(-1) ?? 0)
  // Rows that leave the window lend their elements to those that come: filling is cheaper than making.
  const pool = Math.max(1, Math.ceil((win.bottom - win.top) / 8) * 8 + 8)
  const gap = Math.max(0, (offsets[win.left] ?? 0) - (offsets[1] ?? 0))
  const touched = (col: number) => selection.ranges.some((r) => col >= r.left && col <= r.right)
  const spans = (row: number) => selection.ranges.filter((r) => row >= r.top && row <= r.bottom).map((r) => `${r.left}-${r.right}`).join(' ') // prettier-ignore
  const editBox =
    editColumn && editRow >= 0
      ? { left: gutter + (offsets[editCol] ?? 0), top: head + editRow * rowHeight, width: editColumn.width, height: rowHeight }
      : null

  return (
    <div ref={box} className={css.scroller} onScroll={onScroll} {...pointer.handlers}>
      <div className={css.content} style={{ width, height: head + total * rowHeight + 40 }}>
        <div
          ref={root}
          role="grid"
          tabIndex={0}
          aria-label={label}
          aria-rowcount={total + 1}
          aria-colcount={columns.length + 1}
          aria-multiselectable
          aria-readonly={!editable}
          aria-activedescendant={
            focused && selection.active.row >= win.top && selection.active.row < win.bottom
              ? `${id}-${selection.active.row}-${selection.active.col}`
              : undefined
          }
          className={css.grid}
          onKeyDown={onKeyDown}
          onCopy={onCopy}
          onCut={(e) => onCopy(e, true)}
          onPaste={onPaste}
          onFocus={() => setFocused(true)}
          onBlur={() => setFocused(false)}
        >
          <GridHead
            id={id}
            columns={columns}
            left={win.left}
            right={win.right}
            gap={gap}
            width={width}
            touched={touched}
            sort={props.sort}
            onSort={props.onSort}
            onWidth={props.onWidth}
            quick={quick}
            quickFaults={props.quickFaults}
            onQuick={props.onQuick}
            onLeave={() => root.current?.focus({ preventScroll: true })}
          />
          <div role="rowgroup">
            {Array.from({ length: Math.max(0, Math.min(win.bottom, total) - win.top) }, (_, i) => win.top + i).map((row) => (
              <GridRow
                key={row % pool}
                index={row}
                top={row * rowHeight}
                width={width}
                left={win.left}
                right={win.right}
                gap={gap}
                parts={parts}
                version={version}
                selected={spans(row)}
              />
            ))}
          </div>
        </div>
        <SelectionLayer
          selection={selection}
          offsets={offsets}
          head={head}
          ants={props.ants ?? (ants?.at === version ? ants.range : null)}
          focused={focused || editing !== null}
          handle={editable && !editing && selection.ranges.length === 1 && !props.ants}
          onHandle={pointer.fill(onFill)}
        />
        {editing && editColumn && editBox && (
          <CellEditor
            key={`${editing.row} ${editing.column}`}
            column={editColumn}
            label={t('grid.editing', {
              column: editColumn.heading,
              row: editRow < rows.count ? rows.id(editRow) : t('grid.newRow'),
            })}
            text={editing.text}
            quick={editing.quick}
            open={editing.open}
            fault={editing.fault ? faultText(t, editing.fault) : null}
            hint={hintOf(editColumn, t)}
            box={editBox}
            above={editRow > 8 && editRow > win.top + (win.bottom - win.top) * 0.65}
            suggest={(text) => props.suggest(editColumn, text)}
            onText={type}
            onCommand={commit}
          />
        )}
      </div>
    </div>
  )
}
