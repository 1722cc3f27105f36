import { useProject } from '../../api/project'
import { screenAddress } from '../../domain/address'
import { Glyph } from '../../ui/Glyph'
import { useT, type Translate } from '../../ui/language'
import { AddressLink } from '../../ui/navigation'
import type { Plant } from './plant'
import { steps, type Step, type StepState } from './steps'
import css from './Start.module.css'

/** What remains here, and the way on. Nothing forbids going on early. */
export function StepFoot({ step, states, plant }: { step: Step; states: readonly StepState[]; plant: Plant }) {
  const t = useT()
  const { project, view } = useProject()
  const i = steps.indexOf(step)
  const [back, next] = [steps[i - 1], steps[i + 1]]
  const state = states[i]
  const to = (s: Step) => screenAddress(project.key, 'start', { subject: s, at: view.at })
  return (
    <footer className={css.foot}>
      {back && (
        <AddressLink to={to(back)} className={css.back}>
          {t('start.back', { step: t(`start.step.${back}`) })}
        </AddressLink>
      )}
      <span className={css.remains}>{state && remains(t, state, plant)}</span>
      {next ? (
        <AddressLink to={to(next)} className={state?.complete ? css.onward : css.skip}>
          {state?.complete
            ? t('start.onward', { step: t(`start.step.${next}`) })
            : t('start.skip', { step: t(`start.step.${next}`) })}
          <Glyph name="ui-arrow" size={14} />
        </AddressLink>
      ) : (
        <AddressLink to={screenAddress(project.key, 'overview', { at: view.at })} className={css.onward}>
          {t('start.toOverview')}
          <Glyph name="ui-arrow" size={14} />
        </AddressLink>
      )}
    </footer>
  )
}

function remains(t: Translate, s: StepState, plant: Plant): string {
  if (s.complete) return t('start.done')
  const open = s.all - s.done
  switch (s.step) {
    case 'assets':
      return t('start.remains.assets')
    case 'zones': {
      if (plant.zones.length === 0) return t('start.remains.noZones')
      if (open > 0) return t('start.remains.zones', { count: open })
      return t('start.remains.types', { count: plant.zones.filter((z) => z.type === '').length })
    }
    case 'risk':
      return s.all === 0 ? t('start.remains.noZones') : t('start.remains.risk', { count: open })
    case 'targets':
      return s.all === 0 ? t('start.remains.noZones') : t('start.remains.targets', { count: open })
    case 'gaps':
      return s.all === 0 ? t('start.remains.noTargets') : t('start.remains.gaps', { count: open })
  }
}
