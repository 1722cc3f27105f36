import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { loadAccount } from '../../api/account'
import { api, call, callOpen } from '../../api/client'
import type { LinkPurpose } from '../../api/documents'
import { asProblem } from '../../api/problem'
import { providersQuery, visitProvider } from '../../api/provider'
import { session } from '../../api/session'
import { useStore } from '../../lib/use-store'
import { Button } from '../../ui/Button'
import { TextField } from '../../ui/Field'
import { useT, type Translate } from '../../ui/language'
import { Notice } from '../../ui/Notice'
import { Problem } from '../../ui/Problem'
import { SignInFrame } from './SignInFrame'
import css from './SignIn.module.css'

/** Where a link that works once leads: the first administrator, an invitation, a new password. */
export function LinkPage({ secret, onDone }: { secret: string; onDone: () => void }) {
  const t = useT()
  const state = useStore(session)
  const { data, error } = useQuery({
    queryKey: ['server', 'link', secret],
    queryFn: () => callOpen(() => api.POST('/api/v1/sign-in/link', { body: { link: secret } })),
    retry: false,
    staleTime: Infinity,
  })
  if (error)
    return (
      <SignInFrame title={t('link.dead')}>
        <Problem error={error} />
        <Button onClick={onDone}>{t('link.leave')}</Button>
      </SignInFrame>
    )
  if (!data) return null
  const signedIn = state.is === 'in' ? state.account.user : null
  return (
    <SignInFrame title={titleOf(t, data)} lead={leadOf(t, data)}>
      {data.kind === 'invitation' && signedIn ? (
        <Accept secret={secret} name={signedIn.name} onDone={onDone} />
      ) : (
        <UseForm secret={secret} purpose={data} onDone={onDone} />
      )}
    </SignInFrame>
  )
}

const titleOf = (t: Translate, p: LinkPurpose) =>
  p.kind === 'first' ? t('link.first') : p.kind === 'reset' ? t('link.reset') : t('link.invitation')

function leadOf(t: Translate, p: LinkPurpose): string {
  if (p.kind === 'first') return t('link.firstLead')
  if (p.kind === 'reset') return t('link.resetLead', { login: p.login ?? '' })
  return p.project
    ? t('link.projectLead', { project: p.project, role: t(`role.${(p.role ?? 'viewer') as 'viewer'}`) })
    : t('link.accountLead')
}

function UseForm({ secret, purpose, onDone }: { secret: string; purpose: LinkPurpose; onDone: () => void }) {
  const t = useT()
  const reset = purpose.kind === 'reset'
  const [login, setLogin] = useState(purpose.login ?? '')
  const [name, setName] = useState('')
  const [password, setPassword] = useState('')
  const [fault, setFault] = useState('')
  const [codes, setCodes] = useState<string[] | null>(null)
  const shortest = purpose.min_password || 12
  const { data: elsewhere } = useQuery(providersQuery())
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    setFault('')
    try {
      const body = reset ? { link: secret, password } : { link: secret, login, name: name || undefined, password }
      const done = await callOpen(() => api.POST('/api/v1/sign-in/link/use', { body }))
      if (done.state === 'signed in') await loadAccount()
      if (done.recovery_codes?.length) setCodes(done.recovery_codes)
      else onDone()
    } catch (error) {
      setFault(asProblem(error).detail)
    }
  }
  if (codes)
    return (
      <div className={css.form}>
        <Notice tone="caution">{t('account.codesOnce')}</Notice>
        <div className={css.codes}>
          {codes.map((c) => (
            <span key={c}>{c}</span>
          ))}
        </div>
        <Button look="primary" onClick={onDone}>
          {t('do.continue')}
        </Button>
      </div>
    )
  return (
    <form className={css.form} onSubmit={(e) => void submit(e)}>
      {fault && <Notice tone="fault">{fault}</Notice>}
      {!reset && (
        <>
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
        </>
      )}
      <TextField
        label={reset ? t('account.newPassword') : t('signIn.password')}
        hint={t('account.passwordHint', { count: shortest })}
        type="password"
        autoComplete="new-password"
        minLength={shortest}
        required
        autoFocus={reset}
        value={password}
        onChange={(e) => setPassword(e.target.value)}
      />
      <Button type="submit" look="primary">
        {reset ? t('link.setPassword') : t('link.create')}
      </Button>
      {!reset &&
        elsewhere?.providers.map((p) => (
          <Button
            key={p.key}
            onClick={() => void visitProvider(p.key, 'accept', secret).catch((e) => setFault(asProblem(e).detail))}
          >
            {t('signIn.with', { name: p.name })}
          </Button>
        ))}
    </form>
  )
}

function Accept({ secret, name, onDone }: { secret: string; name: string; onDone: () => void }) {
  const t = useT()
  const [fault, setFault] = useState('')
  const accept = async () => {
    try {
      await call(() => api.POST('/api/v1/account/invitation', { body: { link: secret } }))
      await loadAccount()
      onDone()
    } catch (error) {
      setFault(asProblem(error).detail)
    }
  }
  return (
    <div className={css.form}>
      {fault && <Notice tone="fault">{fault}</Notice>}
      <Button look="primary" onClick={() => void accept()}>
        {t('link.acceptAs', { name })}
      </Button>
    </div>
  )
}
