import type { CellFault } from './cell-text'
import type { GridColumn } from './column'
import type { GridText } from './words'

/** What is wrong with a cell, and what to do, as a sentence. */
export function faultText(t: GridText, f: CellFault): string {
  if (f.fault === 'no-item' && f.values['kinds'] === '') return t('grid.fault.no-item-any', f.values)
  return t(`grid.fault.${f.fault}`, f.values)
}

/** How values of a type are written, where that is not plain. */
export const hintOf = (column: GridColumn, t: GridText): string | null => {
  switch (column.type) {
    case 'vector':
      return t('grid.hint.vector')
    case 'list':
      return t('grid.hint.list')
    case 'moment':
      return t('grid.hint.moment')
    case 'digest':
      return t('grid.hint.digest')
    default:
      return null
  }
}
