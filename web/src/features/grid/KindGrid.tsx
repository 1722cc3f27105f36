import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { SchemaDocument, SchemaKind } from '../../api/documents'
import { edit, redo, undo } from '../../api/editing'
import { asProblem } from '../../api/problem'
import { useProject } from '../../api/project'
import { isNow } from '../../domain/state-ref'
import { Button } from '../../ui/Button'
import type { GlyphName } from '../../ui/glyph-names'
import type { CellValue, GridColumn } from '../../ui/grid/column'
import type { FilterNames } from '../../ui/grid/filter-completion'
import { Grid } from '../../ui/grid/Grid'
import type { ColumnAction, GridHandle } from '../../ui/grid/grid-props'
import { arranged, frozenTo, movedColumn, rowHeight, toggled, widened } from '../../ui/grid/layout'
import type { PlannedCell } from '../../ui/grid/paste-plan'
import { selectCell, type Selection } from '../../ui/grid/selection'
import { sortedBy } from '../../ui/grid/sort'
import { columnWords, useGridText } from '../../ui/grid/words'
import { useFormats, useLocale, useT } from '../../ui/language'
import { useProjectAddress } from '../../ui/navigation'
import { say } from '../../ui/toast'
import { useWords } from '../../ui/words'
import { capital, columnsOf } from './columns'
import { assetGlyph, drawCell, fitting } from './drawing'
import { EmptyGrid } from './EmptyGrid'
import { exportedTable } from './exported'
import { FilterBar } from './FilterBar'
import { FindDialog } from './FindDialog'
import { Foot } from './Foot'
import { useGridCommands } from './grid-commands'
import { PastePanel } from './PastePanel'
import { TableDialog } from './TableDialog'
import { TogetherDialog } from './TogetherDialog'
import { ToolBar } from './ToolBar'
import { useGridRows } from './use-grid-rows'
import { useLooks } from './use-model'
import { usePasting } from './use-pasting'
import { useSuggest } from './use-suggest'
import { useGridView } from './use-view'
import { useWriting } from './use-writing'
import css from './GridScreen.module.css'

/** What stands above the grid, if anything. */
type Float =
  | { is: 'table'; row: string; column: GridColumn; was: CellValue; readAt: number }
  | { is: 'find' }
  | { is: 'together'; rows: readonly number[]; readAt: number }
  | null

