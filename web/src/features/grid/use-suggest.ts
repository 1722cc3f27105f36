import { useCallback } from 'react'
import { said, type Directory, type GridColumn } from '../../ui/grid/column'
import type { Suggestion } from '../../ui/grid/EditorFloat'
import { useGridText } from '../../ui/grid/words'

/** What can be chosen in a cell, for what is typed so far. */
export function useSuggest(directory: Directory): (column: GridColumn, text: string) => Suggestion[] {
  const t = useGridText()
  return useCallback(
    (column, text) => {
      const start = text.trim().toLowerCase()
      if (column.choices && column.choices.length > 0) {
        const words = column.choices.map((c) => said(column, c))
        const fits = words.filter((c) => c.toLowerCase().includes(start))
        const exact = words.some((c) => c.toLowerCase() === start)
        return (exact || fits.length === 0 || column.type === 'list' ? words : fits).map((c) => ({ text: c }))
      }
      if (column.type === 'yes/no') {
        const both = [{ text: t('grid.yes') }, { text: t('grid.no') }]
        const exact = both.some((c) => c.text === start)
        return exact ? both : both.filter((c) => c.text.startsWith(start))
      }
      if (column.type !== 'links') return []
      const last = column.single ? text : (text.split(/[,;]/).at(-1) ?? '')
      return directory.suggest(last, column.kinds ?? [], 12).map((x) => ({ text: x.key, hint: x.title, mono: true }))
    },
    [directory, t],
  )
}
