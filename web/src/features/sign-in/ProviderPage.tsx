import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { loadAccount } from '../../api/account'
import { api, call, callOpen } from '../../api/client'
import { asProblem } from '../../api/problem'
import { providersQuery, visitProvider } from '../../api/provider'
import type { ProviderStep } from '../../domain/provider'
import { Button } from '../../ui/Button'
import { TextField } from '../../ui/Field'
import { useT } from '../../ui/language'
import { Notice } from '../../ui/Notice'
import { Problem } from '../../ui/Problem'
import { useKept } from '../../ui/use-kept'
import { SignInFrame } from './SignInFrame'
import css from './SignIn.module.css'

interface ProviderPageProps {
  step: ProviderStep
  /** Goes on to where the user was. */
  onDone: () => void
}

/** What the browser brought back from a provider is sent on: an identity is linked, a person confirmed, an invitation accepted. */
export function ProviderPage({ step, onDone }: ProviderPageProps) {
  const t = useT()
  if (step.is === 'lost')
    return (
      <SignInFrame title={t('provider.lostTitle')}>
        <Notice tone="caution">{t('provider.lost')}</Notice>
        <Button look="primary" onClick={onDone}>
          {t('do.continue')}
        </Button>
      </SignInFrame>
    )
  return step.is === 'accept' ? <Accept step={step} onDone={onDone} /> : <Send step={step} onDone={onDone} />
}

type Sent = Extract<ProviderStep, { is: 'link' | 'confirm' }>

function Send({ step, onDone }: { step: Sent; onDone: () => void }) {
  const t = useT()
  const { data, error } = useQuery({
    // An answer works once; the key makes it one call, however often the page is drawn.
    queryKey: ['server', 'provider', step.is, step.provider, step.answer],
    queryFn: async () => {
      const params = { path: { provider: step.provider } }
      const body = { answer: step.answer }
      if (step.is === 'link') await call(() => api.POST('/api/v1/account/providers/{provider}/identity', { params, body }))
      else await call(() => api.POST('/api/v1/account/confirm/providers/{provider}', { params, body }))
      await loadAccount()
      return true
    },
    retry: false,
    staleTime: Infinity,
  })
  const title = t(step.is === 'link' ? 'provider.linkTitle' : 'provider.confirmTitle')
  return (
    <SignInFrame title={title}>
      {error && <Problem error={error} />}
      {data && <Notice tone="met">{t(step.is === 'link' ? 'provider.linked' : 'provider.confirmed')}</Notice>}
      {!error && !data && <p className="muted small">{t('provider.wait')}</p>}
      {(data || error) && (
        <Button look="primary" autoFocus onClick={onDone}>
          {t('do.continue')}
        </Button>
      )}
    </SignInFrame>
  )
}

function Accept({ step, onDone }: { step: Extract<ProviderStep, { is: 'accept' }>; onDone: () => void }) {
  const t = useT()
  const [login, setLogin, forgetLogin] = useKept('accept.login', '')
  const [name, setName, forgetName] = useKept('accept.name', '')
  const [fault, setFault] = useState('')
  const { data: elsewhere } = useQuery(providersQuery())
  const provider = elsewhere?.providers.find((p) => p.key === step.provider)?.name ?? step.provider
  const create = async () => {
    const body = { link: step.link, provider: step.provider, answer: step.answer, login, name: name || undefined }
    await callOpen(() => api.POST('/api/v1/sign-in/link/use', { body }))
    forgetLogin()
    forgetName()
    await loadAccount()
    onDone()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    // An answer works once: after a refusal the provider is asked anew, and what was typed is here when it has answered.
    const done = fault === '' ? create() : visitProvider(step.provider, 'accept', step.link)
    done.catch((error: unknown) => setFault(asProblem(error).detail))
  }
  return (
    <SignInFrame title={t('link.invitation')} lead={t('provider.acceptLead')}>
      <form className={css.form} onSubmit={submit}>
        {fault && <Notice tone="fault">{fault}</Notice>}
        <TextField
          label={t('signIn.login')}
          hint={t('link.loginHint')}
          autoComplete="username"
          required
          autoFocus
          value={login}
          onChange={(e) => setLogin(e.target.value)}
        />
        <TextField
          label={t('account.name')}
          hint={t('link.nameHint')}
          autoComplete="name"
          value={name}
          onChange={(e) => setName(e.target.value)}
        />
        {fault && <p className="muted small">{t('provider.acceptAgain')}</p>}
        <Button type="submit" look="primary">
          {fault ? t('signIn.with', { name: provider }) : t('link.create')}
        </Button>
      </form>
    </SignInFrame>
  )
}