/** The grid of one kind of items. */
export function KindGrid({ schema, kind }: { schema: SchemaDocument; kind: SchemaKind }) {
  const t = useGridText()
  const words = useT()
  const schemaWords = useWords()
  const formats = useFormats()
  const locale = useLocale()
  const { project, head, view, writes } = useProject()
  const [, change] = useProjectAddress()
  const grid = useRef<GridHandle>(null)
  const all = useMemo(
    () =>
      columnsOf(schema, kind, {
        key: t('grid.key'),
        title: t('grid.name'),
        of: (id) => columnWords(locale, id),
        computed: (name) => t(`grid.computed.${name}`),
        words: schemaWords,
      }),
    [schema, kind, t, locale, schemaWords],
  )
  const plural = capital(schemaWords.plural(kind.kind, kind.plural))
  const state = useGridView({ project: project.key, kind: kind.kind, columns: all, items: project.counts?.[kind.kind] ?? 0 })
  const columns = useMemo(() => arranged(all, state.layout), [all, state.layout])
  const [filterRow, setFilterRow] = useState(() => Object.keys(state.quick).length > 0)
  const [selection, setSelection] = useState<Selection>(() => selectCell({ row: 0, col: 1 }))
  const [float, setFloat] = useState<Float>(null)
  const parts = useGridRows({ kind: kind.kind, all, columns, state })
  const { rows, filter, quick, directory, overlay, computed, options, model } = parts
  const { send, onWrite, draft, onAdd, drop } = useWriting(project.key, kind.kind, rows.readAt, all)
  const editable = writes(kind.kind) === 'whole'
  const takeBack = (what: 'undo' | 'redo') => {
    ;(what === 'undo' ? undo : redo)(project.key).then(
      (by) => say(by === null ? t('grid.nothingUndo') : t(what === 'undo' ? 'grid.undone' : 'grid.redone')),
      (error: unknown) => say(asProblem(error).detail),
    )
  }
  const onUndo = () => takeBack('undo')
  const grouped = parts.groupColumn !== undefined
  const paste = usePasting({ all, columns, model, grouped, options, grid, send, onUndo })
  const { pasting, plan } = paste
  const { shown, rowLook, look, rowOfPlanned } = useLooks(model, overlay, plan, draft)
  const openTogether = (list: readonly number[]) =>
    setFloat({ is: 'together', rows: list.filter((r) => rowLook(r) === 'item'), readAt: rows.readAt })
  const openTable = (row: number, column: GridColumn) =>
    setFloat({ is: 'table', row: shown.id(row), column, was: shown.value(row, column), readAt: rows.readAt })
  // Each of them new means that what is drawn may differ.
  const version = useVersion([shown, look, rowLook, columns, computed])
  const suggest = useSuggest(directory)
  useGridCommands(grid, editable)

  const close = () => {
    setFloat(null)
    grid.current?.focus()
  }
  const retire = (list: readonly number[]) => {
    const keys = list.filter((r) => rowLook(r) === 'item').map((r) => shown.id(r))
    if (keys.length === 0) return
    const ops = keys.map((key) => ({ op: 'retire' as const, key }))
    edit(project.key, rows.readAt, ops, [], `retire ${keys.length} items`)
    say(t('grid.retired', { count: keys.length }), { label: t('grid.undo'), run: onUndo })
    grid.current?.focus()
  }
  const names = useMemo<FilterNames>(
    () => ({
      columns: all.filter((c) => c.locked !== 'computed'),
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
  const draw = useMemo(
    () => drawCell(computed, (row) => (row < model.rows.count ? model.rows.id(row) : ''), formats.number),
    [computed, model, formats],
  )
  const locked = (row: number, column: GridColumn) => {
    if (row < 0) return say(t('grid.clip.ranges'))
    if (column.locked === 'computed') return say(t('grid.locked.computed', { column: column.heading }))
    if (!isNow(view.at)) return say(t('grid.past'))
    if (!editable) return say(t('grid.reading'))
    if (row < shown.count && rowLook(row) === 'new') return say(t('grid.locked.new'))
    if (column.locked === 'key') return say(t('grid.locked.key'))
    say(t(column.locked === 'recorded' ? 'grid.locked.recorded' : 'grid.fault.table', { column: column.heading }))
  }
  const onColumn = (column: GridColumn, action: ColumnAction) => {
    const { layout, setLayout, sort, setSort } = state
    switch (action) {
      case 'sort-up':
      case 'sort-down':
        return setSort([{ column: column.id, descending: action === 'sort-down' }])
      case 'sort-also':
        return setSort(sortedBy(sort, column.id, true))
      case 'freeze':
        return setLayout(frozenTo({ ...layout, shown: columns.map((c) => c.id).filter((c) => c !== 'key') }, column.id))
      case 'group':
        return setLayout({ ...layout, group: layout.group === column.id ? undefined : column.id })
      case 'hide':
        return setLayout(toggled(layout, column.id))
      case 'fit':
        return setLayout(widened(layout, column.id, fitting(column, model.rows, options)))
      case 'filter':
        return setFilterRow(true)
    }
  }
  const show = (cell: PlannedCell) => {
    const col = columns.findIndex((c) => c.id === cell.column.id)
    grid.current?.select(selectCell({ row: rowOfPlanned(cell), col: Math.max(col, 0) }))
    grid.current?.focus()
  }
  const filtered = filter !== ''
  const there = rows.readAt > 0
  useEffect(() => {
    // Who opens a grid wants its cells, unless something else was chosen meanwhile.
    const at = document.activeElement
    if (there && (at === document.body || at?.tagName === 'MAIN')) grid.current?.focus()
  }, [there])
  const counted = t(filtered ? 'grid.filter.matches' : 'grid.title.count', { count: model.items })
  const commit = t('grid.commit', { number: head.commit })

  return (
    <div className={css.screen}>
      <ToolBar
        schema={schema}
        kind={kind}
        count={model.items}
        columns={columns}
        all={all}
        state={state}
        filterRow={filterRow}
        onFilterRow={setFilterRow}
        editable={editable}
        onUndo={onUndo}
        onRedo={() => takeBack('redo')}
        exported={() =>
          exportedTable(`${project.title}: ${plural}`, [filter, commit].filter(Boolean).join(' · '), columns, model.rows, options)
        }
        rows={shown.count}
        selection={selection}
        onRetire={retire}
        onTogether={openTogether}
        onFind={() => setFloat({ is: 'find' })}
        onAdd={() => {
          grid.current?.select(selectCell({ row: shown.count, col: Math.min(1, columns.length - 1) }))
          grid.current?.focus()
        }}
      />
      <FilterBar
        name={`${project.key}.${kind.kind}`}
        filter={state.filter}
        names={names}
        fault={filtered && rows.problem?.kind === 'invalid' ? rows.problem.detail : null}
        hits={rows.loading ? t('grid.loading', { count: rows.table.size }) : counted}
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
              handle={grid}
              label={plural}
              name={`${project.key}.${kind.kind}`}
              columns={columns}
              rows={shown}
              readAt={rows.readAt}
              version={version}
              rowLook={rowLook}
              look={look}
              frozen={state.layout.frozen ?? 1}
              row={state.layout.row ?? rowHeight}
              group={state.layout.group}
              groupOf={model.group}
              adding={editable && !pasting && !rows.loading}
              editable={editable && !pasting}
              directory={directory}
              sort={state.sort}
              quick={filterRow ? state.quick : undefined}
              quickFaults={quick.faults}
              ants={paste.ants}
              nextKey={t('grid.nextKey')}
              emptyHint={t('grid.addHint')}
              glyph={glyph}
              draw={draw}
              suggest={suggest}
              onSort={(c, add) => state.setSort(sortedBy(state.sort, c.id, add))}
              onColumn={onColumn}
              onMove={(c, to) => state.setLayout(movedColumn(state.layout, c.id, to - 1))}
              onGroup={(row) => parts.toggle(model.group(row)?.label ?? '')}
              onWidth={(c, width) => state.setLayout(widened(state.layout, c.id, width || fitting(c, model.rows, options)))}
              onQuick={(c, text) => state.setQuick({ ...state.quick, [c.id]: text })}
              onWrite={onWrite}
              onAdd={onAdd}
              onPaste={paste.begin}
              onOpen={(row, tab) => rowLook(row) === 'item' && change({ item: shown.id(row), tab: tab ?? 'fields' })}
              onTable={openTable}
              onFind={() => setFloat({ is: 'find' })}
              onTogether={openTogether}
              onUndo={onUndo}
              onRedo={() => takeBack('redo')}
              onRetire={retire}
              onEscape={() => (pasting ? paste.cancel() : void (selection.active.row >= shown.count && drop()))}
              onSelect={setSelection}
              onLocked={locked}
            />
            {!rows.loading && model.rows.count === 0 && !plan && (
              <EmptyGrid kind={kind.kind} filtered={filtered} editable={editable} onClear={state.clear} />
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
            onChange={paste.change}
            onShow={show}
            onApply={paste.apply}
            onCancel={paste.cancel}
          />
        )}
      </div>
      {float?.is === 'table' && (
        <TableDialog
          name={`table.${project.key}.${float.row}.${float.column.id}`}
          row={float.row}
          column={float.column}
          value={float.was}
          editable={editable}
          onClose={close}
          onSave={(value: CellValue) => {
            const writes = [{ row: float.row, column: float.column, before: float.was, after: value }]
            onWrite({ writes, faults: [], readAt: float.readAt }, 'edit')
            close()
          }}
        />
      )}
      {float?.is === 'find' && (
        <FindDialog
          rows={model.rows}
          columns={columns}
          options={options}
          editable={editable}
          onClose={close}
          onGo={(found) => {
            close()
            grid.current?.select(selectCell({ row: found.row, col: found.col }))
          }}
          onReplace={(writes) => {
            send(writes, `replace in ${writes.length} cells`)
            say(t('grid.find.replaced', { count: writes.length }), { label: t('grid.undo'), run: onUndo })
            close()
          }}
        />
      )}
      {float?.is === 'together' && float.rows.length > 0 && (
        <TogetherDialog
          rows={shown}
          list={float.rows}
          columns={columns}
          options={options}
          suggest={suggest}
          onClose={close}
          onSave={(writes) => {
            send(writes, `edit ${new Set(writes.map((w) => w.row)).size} items together`, float.readAt)
            close()
          }}
        />
      )}
    </div>
  )
}

/** A number that rises with every change of what it is given. */
function useVersion(parts: readonly unknown[]): number {
  const [kept, setKept] = useState({ parts, number: 0 })
  if (kept.parts.length === parts.length && kept.parts.every((p, i) => p === parts[i])) return kept.number
  setKept({ parts, number: kept.number + 1 })
  return kept.number + 1
}
