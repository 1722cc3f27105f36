import { useEffect, useRef } from 'react'
import { useProject } from '../../api/project'
import { useT } from '../../ui/language'
import { Later } from '../../ui/Later'
import { useProjectAddress } from '../../ui/navigation'
import { Problem } from '../../ui/Problem'
import { AssetsStep } from './AssetsStep'
import { GapsStep } from './GapsStep'
import { ImportPage } from './ImportPage'
import { RiskStep } from './RiskStep'
import { StepBar } from './StepBar'
import { StepFoot } from './StepFoot'
import { isStep, nextStep, type Step } from './steps'
import { TargetsStep } from './TargetsStep'
import { usePlant } from './use-plant'
import { ZonesStep } from './ZonesStep'
import css from './Start.module.css'

/** The first steps of a project, one on the screen at a time; and the import, which is one of them and stands alone too. */
export function StartScreen() {
  const [address] = useProjectAddress()
  return address.subject === 'import' ? <ImportPage /> : <Steps />
}

function Steps() {
  const t = useT()
  const { project } = useProject()
  const [address, change] = useProjectAddress()
  const data = usePlant()
  const step = isStep(address.subject) ? address.subject : null
  const heading = useRef<HTMLHeadingElement>(null)
  const before = useRef<Step | null>(null)
  useEffect(() => {
    if (step === null && data.states) change({ subject: nextStep(data.states) }, { replace: true })
  }, [step, data.states, change])
  useEffect(() => {
    // Who goes on with the keyboard begins at the head of the new step.
    if (before.current && step && before.current !== step) heading.current?.focus()
    if (step) before.current = step
  }, [step])
  if (data.error && !data.plant) return <Problem error={data.error} onRetry={data.refetch} />
  if (!step || !data.plant || !data.states)
    return (
      <Later>
        <p className="muted">{t('wait.project')}</p>
      </Later>
    )
  const { plant, states } = data
  return (
    <div className={css.screen}>
      <StepBar title={project.title} states={states} step={step} />
      <div className={css.head}>
        <h1 ref={heading} tabIndex={-1}>
          {t(`start.title.${step}`)}
        </h1>
        <p>{t(`start.why.${step}`)}</p>
      </div>
      {data.error && <Problem error={data.error} onRetry={data.refetch} />}
      {step === 'assets' && <AssetsStep plant={plant} coming={data.coming} />}
      {step === 'zones' && <ZonesStep plant={plant} coming={data.coming} />}
      {step === 'risk' && <RiskStep plant={plant} />}
      {step === 'targets' && <TargetsStep plant={plant} levels={data.levels} />}
      {step === 'gaps' && <GapsStep gaps={data.gaps} levels={data.levels} />}
      <StepFoot step={step} states={states} plant={plant} />
    </div>
  )
}
