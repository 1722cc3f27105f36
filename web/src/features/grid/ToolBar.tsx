import { useState } from 'react'
import type { SchemaDocument, SchemaKind } from '../../api/documents'
import { undoStacks, undoOf } from '../../api/editing'
import { useProject } from '../../api/project'
import { useStore } from '../../lib/use-store'
import { Button } from '../../ui/Button'
import { TextField } from '../../ui/Field'
import { Glyph } from '../../ui/Glyph'
import type { TextOptions } from '../../ui/grid/cell-text'
import type { GridColumn } from '../../ui/grid/column'
import { selectedRows, isWholeRows, type Selection } from '../../ui/grid/selection'
import { pluralWords, useGridText } from '../../ui/grid/words'
import type { GridRows } from '../../ui/grid/writes'
import { kindGlyph } from '../../ui/kinds'
import { useFormats, useLocale } from '../../ui/language'
import { useProjectAddress } from '../../ui/navigation'
import { Dialog, Menu, Tip, type MenuPart } from '../../ui/Overlay'
import { say } from '../../ui/toast'
import { useKept } from '../../ui/use-kept'
import { ColumnChooser } from './ColumnChooser'
import { download, shownCells } from './export'
import { kindSlug, screenKinds } from './screens'
import type { GridViewState } from './use-view'
import css from './GridScreen.module.css'

interface ToolBarProps {
  schema: SchemaDocument
  kind: SchemaKind
  count: number
  loading: boolean
  columns: readonly GridColumn[]
  all: readonly GridColumn[]
  state: GridViewState
  filterRow: boolean
  onFilterRow: (on: boolean) => void
  editable: boolean
  onUndo: () => void
  onRedo: () => void
  options: TextOptions
  rows: GridRows
  selection: Selection
  onRetire: (rows: readonly number[]) => void
  onAdd: () => void
  onFocus: () => void
}

