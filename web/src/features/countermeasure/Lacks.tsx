import type { CompensationLack } from '../../domain/compensation'
import { Glyph } from '../../ui/Glyph'
import { useT } from '../../ui/language'
import css from './Compensate.module.css'

/** Why a compensation does not count yet, or that it does. */
export function Lacks({ lacks, ahead }: { lacks: readonly CompensationLack[]; ahead?: boolean }) {
  const t = useT()
  if (lacks.length === 0)
    return (
      <p className={css.counts}>
        <Glyph name="ui-check" size={14} />
        {t(ahead ? 'compensation.willCount' : 'compensation.counts')}
      </p>
    )
  return (
    <div className={css.lacks}>
      <p>
        <Glyph name="strength-gap" size={14} />
        {t(ahead ? 'compensation.willNotCount' : 'compensation.countsNot')}
      </p>
      <ul>
        {lacks.map((l) => (
          <li key={l}>{t(`compensation.lack.${l}`)}</li>
        ))}
      </ul>
    </div>
  )
}
