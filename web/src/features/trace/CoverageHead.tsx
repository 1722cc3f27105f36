import { Glyph } from '../../ui/Glyph'
import { useFormats, useT } from '../../ui/language'
import { columns, type Layer } from './cells'
import type { coverage, GroupBy } from './selection'
import css from './Trace.module.css'

interface CoverageHeadProps {
  counts: ReturnType<typeof coverage>
  layer: Layer | null
  by: GroupBy
  shown: number
  onLayer: (layer: Layer | null) => void
}

/** The heads of the columns: how many chains are whole up to there; a click keeps those that are not. */
export function CoverageHead({ counts, layer, by, shown, onLayer }: CoverageHeadProps) {
  const t = useT()
  const formats = useFormats()
  return (
    <tr aria-rowindex={1}>
      {columns.map((column) => {
        if (column === 'row')
          return (
            <th key={column} scope="col" className={css.head}>
              <span className={css.headName}>{t(by === 'place' ? 'trace.column.row' : 'trace.column.place')}</span>
              <span className={css.headCount}>{t('trace.rows', { count: shown })}</span>
            </th>
          )
        const whole = counts.whole[column]
        const share = counts.of === 0 ? 1 : whole / counts.of
        const on = layer === column
        return (
          <th key={column} scope="col" className={css.head}>
            <button
              type="button"
              className={`${css.headButton} ${on ? css.headOn : ''}`}
              aria-pressed={on}
              onClick={() => onLayer(on ? null : column)}
              title={t('trace.headHint', {
                whole: formats.number(whole),
                of: formats.number(counts.of),
                lacking: formats.number(counts.of - whole),
              })}
            >
              <span className={css.headName}>
                {t(`trace.column.${column}`)}
                {on && <Glyph name="ui-filter" size={12} />}
              </span>
              <span className={css.headCount}>
                <span className={css.bar} aria-hidden="true">
                  <i style={{ width: `${share * 100}%` }} />
                </span>
                {t('trace.of', { whole: formats.number(whole), of: formats.number(counts.of) })}
              </span>
            </button>
          </th>
        )
      })}
    </tr>
  )
}
