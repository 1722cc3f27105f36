/** What a cell looks like: its text for people, and what happens to it. */
import { formatVector } from '../../domain/sl'
import type { Formats } from '../../lib/formats'
import type { GlyphName } from '../glyph-names'
import { plainText, said, type CellValue, type Directory, type GridColumn } from './column'
import type { CellState } from './overlay'
import type { GridText } from './words'

/** Beside the states of an edit: what a paste in preview would do. */
export type CellMark = CellState | 'changed' | 'added' | 'error'

export interface CellLook {
  value: CellValue
  /** A text in place of the value, such as what was pasted and cannot be read. */
  text?: string
  mark?: CellMark
  /** What stands in the record, struck out before the new value. */
  was?: CellValue
  message?: string
}

/** An item, one that is not recorded yet, one of a paste, one left out of it, the line above a group, or the empty row at the end. */
export type RowLook = 'item' | 'new' | 'preview' | 'out' | 'empty' | 'group'

export interface ShowOptions {
  t: GridText
  formats: Formats
  directory: Directory
}

/** The text of a value for people. */
export function showValue(column: GridColumn, value: CellValue, { t, formats, directory }: ShowOptions): string {
  if (value === undefined) return ''
  switch (column.type) {
    case 'yes/no':
      return value === true ? t('grid.yes') : t('grid.no')
    case 'number':
      return typeof value === 'number' ? formats.number(value) : plainText(value)
    case 'date':
      return formats.day(plainText(value))
    case 'moment':
      return formats.moment(plainText(value))
    case 'vector':
      return Array.isArray(value) ? formatVector(value as number[]) : plainText(value)
    case 'word':
      return said(column, plainText(value))
    case 'list':
      return Array.isArray(value) ? (value as string[]).map((w) => said(column, w)).join(', ') : plainText(value)
    case 'table':
      return t('grid.entries', { count: Array.isArray(value) ? value.length : 0 })
    case 'links':
      return Array.isArray(value)
        ? (value as string[]).map((k) => (column.single ? `${k} ${directory.title(k) ?? ''}`.trim() : k)).join(', ')
        : plainText(value)
    default:
      return typeof value === 'string' ? value : JSON.stringify(value)
  }
}

/** The sign before a title, such as the symbol of an asset. */
export type TitleGlyph = (row: number) => GlyphName | undefined
