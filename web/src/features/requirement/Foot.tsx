import { memo } from 'react'
import { useFormats, useT } from '../../ui/language'
import { signMark } from './MatrixCells'
import type { Sign } from './cells'
import css from './Tools.module.css'

const legend: Sign['strength'][] = [
  'met',
  'compensated',
  'claimed',
  'suspect',
  'gap',
  'partly-met',
  'not-assessed',
  'not-applicable',
  'not-allocated',
]

/** The key to the signs, and what is selected. */
export const Foot = memo(function Foot({ rows, cols, editable }: { rows: number; cols: number; editable: boolean }) {
  const t = useT()
  const formats = useFormats()
  return (
    <div className={css.foot}>
      {legend.map((strength) => (
        <span key={strength} className={css.sign}>
          {signMark({ strength, chain: null, note: null })}
          {t(`matrix.is.${strength}`)}
        </span>
      ))}
      <span className={css.sign}>
        <i className={css.voidSign} />
        {t('matrix.is.above')}
      </span>
      <span className="grow" />
      {rows * cols > 1 ? (
        <span className="nowrap">{t('matrix.selected', { rows: formats.number(rows), cols: formats.number(cols) })}</span>
      ) : (
        editable && (
          <span className={css.keys}>
            <kbd>1</kbd>–<kbd>5</kbd> {t('matrix.keys.assess')} <kbd>J</kbd> <kbd>K</kbd> {t('matrix.keys.next')}
          </span>
        )
      )}
    </div>
  )
})
