import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { SchemaDocument, SchemaKind } from '../../api/documents'
import { edit, outbox, redo, undo } from '../../api/editing'
import { asProblem } from '../../api/problem'
import { useProject } from '../../api/project'
import { isNow } from '../../domain/state-ref'
import { useStore } from '../../lib/use-store'
import { Button } from '../../ui/Button'
import type { GlyphName } from '../../ui/glyph-names'
import type { TextOptions } from '../../ui/grid/cell-text'
import type { Clip } from '../../ui/grid/clipboard'
import type { CellValue, GridColumn } from '../../ui/grid/column'
import type { FilterNames } from '../../ui/grid/filter-completion'
import { Grid } from '../../ui/grid/Grid'
import type { GridHandle } from '../../ui/grid/grid-props'
import { arranged, widened } from '../../ui/grid/layout'
import { overlayOf } from '../../ui/grid/overlay'
import { guessLayout, noMending, planPaste, tiled, writesOf, type PlannedCell } from '../../ui/grid/paste-plan'
import { allOf, quickFilter } from '../../ui/grid/quick-filter'
import { selectCell, type Range, type Selection } from '../../ui/grid/selection'
import { columnWords, pluralWords, useGridText } from '../../ui/grid/words'
import { useFormats, useLocale, useT } from '../../ui/language'
import { useProjectAddress } from '../../ui/navigation'
import { say } from '../../ui/toast'
import { columnsOf } from './columns'
import { assetGlyph, drawVector, fitting } from './drawing'
import { namesOf } from './heading-names'
import { FilterBar } from './FilterBar'
import { Foot } from './Foot'
import { PastePanel, type Pasting } from './PastePanel'
import { PrintTable } from './PrintTable'
import { TableDialog } from './TableDialog'
import { ToolBar } from './ToolBar'
import { useDirectory } from './use-directory'
import { useLooks, useModel } from './use-model'
import { useOrder } from './use-order'
import { useRows } from './use-rows'
import { useGridView } from './use-view'
import { useWriting } from './use-writing'
import css from './GridScreen.module.css'

