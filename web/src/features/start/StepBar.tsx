import { screenAddress } from '../../domain/address'
import { useProject } from '../../api/project'
import { Glyph } from '../../ui/Glyph'
import { useT } from '../../ui/language'
import { AddressLink } from '../../ui/navigation'
import type { Step, StepState } from './steps'
import css from './Start.module.css'

/** All steps with how far each is; any of them can be opened. */
export function StepBar({ title, states, step }: { title: string; states: readonly StepState[]; step: Step }) {
  const t = useT()
  const { project, view } = useProject()
  return (
    <nav className={css.bar} aria-label={t('start.steps', { title })}>
      <ol>
        {states.map((s, i) => (
          <li key={s.step}>
            <AddressLink
              to={screenAddress(project.key, 'start', { subject: s.step, at: view.at })}
              aria-current={s.step === step ? 'step' : undefined}
              className={s.complete ? css.complete : undefined}
            >
              <span className={css.number}>
                {s.complete ? <Glyph name="ui-check" size={12} label={t('start.complete')} /> : i + 1}
              </span>
              <span className={css.stepName}>
                <b>{t(`start.step.${s.step}`)}</b>
                <small>
                  {s.all === 0
                    ? t('start.nothingYet')
                    : s.step === 'assets'
                      ? t('start.count.assets', { count: s.done })
                      : t(`start.count.${s.step}`, { done: s.done, all: s.all })}
                </small>
              </span>
            </AddressLink>
          </li>
        ))}
      </ol>
    </nav>
  )
}
