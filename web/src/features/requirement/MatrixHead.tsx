import { memo } from 'react'
import { Glyph } from '../../ui/Glyph'
import { placeGlyph } from '../../ui/kinds'
import { VectorGlyph } from '../../ui/VectorGlyph'
import { runOf } from './layout'
import type { Drawing } from './MatrixCells'
import css from './Matrix.module.css'

interface MatrixHeadProps {
  drawing: Drawing
  wide: boolean
  first: number
  last: number
  /** Selected columns and the active one. */
  from: number
  to: number
  active: number
}

/** The heads of columns: type, key, name, and in wide columns the vector. */
export const MatrixHead = memo(function MatrixHead({ drawing, wide, first, last, from, to, active }: MatrixHeadProps) {
  const { t, columns, matrix } = drawing
  const start = first * runOf
  const shown = columns.slice(start, last * runOf)
  return (
    <div className={css.head} role="row" aria-rowindex={1}>
      <div role="columnheader" aria-colindex={1} className={css.corner}>
        <span className="grow">{t('matrix.requirement')}</span>
        <span className="nowrap">{t('matrix.fromSl')}</span>
      </div>
      {shown.map((place, i) => {
        const col = start + i
        const p = matrix.places[place]!
        const look = [
          css.columnHead,
          col === drawing.conduits && col > 0 ? css.edge : '',
          col === active ? css.activeHead : col >= from && col <= to ? css.inRange : '',
        ]
        return (
          <div
            key={p.key}
            role="columnheader"
            aria-colindex={col + 2}
            aria-label={`${p.key} ${p.title}`}
            className={look.join(' ')}
            style={{ left: `calc(var(--row-head) + ${col} * var(--col))` }}
            title={`${p.key} ${p.title}`}
          >
            <span className={css.key}>
              <Glyph name={placeGlyph(p.kind, p.type)} size={12} />
              {p.key}
            </span>
            <span className={css.place}>{p.title}</span>
            {wide && (
              <span className={css.vector} aria-hidden>
                <VectorGlyph size="s" levels={p} title={p.title} />
              </span>
            )}
          </div>
        )
      })}
    </div>
  )
})