/** What can be done with the whole grid. */
export function ToolBar(props: ToolBarProps) {
  const { schema, kind, count, columns, all, state, editable, rows } = props
  const t = useGridText()
  const formats = useFormats()
  const locale = useLocale()
  const { project } = useProject()
  const [address] = useProjectAddress()
  const [naming, setNaming] = useState(false)
  useStore(undoStacks)
  const stack = undoOf(project.key)
  const own = screenKinds(address.screen)
  const entry = (k: string) => ({
    key: k,
    label: pluralWords(locale, k),
    glyph: kindGlyph(k),
    chosen: k === kind.kind,
    // The screen of tests has other parts, so its tables have no bare address.
    to: { ...address, subject: k === own[0] && address.screen !== 'tests' ? null : kindSlug(k), view: {}, item: null },
  })
  const kinds: MenuPart[] = [
    ...own.map(entry),
    { heading: t('grid.kinds') },
    ...schema.kinds
      .map((k) => k.kind)
      .filter((k) => !own.includes(k))
      .map(entry),
  ]
  const views: MenuPart[] = [
    { key: '', label: t('grid.view.plain'), chosen: state.current === '', onChoose: () => state.openView(null) },
    ...state.views.map((v) => ({
      key: `v ${v.name}`,
      label: v.name,
      chosen: v.name === state.current,
      onChoose: () => state.openView(v),
    })),
    { heading: ' ' },
    { key: 'save', label: t('grid.view.save'), glyph: 'ui-save' as const, onChoose: () => setNaming(true) },
    ...(state.current !== ''
      ? [
          {
            key: 'delete',
            label: t('grid.view.delete'),
            glyph: 'ui-close' as const,
            onChoose: () => (state.deleteView(state.current), say(t('grid.view.deleted', { name: state.current }))),
          },
        ]
      : []),
  ]
  const give = (form: 'csv' | 'tsv') =>
    download(shownCells(columns, rows, props.options), form, `${project.key}-${kindSlug(kind.kind)}`, locale)
  const exports: MenuPart[] = [
    { key: 'csv', label: t('grid.export.csv'), glyph: 'ui-export', onChoose: () => give('csv') },
    { key: 'tsv', label: t('grid.export.tsv'), glyph: 'ui-export', onChoose: () => give('tsv') },
    { key: 'print', label: t('grid.export.print'), glyph: 'ui-print', onChoose: () => setTimeout(() => window.print(), 200) },
  ]
  const whole = props.selection.ranges.some((r) => isWholeRows(r, { rows: rows.count, cols: columns.length }))
    ? selectedRows(props.selection).filter((r) => r < rows.count)
    : []
  return (
    <div className={css.tools}>
      <Menu
        width={240}
        parts={kinds}
        button={
          <button type="button" className={css.title}>
            <h1>{pluralWords(locale, kind.kind)}</h1>
            <Glyph name="ui-chevron-down" size={14} />
          </button>
        }
      />
      <span className={css.count}>{formats.number(count)}</span>
      <Menu
        parts={views}
        width={240}
        button={
          <Button small>
            {t('grid.view', { name: state.current || t('grid.view.plain') })}
            <Glyph name="ui-chevron-down" size={12} />
          </Button>
        }
      />
      <ColumnChooser all={all} shown={columns} layout={state.layout} onLayout={state.setLayout} />
      <Button small glyph="ui-filter" aria-pressed={props.filterRow} onClick={() => props.onFilterRow(!props.filterRow)}>
        {t('grid.filter.row')}
      </Button>
      <span className="grow" />
      {editable && (
        <>
          {whole.length > 0 && (
            <Button small look="quiet" onClick={() => props.onRetire(whole)}>
              {t('grid.retire', { count: whole.length })}
            </Button>
          )}
          <Tip
            text={
              <>
                {t('grid.undo')} <kbd>Ctrl Z</kbd>
              </>
            }
          >
            <Button
              look="icon"
              small
              glyph="ui-undo"
              aria-label={t('grid.undo')}
              disabled={stack.undo.length === 0}
              onClick={props.onUndo}
            />
          </Tip>
          <Tip
            text={
              <>
                {t('grid.redo')} <kbd>Ctrl Y</kbd>
              </>
            }
          >
            <Button
              look="icon"
              small
              glyph="ui-redo"
              aria-label={t('grid.redo')}
              disabled={stack.redo.length === 0}
              onClick={props.onRedo}
            />
          </Tip>
          <span className={css.rule} />
          <Button small glyph="ui-plus" onClick={() => (props.onAdd(), props.onFocus())}>
            {t('grid.addRow')} <kbd>Enter</kbd>
          </Button>
        </>
      )}
      <Menu
        parts={exports}
        end
        width={280}
        button={
          <Button small glyph="ui-export">
            {t('grid.export')}
          </Button>
        }
      />
      {naming && (
        <NameView
          name={state.current}
          onClose={() => setNaming(false)}
          onSave={(name) => (
            state.saveView({ name, layout: state.layout, filter: state.filter, quick: state.quick, sort: state.sort }),
            setNaming(false),
            say(t('grid.view.saved', { name }))
          )}
        />
      )}
    </div>
  )
}

function NameView({ name, onSave, onClose }: { name: string; onSave: (name: string) => void; onClose: () => void }) {
  const t = useGridText()
  const [text, setText, forget] = useKept('grid.view.name', name)
  return (
    <Dialog open title={t('grid.view.save')} onClose={onClose}>
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault()
          if (text.trim() === '') return
          forget()
          onSave(text.trim())
        }}
      >
        <TextField
          label={t('grid.view.name')}
          hint={t('grid.view.hint')}
          value={text}
          maxLength={60}
          onChange={(e) => setText(e.target.value)}
          data-autofocus
        />
        <div className="row">
          <Button look="primary" type="submit" disabled={text.trim() === ''}>
            {t('grid.save')}
          </Button>
          <Button look="quiet" onClick={onClose}>
            {t('grid.cancel')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
