/** The matrix as a table: what is shown, in words. */
import type { Translate } from '../../ui/language'
import type { ExportedTable } from '../../ui/table-export'
import { cellAt, frAt, signOf } from './cells'
import type { Line } from './filter'
import type { Laid } from './use-matrix'
import { signWords } from './words'

/** Makes the table of what is shown. */
export function exportedTable(t: Translate, { matrix, overlay, shown }: Laid, title: string): ExportedTable {
  const places = shown.columns.map((c) => matrix.places[c]!)
  return {
    title,
    columns: [
      { name: t('matrix.requirement') },
      { name: t('item.title') },
      { name: t('matrix.fromSl'), kind: 'number' },
      ...places.map((p) => ({ name: `${p.key} ${p.title}` })),
    ],
    rows: shown.lines.map((line) => rowOf(t, line, { matrix, overlay, shown })),
  }
}

function rowOf(t: Translate, line: Line, { matrix, overlay, shown }: Pick<Laid, 'matrix' | 'overlay' | 'shown'>) {
  if (line.is === 'group')
    return [
      line.fr,
      t(`matrix.fr.${line.fr}`),
      null,
      ...shown.columns.map((c) => {
        const p = matrix.places[c]!
        return `SL-A ${p.achieved[frAt(line.fr)] ?? 0} / SL-T ${p.target[frAt(line.fr)] ?? 0}`
      }),
    ]
  const row = matrix.rows[line.row]!
  return [
    row.row,
    row.title,
    row.level,
    ...shown.columns.map((c) => {
      const sign = signOf(cellAt(matrix, line.row, c, overlay))
      return sign.strength === 'above' ? '' : signWords(t, sign)
    }),
  ]
}
