import { useMemo } from 'react'
import { useT } from '../../ui/language'
import { useWords } from '../../ui/words'
import type { RiskWords } from './risk-ops'

/** The texts with which first estimates are recorded. */
export function useRiskWords(): RiskWords {
  const t = useT()
  const words = useWords()
  return useMemo(
    () => ({
      threat: (actor) => t(`start.actor.${actor}`),
      source: (actor) => t(`start.actorSource.${actor}`),
      title: (zone) => t('start.risk.recordTitle', { zone }),
      scenario: (zone, e) =>
        t('start.risk.scenario', {
          zone,
          category: t(`start.category.${e.category}`),
          rating: words.choice(e.rating),
          harm: t(`start.harm.${e.category}.${e.rating === 'very high' ? 'extreme' : e.rating}`),
          actor: t(`start.actor.${e.actor}`),
        }),
    }),
    [t, words],
  )
}
