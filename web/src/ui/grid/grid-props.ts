/** What a grid is given and what it tells. */
import type { ReactNode, Ref } from 'react'
import type { GlyphName } from '../glyph-names'
import type { Suggestion } from './CellEditor'
import type { CellLook, RowLook } from './cell-view'
import type { Clip } from './clipboard'
import type { CellValue, Directory, GridColumn } from './column'
import type { GridCommand } from './keymap'
import type { Group } from './groups'
import type { Cell, Range, Selection } from './selection'
import type { SortBy } from './sort'
import type { GridRows, Writing } from './writes'

/** Name of the empty row at the end. */
export const emptyRow = '$empty'

export type Gesture = 'edit' | 'fill' | 'clear' | 'cut'

/** What can be done with a column from its menu. */
export type ColumnAction = 'sort-up' | 'sort-down' | 'sort-also' | 'freeze' | 'group' | 'hide' | 'fit' | 'filter'

export interface GridHandle {
  focus: () => void
  select: (selection: Selection) => void
  /** Scrolls a cell into sight. */
  reveal: (cell: Cell) => void
  /** Clicks, as the palette and tool bar do them. */
  run: (command: GridCommand) => void
}

export interface GridProps {
  /** Takes what others can do with the grid. */
  handle?: Ref<GridHandle>
  label: string
  /** What drafts are kept under. */
  name: string
  /** Shown columns; the first is the key and stays in place. */
  columns: readonly GridColumn[]
  /** Rows without the empty one. */
  rows: GridRows
  /** The commit the rows were read at; an edit remembers it from when its cell was opened. */
  readAt: number
  /** Rises when anything of the rows changes. */
  version: number
  rowLook: (row: number) => RowLook
  look: (row: number, column: GridColumn) => CellLook
  /** An empty row at the end takes new items; its cells are read by look as well. */
  adding: boolean
  editable: boolean
  directory: Directory
  sort: readonly SortBy[]
  /** So many columns stay in sight. */
  frozen: number
  /** Height of a row. */
  row: number
  /** The column whose values put rows into groups. */
  group?: string
  /** The group of a line above its rows; undefined for a row. */
  groupOf: (row: number) => Group | undefined
  quick?: Readonly<Record<string, string>>
  quickFaults?: Readonly<Record<string, string>>
  ants: Range | null
  nextKey: string
  emptyHint: string
  glyph?: (row: number) => GlyphName | undefined
  draw?: (row: number, column: GridColumn, look: CellLook) => ReactNode
  suggest: (column: GridColumn, text: string) => readonly Suggestion[]
  onSort: (column: GridColumn, add: boolean) => void
  onColumn: (column: GridColumn, action: ColumnAction) => void
  /** A column is dragged to the place of another. */
  onMove: (column: GridColumn, to: number) => void
  onGroup: (row: number) => void
  onWidth: (column: GridColumn, width: number) => void
  onQuick: (column: GridColumn, text: string) => void
  onWrite: (writing: Writing, gesture: Gesture) => void
  /** A cell of the empty row was filled; done says that the row is finished. Answers whether a new row is on its way. */
  onAdd: (column: GridColumn | null, value: CellValue, done: boolean) => boolean
  onPaste: (clip: Clip, at: Range) => void
  onOpen: (row: number, tab?: 'history') => void
  onFind: () => void
  /** One form for several rows. */
  onTogether: (rows: readonly number[]) => void
  onTable: (row: number, column: GridColumn) => void
  onUndo: () => void
  onRedo: () => void
  onRetire: (rows: readonly number[]) => void
  onEscape: () => void
  onSelect: (selection: Selection) => void
  onLocked: (row: number, column: GridColumn) => void
}
