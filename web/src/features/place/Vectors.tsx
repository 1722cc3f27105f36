import { useRef, type KeyboardEvent } from 'react'
import type { PlaceLevels } from '../../api/documents'
import { frs, type Vector } from '../../domain/sl'
import { Card } from '../../ui/Card'
import { useT } from '../../ui/language'
import { useProjectAddress } from '../../ui/navigation'
import { VectorGlyph } from '../../ui/VectorGlyph'
import { chosenOf, moved, vectors, type Chosen, type VectorName } from './why'
import { WhyPanel, type CompensateRow } from './WhyPanel'
import css from './Place.module.css'

/** The vectors of a place as bars and as numbers; each number opens what it rests on. */
export function Vectors({ place, onCompensate }: { place: PlaceLevels; onCompensate: CompensateRow | null }) {
  const t = useT()
  const [address, change] = useProjectAddress()
  const chosen = chosenOf(address.view['why'], address.view['fr'], place.gap)
  const table = useRef<HTMLTableElement>(null)
  const choose = (to: Chosen) => change({ view: { ...address.view, why: to.vector, fr: frs[to.fr] ?? 'IAC' } }, { replace: true })
  const keys = (event: KeyboardEvent, at: Chosen) => {
    const to = moved(at, event.key)
    if (!to) return
    event.preventDefault()
    choose(to)
    table.current?.querySelector<HTMLElement>(`[data-at="${to.vector}.${to.fr}"]`)?.focus()
  }
  const of: Record<VectorName, Vector> = place
  const why = place.why?.[chosen.fr]
  return (
    <Card title={t('place.levels')} note={t('place.levelsNote')}>
      <div className={css.vectors}>
        <VectorGlyph size="l" levels={place} title={place.title} />
        <table ref={table} className={css.numbers}>
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
            {vectors.map((vector) => (
              <tr key={vector}>
                <th scope="row">{t(`vector.${vector}`)}</th>
                {frs.map((fr, i) => {
                  const on = chosen.vector === vector && chosen.fr === i
                  const short = vector === 'achieved' && (place.gap[i] ?? 0) > 0
                  return (
                    <td key={fr}>
                      <button
                        type="button"
                        className={`${css.number} ${on ? css.on : ''} ${short ? 'gap-text' : ''}`}
                        aria-pressed={on}
                        aria-controls="why"
                        aria-label={t('place.numberSaid', { vector: t(`vector.${vector}`), fr, level: of[vector][i] ?? 0 })}
                        tabIndex={on ? 0 : -1}
                        data-at={`${vector}.${i}`}
                        onClick={() => choose({ vector, fr: i })}
                        onKeyDown={(e) => keys(e, { vector, fr: i })}
                      >
                        {of[vector][i] ?? 0}
                      </button>
                    </td>
                  )
                })}
              </tr>
            ))}
            <tr className={css.gapLine}>
              <th scope="row">{t('place.gap')}</th>
              {frs.map((fr, i) => (
                <td key={fr} className={(place.gap[i] ?? 0) > 0 ? 'gap-text' : 'muted'}>
                  {place.gap[i] ?? 0}
                </td>
              ))}
            </tr>
          </tbody>
        </table>
      </div>
      {why && <WhyPanel place={place} why={why} vector={chosen.vector} onCompensate={onCompensate} />}
    </Card>
  )
}