/** The grid of one kind of items. */
export function KindGrid({ schema, kind }: { schema: SchemaDocument; kind: SchemaKind }) {
  const t = useGridText()
  const words = useT()
  const formats = useFormats()
  const locale = useLocale()
  const { project, head, view, can } = useProject()
  const [, change] = useProjectAddress()
  const grid = useRef<GridHandle>(null)
  const all = useMemo(
    () => columnsOf(schema, kind, { key: t('grid.key'), title: t('grid.name'), of: (id) => columnWords(locale, id) }),
    [schema, kind, t, locale],
  )
  const state = useGridView(project.key, kind.kind, all)
  const columns = useMemo(() => arranged(all, state.layout), [all, state.layout])
  const [filterRow, setFilterRow] = useState(() => Object.keys(state.quick).length > 0)

  const directoryTable = useRef<{ titles: ReadonlyMap<string, string>; version: number }>({ titles: new Map(), version: 0 })
  const directory = useDirectory(view, columns, directoryTable.current.titles, directoryTable.current.version) // eslint-disable-line react-hooks/refs -- titles only grow
  const quick = useMemo(() => {
    const expressions: string[] = []
    const faults: Record<string, string> = {}
    for (const column of all) {
      const text = state.quick[column.id]
      if (!text) continue
      const made = quickFilter(column, text, directory)
      if (made.ok) expressions.push(made.expression)
      else faults[column.id] = t(`grid.quick.${made.fault}`, { text: made.text })
    }
    return { expression: allOf(expressions), faults }
  }, [all, state.quick, directory, t])
  const filter = allOf([state.filter, quick.expression])
  const rows = useRows({ view, kind: kind.kind, filter, head: head.commit })
  useEffect(() => {
    directoryTable.current = { titles: rows.table.titles, version: rows.version }
  }, [rows.table, rows.version])

  const edits = useStore(outbox.list)
  const overlay = useMemo(
    () =>
      overlayOf(
        edits.filter((e) => e.project === project.key),
        isNow(view.at) ? rows.readAt : Infinity,
      ),
    [edits, project.key, rows.readAt, view.at],
  )
  const { order, sorting } = useOrder(rows.table, rows.version, all, state.sort)
  const model = useModel({ table: rows.table, version: rows.version, order, kind: kind.kind, overlay })
  const { send, onWrite, draft, onAdd, drop } = useWriting(project.key, kind.kind, rows.readAt, all)
  const editable = can('write model')
  const options = useMemo<TextOptions>(
    () => ({ locale, yes: t('grid.yes'), no: t('grid.no'), directory }),
    [locale, t, directory],
  )

  const [pasting, setPasting] = useState<Pasting | null>(null)
  const plan = useMemo(
    () =>
      pasting
        ? planPaste(
            pasting.input,
            pasting.layout,
            { at: pasting.at, all, rows: { ...model.rows, count: model.items }, rowOf: model.rowOf, options },
            pasting.mending,
          )
        : null,
    [pasting, all, model, options],
  )
  const { shown, rowLook, look, rowOfPlanned } = useLooks(model, overlay, plan, draft)
  const counter = useRef(0)
  const version = useMemo(() => ++counter.current, [shown, look, rowLook, columns]) // eslint-disable-line react-hooks/exhaustive-deps, react-hooks/refs -- counts what is drawn

  const [selection, setSelection] = useState<Selection>(() => selectCell({ row: 0, col: 1 }))
  const [table, setTable] = useState<{ row: number; column: GridColumn } | null>(null)

  const onPaste = (clip: Clip, at: Range) => {
    if (!clip.ok)
      return say(clip.fault === 'merged' ? t('grid.clip.merged', { row: clip.row, column: clip.column }) : t('grid.clip.empty'))
    const input = tiled(clip, at)
    const cell = { row: at.top, col: at.left }
    const layout = guessLayout(input, cell, columns, all, namesOf)
    const next: Pasting = { input, layout, at: cell, mending: noMending }
    const small = planPaste(input, layout, {
      at: cell,
      all,
      rows: { ...model.rows, count: model.items },
      rowOf: model.rowOf,
      options,
    })
    // One row without a fault is as plain as typing; more is shown before it is written.
    if (input.cells.length === 1 && small.faults.length === 0 && small.newRows === 0) {
      send(writesOf(small), 'paste')
      return
    }
    if (small.rows.length > 0) setPasting(next)
  }
  const apply = () => {
    if (!plan) return
    const count = plan.newRows + plan.changedRows
    send(writesOf(plan), `paste ${count} rows`)
    setPasting(null)
    say(t('grid.paste.done', { count }), { label: t('grid.undo'), run: () => takeBack('undo') })
    grid.current?.focus()
  }
  const takeBack = (what: 'undo' | 'redo') => {
    ;(what === 'undo' ? undo : redo)(project.key).then(
      (by) => say(by === null ? t('grid.nothingUndo') : t(what === 'undo' ? 'grid.undone' : 'grid.redone')),
      (error: unknown) => say(asProblem(error).detail),
    )
  }
  const retire = (list: readonly number[]) => {
    const keys = list.filter((r) => rowLook(r) === 'item').map((r) => shown.id(r))
    if (keys.length === 0) return
    edit(
      project.key,
      rows.readAt,
      keys.map((key) => ({ op: 'retire', key })),
      [],
      `retire ${keys.length} items`,
    )
    say(t('grid.retired', { count: keys.length }), { label: t('grid.undo'), run: () => takeBack('undo') })
  }
  const suggest = useCallback(
    (column: GridColumn, text: string) => {
      const start = text.trim().toLowerCase()
      if (column.choices && column.choices.length > 0) {
        const fits = column.choices.filter((c) => c.toLowerCase().includes(start))
        const exact = column.choices.some((c) => c.toLowerCase() === start)
        return (exact || fits.length === 0 ? column.choices : fits).map((c) => ({ text: c }))
      }
      if (column.type === 'yes/no')
        return [{ text: t('grid.yes') }, { text: t('grid.no') }].filter(
          (c) => c.text.startsWith(start) || start === t('grid.yes') || start === t('grid.no'),
        )
      if (column.type !== 'links') return []
      const last = column.single ? text : (text.split(/[,;]/).at(-1) ?? '')
      return directory.suggest(last, column.kinds ?? [], 12).map((x) => ({ text: x.key, hint: x.title, mono: true }))
    },
    [directory, t],
  )
  const names = useMemo<FilterNames>(
    () => ({
      columns: all,
      verbs: schema.verbs.flatMap((v) => [
        ...(v.ends.some((e) => e.from.includes(kind.kind)) ? [v.verb] : []),
        ...(v.ends.some((e) => e.to.includes(kind.kind)) ? [v.inverse] : []),
      ]),
      keys: (start) => directory.suggest(start, [...new Set(all.flatMap((c) => c.kinds ?? []))], 20),
    }),
    [all, schema, kind, directory],
  )
  const glyph = useCallback(
    (row: number): GlyphName | undefined =>
      kind.kind === 'asset' && row < model.rows.count
        ? assetGlyph((id) => model.rows.value(row, { id } as GridColumn))
        : undefined,
    [kind.kind, model],
  )
  const locked = (row: number, column: GridColumn) => {
    if (row < 0) return say(t('grid.clip.ranges'))
    if (!isNow(view.at)) return say(t('grid.past'))
    if (!editable) return say(t('grid.reading'))
    if (row < shown.count && rowLook(row) === 'new') return say(t('grid.locked.new'))
    say(
      column.locked === 'key'
        ? t('grid.locked.key')
        : column.locked === 'recorded'
          ? t('grid.locked.recorded', { column: column.heading })
          : t('grid.fault.table', { column: column.heading }),
    )
  }
  const ants =
    plan && pasting && !pasting.layout.header && pasting.layout.match === 'position'
      ? {
          top: pasting.at.row,
          left: pasting.at.col,
          bottom: pasting.at.row + plan.rows.length - 1,
          right: Math.min(pasting.at.col + pasting.layout.columns.length, columns.length) - 1,
        }
      : null
  const show = (cell: PlannedCell) => {
    const col = columns.findIndex((c) => c.id === cell.column.id)
    grid.current?.select(selectCell({ row: rowOfPlanned(cell), col: Math.max(col, 0) }))
    grid.current?.focus()
  }
  const begins = plan?.rows[0] ? (plan.rows[0].at ?? model.rows.count) : -1
  const pasteOpen = pasting !== null
  const firstCol = pasting?.layout.header ? 1 : (pasting?.at.col ?? 0)
  useEffect(() => {
    // The block that would be written comes into sight, its end first.
    if (!pasteOpen || begins < 0) return
    grid.current?.reveal({ row: begins + 12, col: 0 })
    grid.current?.reveal({ row: begins, col: firstCol })
  }, [pasteOpen, begins, firstCol])
  const filtered = filter !== ''
  const there = rows.readAt > 0
  useEffect(() => {
    // Who opens a grid wants its cells, unless something else was chosen meanwhile.
    const at = document.activeElement
    if (there && (at === document.body || at?.tagName === 'MAIN')) grid.current?.focus()
  }, [there])

  return (
    <div className={css.screen}>
      <ToolBar
        schema={schema}
        kind={kind}
        count={model.items}
        loading={rows.loading || sorting}
        columns={columns}
        all={all}
        state={state}
        filterRow={filterRow}
        onFilterRow={setFilterRow}
        editable={editable}
        onUndo={() => takeBack('undo')}
        onRedo={() => takeBack('redo')}
        options={options}
        rows={model.rows}
        selection={selection}
        onRetire={retire}
        onAdd={() => grid.current?.select(selectCell({ row: shown.count, col: Math.min(1, columns.length - 1) }))}
        onFocus={() => grid.current?.focus()}
      />
      <FilterBar
        name={`${project.key}.${kind.kind}`}
        filter={state.filter}
        names={names}
        fault={filtered && rows.problem?.kind === 'invalid' ? rows.problem.detail : null}
        hits={
          rows.loading
            ? t('grid.loading', { count: rows.table.size })
            : t(filtered ? 'grid.filter.matches' : 'grid.title.count', { count: model.items })
        }
        filtered={filtered}
        onFilter={state.setFilter}
        onClear={state.clear}
      />
      {rows.problem && (
        <div className={css.says} role="alert">
          {filtered && rows.problem.kind === 'invalid'
            ? t('grid.filter.fault', { message: rows.problem.detail })
            : rows.problem.detail}{' '}
          <Button look="link" onClick={() => (filtered ? state.clear() : rows.reload())}>
            {filtered ? t('grid.filter.clear') : words('do.retry')}
          </Button>
        </div>
      )}
      <div className={css.body}>
        <div className={css.main}>
          <div className={css.gridBox}>
            <Grid
              ref={grid}
              label={pluralWords(locale, kind.kind)}
              name={`${project.key}.${kind.kind}`}
              columns={columns}
              rows={shown}
              version={version}
              rowLook={rowLook}
              look={look}
              adding={editable && !pasting && !rows.loading}
              editable={editable && !pasting}
              directory={directory}
              sort={state.sort}
              quick={filterRow ? state.quick : undefined}
              quickFaults={quick.faults}
              ants={ants}
              nextKey={t('grid.nextKey')}
              emptyHint={t('grid.addHint')}
              glyph={glyph}
              draw={drawVector}
              suggest={suggest}
              onSort={(c) =>
                state.setSort(
                  state.sort?.column !== c.id
                    ? { column: c.id, descending: false }
                    : state.sort.descending
                      ? null
                      : { column: c.id, descending: true },
                )
              }
              onWidth={(c, width) => state.setLayout(widened(state.layout, c.id, width || fitting(c, model.rows, options)))}
              onQuick={(c, text) => state.setQuick({ ...state.quick, [c.id]: text })}
              onWrite={onWrite}
              onAdd={onAdd}
              onPaste={onPaste}
              onOpen={(row) => rowLook(row) === 'item' && change({ item: shown.id(row), tab: 'fields' })}
              onTable={(row, column) => setTable({ row, column })}
              onUndo={() => takeBack('undo')}
              onRedo={() => takeBack('redo')}
              onRetire={retire}
              onEscape={() => (pasting ? setPasting(null) : void (selection.active.row >= shown.count && drop()))}
              onSelect={setSelection}
              onLocked={locked}
            />
            {!rows.loading && model.rows.count === 0 && !plan && (
              <p className={css.emptyNote}>
                {filtered ? t('grid.emptyFilter') : editable ? t('grid.empty') : t('grid.emptyRead')}
              </p>
            )}
          </div>
          <Foot selection={selection} rows={shown.count} overlay={overlay} pasting={pasting} plan={plan} />
        </div>
        {pasting && plan && (
          <PastePanel
            pasting={pasting}
            plan={plan}
            kind={kind.kind}
            view={view}
            columns={all}
            options={options}
            suggest={suggest}
            onChange={setPasting}
            onShow={show}
            onApply={apply}
            onCancel={() => (setPasting(null), grid.current?.focus())}
          />
        )}
      </div>
      {table && (
        <TableDialog
          name={`table.${project.key}.${shown.id(table.row)}.${table.column.id}`}
          row={shown.id(table.row)}
          column={table.column}
          value={shown.value(table.row, table.column)}
          editable={editable}
          onClose={() => (setTable(null), grid.current?.focus())}
          onSave={(value: CellValue) => {
            onWrite(
              {
                writes: [
                  { row: shown.id(table.row), column: table.column, before: shown.value(table.row, table.column), after: value },
                ],
                faults: [],
              },
              'edit',
            )
            setTable(null)
            grid.current?.focus()
          }}
        />
      )}
      <PrintTable
        title={`${project.title}: ${words(`kind.${kind.kind}` as 'kind.asset')}`}
        note={`${t('grid.title.count', { count: model.items })} · ${filter === '' ? '' : filter + ' · '}${formats.number(head.commit)}`}
        columns={columns}
        rows={model.rows}
        options={options}
      />
    </div>
  )
}
