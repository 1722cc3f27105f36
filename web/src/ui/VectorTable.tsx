import { frs } from '../domain/sl'
import type { GlyphLevels } from '../domain/vector-glyph'
import { useT } from './language'
import css from './VectorTable.module.css'

/** The numbers of a vector glyph, as shown on hover. */
export function VectorTable({ levels }: { levels: GlyphLevels }) {
  const t = useT()
  const rows = [
    ['target', levels.target],
    ['achieved', levels.achieved],
    ['claimed', levels.claimed],
    ['capability', levels.capability],
  ] as const
  return (
    <table className={css.table}>
      <thead>
        <tr>
          <td />
          {frs.map((fr) => (
            <th key={fr} scope="col">
              {fr}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, vector]) => (
          <tr key={name}>
            <th scope="row">{t(`vector.${name}`)}</th>
            {frs.map((fr, i) => (
              <td
                key={fr}
                className={name === 'achieved' && (vector?.[i] ?? 0) < (levels.target?.[i] ?? 0) ? 'gap-text' : undefined}
              >
                {vector?.[i] ?? 0}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
