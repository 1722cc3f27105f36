import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { loadAccount } from '../../api/account'
import { api, call } from '../../api/client'
import { session } from '../../api/session'
import { useStore } from '../../lib/use-store'
import { Button } from '../../ui/Button'
import { Card, CardBody } from '../../ui/Card'
import { TextField } from '../../ui/Field'
import { useT } from '../../ui/language'
import { Problem } from '../../ui/Problem'
import { say } from '../../ui/toast'

/** Name, address and password. */
export function Profile() {
  const t = useT()
  const state = useStore(session)
  const user = state.is === 'in' || state.is === 'ended' ? state.account.user : null
  const [name, setName] = useState(user?.name ?? '')
  const [email, setEmail] = useState(user?.email ?? '')
  const save = useMutation({
    mutationFn: () => call(() => api.PATCH('/api/v1/account', { body: { name, email } })),
    onSuccess: async () => {
      await loadAccount()
      say(t('account.saved'))
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <>
      <Card title={t('account.profile')} note={user?.login}>
        <CardBody>
          <form className="stack" onSubmit={submit}>
            {save.error && <Problem error={save.error} />}
            <TextField
              label={t('account.name')}
              autoComplete="name"
              required
              maxLength={120}
              value={name}
              onChange={(e) => setName(e.target.value)}
            />
            <TextField
              label={t('account.email')}
              hint={t('account.emailHint')}
              type="email"
              autoComplete="email"
              value={email}
              onChange={(e) => setEmail(e.target.value)}
            />
            <div>
              <Button type="submit" look="primary" disabled={save.isPending}>
                {t('do.save')}
              </Button>
            </div>
          </form>
        </CardBody>
      </Card>
      <Password />
    </>
  )
}

function Password() {
  const t = useT()
  const state = useStore(session)
  const account = state.is === 'in' ? state.account : null
  const [old, setOld] = useState('')
  const [next, setNext] = useState('')
  const shortest = account?.policy.min_password || 12
  const save = useMutation({
    mutationFn: () => call(() => api.POST('/api/v1/account/password', { body: { old: old || undefined, new: next } })),
    onSuccess: () => {
      setOld('')
      setNext('')
      say(t('account.passwordSet'))
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <Card title={t('account.password')} note={t('account.passwordNote')}>
      <CardBody>
        <form className="stack" onSubmit={submit}>
          {save.error && <Problem error={save.error} />}
          {account?.user.has_password && (
            <TextField
              label={t('account.oldPassword')}
              type="password"
              autoComplete="current-password"
              required
              value={old}
              onChange={(e) => setOld(e.target.value)}
            />
          )}
          <TextField
            label={t('account.newPassword')}
            hint={t('account.passwordHint', { count: shortest })}
            type="password"
            autoComplete="new-password"
            minLength={shortest}
            required
            value={next}
            onChange={(e) => setNext(e.target.value)}
          />
          <div>
            <Button type="submit" disabled={save.isPending}>
              {t('account.setPassword')}
            </Button>
          </div>
        </form>
      </CardBody>
    </Card>
  )
}
