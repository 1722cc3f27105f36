import type { ReactNode } from 'react'
import type { SchemaDocument, SchemaKind } from '../../api/documents'
import { undoStacks, undoOf } from '../../api/editing'
import { useProject } from '../../api/project'
import { useStore } from '../../lib/use-store'
import { Button } from '../../ui/Button'
import { Glyph } from '../../ui/Glyph'
import type { GlyphName } from '../../ui/glyph-names'
import type { GridColumn } from '../../ui/grid/column'
import { selectedRows, isWholeRows, type Selection } from '../../ui/grid/selection'
import { useGridText } from '../../ui/grid/words'
import { kindGlyph } from '../../ui/kinds'
import { useFormats } from '../../ui/language'
import { useProjectAddress } from '../../ui/navigation'
import { Menu, Tip, type MenuPart } from '../../ui/Overlay'
import { TableExport, type ExportedTable } from '../../ui/table-export'
import { useWords } from '../../ui/words'
import { ColumnChooser } from './ColumnChooser'
import { capital } from './columns'
import { LookMenu } from './LookMenu'
import { gridAddress, kindGroups, kindSlug } from './screens'
import type { GridViewState } from './use-view'
import { ViewMenu } from './ViewMenu'
import css from './GridScreen.module.css'

interface ToolBarProps {
  schema: SchemaDocument
  kind: SchemaKind
  count: number
  columns: readonly GridColumn[]
  all: readonly GridColumn[]
  state: GridViewState
  filterRow: boolean
  onFilterRow: (on: boolean) => void
  editable: boolean
  onUndo: () => void
  onRedo: () => void
  exported: () => ExportedTable
  /** Rows of the grid, lines above groups counted. */
  rows: number
  selection: Selection
  onRetire: (rows: readonly number[]) => void
  onTogether: (rows: readonly number[]) => void
  onFind: () => void
  onAdd: () => void
}

/** What can be done with the whole grid. */
export function ToolBar(props: ToolBarProps) {
  const { kind, count, columns, all, state, editable, rows } = props
  const t = useGridText()
  const formats = useFormats()
  const { project } = useProject()
  const chosen = selectedRows(props.selection).filter((r) => r < rows)
  const whole = props.selection.ranges.some((r) => isWholeRows(r, { rows, cols: columns.length }))
  return (
    <div className={css.tools}>
      <KindMenu schema={props.schema} kind={kind} />
      <span className={css.count}>{formats.number(count)}</span>
      <ViewMenu kind={kind.kind} state={state} />
      <ColumnChooser all={all} shown={columns} layout={state.layout} onLayout={state.setLayout} />
      <LookMenu columns={columns} layout={state.layout} onLayout={state.setLayout} />
      <Button
        small
        look="icon"
        glyph="ui-filter"
        aria-pressed={props.filterRow}
        title={t('grid.filter.row')}
        aria-label={t('grid.filter.row')}
        onClick={() => props.onFilterRow(!props.filterRow)}
      />
      <Button
        small
        look="icon"
        glyph="ui-search"
        aria-label={t('grid.do.find')}
        title={`${t('grid.do.find')} Ctrl H`}
        onClick={props.onFind}
      />
      <span className="grow" />
      {editable && (
        <>
          {chosen.length > 1 && (
            <Button small look="quiet" glyph="ui-pencil" onClick={() => props.onTogether(chosen)}>
              {t('grid.do.together')}
            </Button>
          )}
          {whole && chosen.length > 0 && (
            <Button small look="quiet" onClick={() => props.onRetire(chosen)}>
              {t('grid.retire', { count: chosen.length })}
            </Button>
          )}
          <UndoRedo onUndo={props.onUndo} onRedo={props.onRedo} />
          <span className={css.rule} />
          <Button small glyph="ui-plus" onClick={props.onAdd}>
            {t('grid.addRow')} <kbd>Ins</kbd>
          </Button>
        </>
      )}
      <TableExport name={`${project.key}-${kindSlug(kind.kind)}`} table={props.exported} />
    </div>
  )
}

/** All kinds of the schema in the groups people look for them in. */
function KindMenu({ schema, kind }: { schema: SchemaDocument; kind: SchemaKind }) {
  const t = useGridText()
  const words = useWords()
  const [address] = useProjectAddress()
  const known = new Map(schema.kinds.map((k) => [k.kind, k]))
  const name = (k: SchemaKind) => capital(words.plural(k.kind, k.plural))
  const listed = new Set(kindGroups.flat())
  const parts: MenuPart[] = kindGroups.flatMap((group, i) => [
    { heading: t(`grid.kindGroup.${i as 0}`) },
    ...[...group, ...(i === kindGroups.length - 1 ? schema.kinds.map((k) => k.kind).filter((k) => !listed.has(k)) : [])]
      .map((k) => known.get(k))
      .filter((k) => k !== undefined)
      .map((k) => ({
        key: k.kind,
        label: name(k),
        glyph: kindGlyph(k.kind),
        chosen: k.kind === kind.kind,
        to: gridAddress(address, k.kind),
      })),
  ])
  return (
    <Menu
      width={250}
      parts={parts}
      button={
        <button type="button" className={css.title}>
          <h1>{name(kind)}</h1>
          <Glyph name="ui-chevron-down" size={14} />
        </button>
      }
    />
  )
}

function UndoRedo({ onUndo, onRedo }: { onUndo: () => void; onRedo: () => void }) {
  const t = useGridText()
  const { project } = useProject()
  useStore(undoStacks)
  const stack = undoOf(project.key)
  const button = (label: string, keys: ReactNode, glyph: GlyphName, on: boolean, run: () => void) => (
    <Tip
      text={
        <>
          {label} <kbd>{keys}</kbd>
        </>
      }
    >
      <Button look="icon" small glyph={glyph} aria-label={label} disabled={!on} onClick={run} />
    </Tip>
  )
  return (
    <>
      {button(t('grid.undo'), 'Ctrl Z', 'ui-undo', stack.undo.length > 0, onUndo)}
      {button(t('grid.redo'), 'Ctrl Y', 'ui-redo', stack.redo.length > 0, onRedo)}
    </>
  )
}
