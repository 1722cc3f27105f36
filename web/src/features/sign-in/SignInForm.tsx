import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import type { SignInResult } from '../../api/documents'
import { hasPasskeys } from '../../api/passkey'
import { providersQuery, visitProvider } from '../../api/provider'
import { Button } from '../../ui/Button'
import { TextField } from '../../ui/Field'
import { useT } from '../../ui/language'
import { Notice } from '../../ui/Notice'
import { useSignIn, type SecondStep } from './use-sign-in'
import css from './SignIn.module.css'

interface SignInFormProps {
  /** The name to sign in with, if only one will do. */
  login?: string
  secondStep?: SecondStep | null
  onDone: (result: SignInResult) => void
}

/** Name and password, then the second factor. */
export function SignInForm({ login: only, secondStep = null, onDone }: SignInFormProps) {
  const t = useT()
  const steps = useSignIn(secondStep, onDone)
  const [login, setLogin] = useState(only ?? '')
  const [password, setPassword] = useState('')
  const { data: elsewhere } = useQuery(providersQuery())
  if (steps.step) return <SecondFactorForm steps={steps} step={steps.step} />
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void steps.password(login, password)
  }
  const visit = (provider: string) => void visitProvider(provider, 'sign-in').catch(() => steps.unreachable())
  return (
    <form className={css.form} onSubmit={submit}>
      {steps.fault && <Notice tone="fault">{steps.fault}</Notice>}
      <TextField
        label={t('signIn.login')}
        name="username"
        autoComplete="username"
        required
        autoFocus={!only}
        readOnly={Boolean(only)}
        value={login}
        onChange={(e) => setLogin(e.target.value)}
      />
      <TextField
        label={t('signIn.password')}
        name="password"
        type="password"
        autoComplete="current-password"
        required
        autoFocus={Boolean(only)}
        value={password}
        onChange={(e) => setPassword(e.target.value)}
      />
      <Button type="submit" look="primary" disabled={steps.busy}>
        {t('signIn.submit')}
      </Button>
      {elsewhere?.passkeys && hasPasskeys() && (
        <Button glyph="ui-key" disabled={steps.busy} onClick={() => void steps.passkey()}>
          {t('signIn.passkey')}
        </Button>
      )}
      {elsewhere?.providers.map((p) => (
        <Button key={p.key} onClick={() => visit(p.key)}>
          {t('signIn.with', { name: p.name })}
        </Button>
      ))}
    </form>
  )
}

function SecondFactorForm({ steps, step }: { steps: ReturnType<typeof useSignIn>; step: SecondStep }) {
  const t = useT()
  const [code, setCode] = useState('')
  const [recovery, setRecovery] = useState(!step.factors.includes('totp') && step.factors.includes('recovery'))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    void steps.code(code.trim(), recovery)
  }
  const byCode = step.factors.includes('totp') || step.factors.includes('recovery')
  return (
    <form className={css.form} onSubmit={submit}>
      {steps.fault && <Notice tone="fault">{steps.fault}</Notice>}
      {step.factors.includes('passkey') && hasPasskeys() && (
        <Button glyph="ui-key" look={byCode ? 'plain' : 'primary'} disabled={steps.busy} onClick={() => void steps.passkey()}>
          {t('signIn.passkey')}
        </Button>
      )}
      {byCode && (
        <>
          <TextField
            label={recovery ? t('signIn.recoveryCode') : t('signIn.code')}
            hint={recovery ? t('signIn.recoveryHint') : t('signIn.codeHint')}
            inputMode={recovery ? 'text' : 'numeric'}
            autoComplete="one-time-code"
            autoFocus
            required
            value={code}
            onChange={(e) => setCode(e.target.value)}
          />
          <Button type="submit" look="primary" disabled={steps.busy}>
            {t('signIn.submit')}
          </Button>
        </>
      )}
      <div className={css.others}>
        {step.factors.includes('recovery') && step.factors.includes('totp') && (
          <Button look="link" onClick={() => setRecovery(!recovery)}>
            {recovery ? t('signIn.useCode') : t('signIn.useRecovery')}
          </Button>
        )}
        <Button look="link" onClick={steps.startOver}>
          {t('signIn.startOver')}
        </Button>
      </div>
    </form>
  )
}
