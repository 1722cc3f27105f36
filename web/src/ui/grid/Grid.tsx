/**
 * A grid as in a spreadsheet: rows and columns are drawn only where they are in
 * sight, one cell is active, typing edits it. It writes nothing itself: it says
 * what somebody did, and shows what it is given.
 */
import { useCallback, useId, useImperativeHandle, useMemo, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react'
import { useFormats, useLocale } from '../language'
import { say } from '../toast'
import { CellEditor } from './CellEditor'
import type { TextOptions } from './cell-text'
import { showValue } from './cell-view'
import { ContextMenu } from './ContextMenu'
import { faultText, hintOf } from './faults'
import type { GridProps } from './grid-props'
import { GridHead } from './GridHead'
import { GridRow, type RowParts } from './GridRow'
import { gridCommand, type GridCommand } from './keymap'
import { gutter, offsetsOf, rowHeight } from './layout'
import { menuGroups } from './menu-lines'
import type { Field } from './moves'
import { runCommand } from './run-command'
import { currentRange, extendTo, fitted, rangeOf, selectCell, type Cell, type Range, type Selection } from './selection'
import { SelectionLayer } from './SelectionLayer'
import { useClipboard } from './use-clipboard'
import { useEditing } from './use-editing'
import { usePointer } from './use-pointer'
import { useTyping } from './use-typing'
import { useWindow } from './use-window'
import { useGridText } from './words'
import { drawnOut, isFilled } from './writes'
import css from './Grid.module.css'

/** The range a corner is dragged to: further down or up, or further right, whichever is more. */
function drawnRange(from: Range, to: Cell): Range {
  const all = rangeOf(
    { row: Math.min(from.top, to.row), col: from.left },
    { row: Math.max(from.bottom, to.row), col: from.right },
  )
  return to.row >= from.top && to.row <= from.bottom ? { ...from, right: Math.max(from.right, to.col) } : all
}

/** The grid. */
export function Grid(props: GridProps) {
  const { columns, rows, version, adding, editable, directory, quick, label, row: height } = props
  const t = useGridText()
  const formats = useFormats()
  const locale = useLocale()
  const id = useId()
  const options = useMemo<TextOptions>(
    () => ({ locale, yes: t('grid.yes'), no: t('grid.no'), directory }),
    [locale, t, directory],
  )
  const head = quick ? 2 * rowHeight : rowHeight
  const frozen = Math.min(props.frozen, Math.max(columns.length, 1))
  const offsets = useMemo(() => offsetsOf(columns), [columns])
  const total = rows.count + (adding ? 1 : 0)
  const size = useMemo(() => ({ rows: Math.max(total, 1), cols: Math.max(columns.length, 1) }), [total, columns.length])
  const { box, win, onScroll, reveal } = useWindow(total, offsets, head, height, frozen)
  const root = useRef<HTMLDivElement>(null)
  const [kept, setKept] = useState<Selection>(() => selectCell({ row: 0, col: Math.min(1, columns.length - 1) }))
  const selection = fitted(kept, size)
  const [focused, setFocused] = useState(false)
  const [menu, setMenu] = useState<{ x: number; y: number; col: number; head: boolean } | null>(null)
  const { onSelect } = props
  const select = useCallback(
    (next: Selection, show: Cell | null = next.active) => {
      setKept(next)
      onSelect(next)
      if (show) reveal(show)
    },
    [onSelect, reveal],
  )
  const focus = useCallback(() => root.current?.focus({ preventScroll: true }), [])
  const page = Math.max(1, win.bottom - win.top - 13)
  const pageCols = Math.max(1, win.right - win.left - 2)
  const field: Field = { ...size, page, pageCols, filled: (row, col) => isFilled(rows, columns, { row, col }) }
  const edits = useEditing(props.name, options)
  const { editing } = edits
  const typing = useTyping({ props, selection, select, reveal, field, options, edits, root })
  const clipboard = useClipboard(props, selection, options)

  const openMenu = () => {
    const cell = document.getElementById(`${id}-${selection.active.row}-${selection.active.col}`) ?? root.current
    const at = cell?.getBoundingClientRect()
    if (at) setMenu({ x: at.left + 12, y: at.bottom - 4, col: selection.active.col, head: false })
  }
  const run = (command: GridCommand) =>
    runCommand(command, {
      props,
      selection,
      select,
      field,
      options,
      edit: typing.edit,
      step: typing.step,
      forget: clipboard.forget,
      focusFilter: () => {
        const field = () => document.getElementById(`${id}-filter-${selection.active.col}`)
        const column = columns[selection.active.col]
        if (field()) return field()?.focus()
        // The row of filters comes first, then the field.
        if (column) props.onColumn(column, 'filter')
        requestAnimationFrame(() => field()?.focus())
      },
      menu: openMenu,
      copy: (cut) => {
        focus()
        clipboard.copy(cut)
      },
      paste: () => void clipboard.paste().then((there) => !there && say(t('grid.menu.pasteByKey'))),
    })
  const onKeyDown = (e: KeyboardEvent<HTMLDivElement>) => {
    if (e.target !== e.currentTarget) return
    const command = gridCommand(e)
    // The browser's own events carry the clipboard.
    if (!command || command.do === 'copy' || command.do === 'cut' || command.do === 'paste') return
    e.preventDefault()
    run(command)
  }
  const pointer = usePointer({
    box,
    selection,
    size,
    offsets,
    head,
    row: height,
    frozen,
    select,
    edit: () => typing.edit(),
    open: props.onOpen,
    group: (row) => props.groupOf(row) && props.onGroup(row),
    finish: edits.settled,
    focus,
  })
  const onFill = (to: Cell, copy: boolean) => {
    const from = currentRange(selection)
    const range = drawnRange(from, to)
    select(extendTo({ ...selection, anchor: { row: range.top, col: range.left } }, { row: range.bottom, col: range.right }))
    if (editable) props.onWrite(drawnOut(from, range, columns, rows, options, copy), 'fill')
  }
  const onContextMenu = (e: MouseEvent<HTMLDivElement>) => {
    if ((e.target as HTMLElement).closest('input, textarea')) return
    e.preventDefault()
    // Keys ask for the menu as well, and then there is no place on the page.
    if (e.button !== 2) return
    const over = (e.target as HTMLElement).closest<HTMLElement>('[data-col]')
    const col = over ? Number(over.dataset['col']) : selection.active.col
    setMenu({ x: e.clientX, y: e.clientY, col, head: over !== null })
  }
  useImperativeHandle(props.handle, () => ({ focus, select: (next) => select(next), reveal, run }))

  const { rowLook, look, glyph, draw, nextKey, emptyHint, groupOf } = props
  const parts = useMemo<RowParts>(
    () => ({
      id,
      columns,
      offsets,
      frozen,
      row: (row) => (row < rows.count ? rowLook(row) : 'empty'),
      look,
      glyph,
      draw,
      nextKey,
      emptyHint,
      group: groupOf,
      groupText: (g) => ({ label: g.label || t('grid.group.none'), count: t('grid.title.count', { count: g.count }) }),
      text: (column, l) => showValue(column, l.value, { t, formats, directory }),
      markText: (mark) => t(`grid.mark.${mark}`),
    }),
    // A new version is a new object, so that rows in sight are drawn again.
    [id, columns, offsets, frozen, rows, version, rowLook, look, glyph, draw, nextKey, emptyHint, groupOf, t, formats, directory], // eslint-disable-line react-hooks/exhaustive-deps
  )
  const width = gutter + (offsets.at(-1) ?? 0)
  // Rows that leave the window lend their elements to those that come: filling is cheaper than making.
  const pool = Math.max(1, Math.ceil((win.bottom - win.top) / 8) * 8 + 8)
  const gap = Math.max(0, (offsets[win.left] ?? 0) - (offsets[frozen] ?? 0))
  const { active } = selection
  const touched = (col: number) => selection.ranges.some((r) => col >= r.left && col <= r.right)
  const spans = (row: number) => selection.ranges.filter((r) => row >= r.top && row <= r.bottom).map((r) => `${r.left}-${r.right}`).join(' ') // prettier-ignore
  const inSight = focused && active.row >= win.top && active.row < win.bottom
  const edited = typing.column && typing.row >= 0 ? typing.column : null
  const menuColumn = menu ? columns[menu.col] : undefined

  return (
    <div ref={box} className={css.scroller} onScroll={onScroll} {...pointer.handlers} onContextMenu={onContextMenu}>
      <div
        className={`${css.content} ${height > 40 ? css.tall : ''}`}
        style={{ width, height: head + total * height + 40, ['--row' as string]: `${height}px` }}
      >
        <div
          ref={root}
          role="grid"
          tabIndex={0}
          aria-label={label}
          aria-rowcount={total + 1}
          aria-colcount={columns.length + 1}
          aria-multiselectable
          aria-readonly={!editable}
          aria-activedescendant={inSight ? `${id}-${active.row}-${groupOf(active.row) ? 0 : active.col}` : undefined}
          className={css.grid}
          onKeyDown={onKeyDown}
          {...clipboard.handlers}
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
            offsets={offsets}
            frozen={frozen}
            touched={touched}
            sort={props.sort}
            onSort={props.onSort}
            onWidth={props.onWidth}
            onMove={props.onMove}
            quick={quick}
            quickFaults={props.quickFaults}
            onQuick={props.onQuick}
            onLeave={focus}
          />
          <div role="rowgroup">
            {Array.from({ length: Math.max(0, Math.min(win.bottom, total) - win.top) }, (_, i) => win.top + i).map((row) => (
              <GridRow
                key={row % pool}
                index={row}
                top={row * height}
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
          row={height}
          frozen={frozen}
          ants={props.ants ?? clipboard.ants}
          line={groupOf(active.row) !== undefined}
          focused={focused || editing !== null}
          handle={editable && !editing && selection.ranges.length === 1 && !props.ants}
          onHandle={pointer.fill(onFill)}
        />
        {editing && edited && (
          <CellEditor
            key={`${editing.row} ${editing.column}`}
            column={edited}
            label={t('grid.editing', {
              column: edited.heading,
              row: typing.row < rows.count ? rows.id(typing.row) : t('grid.newRow'),
            })}
            text={editing.text}
            quick={editing.quick}
            open={editing.open}
            fault={editing.fault ? faultText(t, editing.fault) : null}
            hint={hintOf(edited, t)}
            box={{ left: gutter + (offsets[typing.col] ?? 0), top: head + typing.row * height, width: edited.width, height }}
            above={typing.row > 8 && typing.row > win.top + (win.bottom - win.top) * 0.65}
            suggest={(text) => props.suggest(edited, text)}
            onText={edits.type}
            onCommand={typing.commit}
          />
        )}
      </div>
      {menu && (
        <ContextMenu
          label={menu.head ? (menuColumn?.heading ?? '') : label}
          at={menu}
          groups={menuGroups({ props, t, row: active.row, column: menuColumn, col: menu.col, run, head: menu.head })}
          onClose={() => {
            setMenu(null)
            focus()
          }}
        />
      )}
    </div>
  )
}
