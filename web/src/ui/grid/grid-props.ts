/** What a grid is given and what it tells. */
import type { ReactNode, Ref } from 'react'
import type { GlyphName } from '../glyph-names'
import type { Suggestion } from './CellEditor'
import type { CellLook, RowLook } from './cell-view'
import type { Clip } from './clipboard'
import type { CellValue, Directory, GridColumn } from './column'
import type { GridCommand } from './keymap'
import type { Cell, Range, Selection } from './selection'
import type { SortBy } from './sort'
import type { GridRows, Writing } from './writes'

/** Name of the empty row at the end. */
export const emptyRow = '$empty'

export type Gesture = 'edit' | 'fill' | 'clear' | 'cut'

export interface GridHandle {
  focus: () => void
  select: (selection: Selection) => void
  /** Scrolls a cell into sight. */
  reveal: (cell: Cell) => void
  /** Clicks, as the palette and tool bar do them. */
  run: (command: GridCommand) => void
}

export interface GridProps {
  ref?: Ref<GridHandle>
  label: string
  /** What drafts are kept under. */
  name: string
  /** Shown columns; the first is the key and stays in place. */
  columns: readonly GridColumn[]
  /** Rows without the empty one. */
  rows: GridRows
  /** Rises when anything of the rows changes. */
  version: number
  rowLook: (row: number) => RowLook
  look: (row: number, column: GridColumn) => CellLook
  /** An empty row at the end takes new items; its cells are read by look as well. */
  adding: boolean
  editable: boolean
  directory: Directory
  sort: SortBy | null
  quick?: Readonly<Record<string, string>>
  quickFaults?: Readonly<Record<string, string>>
  ants: Range | null
  nextKey: string
  emptyHint: string
  glyph?: (row: number) => GlyphName | undefined
  draw?: (row: number, column: GridColumn, look: CellLook) => ReactNode
  suggest: (column: GridColumn, text: string) => readonly Suggestion[]
  onSort: (column: GridColumn) => void
  onWidth: (column: GridColumn, width: number) => void
  onQuick: (column: GridColumn, text: string) => void
  onWrite: (writing: Writing, gesture: Gesture) => void
  /** A cell of the empty row was filled; done says that the row is finished. Answers whether a new row is on its way. */
  onAdd: (column: GridColumn | null, value: CellValue, done: boolean) => boolean
  onPaste: (clip: Clip, at: Range) => void
  onOpen: (row: number) => void
  onTable: (row: number, column: GridColumn) => void
  onUndo: () => void
  onRedo: () => void
  onRetire: (rows: readonly number[]) => void
  onEscape: () => void
  onSelect: (selection: Selection) => void
  onLocked: (row: number, column: GridColumn) => void
}
