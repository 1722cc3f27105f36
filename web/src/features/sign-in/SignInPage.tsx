import { useT } from '../../ui/language'
import { Notice } from '../../ui/Notice'
import { SignInForm } from './SignInForm'
import { SignInFrame } from './SignInFrame'
import type { SecondStep } from './use-sign-in'

const reasons = ['start-again', 'unknown', 'refused', 'name-taken', 'unavailable', 'fault'] as const

/** Where somebody comes in. */
export function SignInPage({ secondStep, onDone }: { secondStep: SecondStep | null; onDone: () => void }) {
  const t = useT()
  const reason = reasons.find((r) => r === new URLSearchParams(location.search).get('sign-in-error'))
  return (
    <SignInFrame title={secondStep ? t('signIn.secondTitle') : t('signIn.title')}>
      {reason && <Notice tone="fault">{t(`signIn.error.${reason}`)}</Notice>}
      <SignInForm secondStep={secondStep} onDone={onDone} />
    </SignInFrame>
  )
}
