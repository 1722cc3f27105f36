import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { api, callOpen } from '../../api/client'
import { askPasskey, hasPasskeys } from '../../api/passkey'
import { asProblem } from '../../api/problem'
import { identitiesQuery, providersQuery, visitProvider } from '../../api/provider'
import { session } from '../../api/session'
import { useStore } from '../../lib/use-store'
import { Button } from '../../ui/Button'
import { TextField } from '../../ui/Field'
import { useT } from '../../ui/language'
import { Notice } from '../../ui/Notice'
import { Dialog } from '../../ui/Overlay'

/** Asks the user to prove who it is, for a call that waits. */
export function ConfirmDialog({ onDone }: { onDone: (proved: boolean) => void }) {
  const t = useT()
  const state = useStore(session)
  const [password, setPassword] = useState('')
  const [fault, setFault] = useState('')
  const account = state.is === 'in' ? state.account : null
  const { data: elsewhere } = useQuery(providersQuery())
  const { data: own } = useQuery(identitiesQuery())
  const linked = (elsewhere?.providers ?? []).filter((p) => own?.identities.some((i) => i.provider === p.key))
  const prove = (how: () => Promise<unknown>) => {
    setFault('')
    how().then(
      () => onDone(true),
      (error: unknown) => setFault(asProblem(error).detail),
    )
  }
  const byPassword = (event: FormEvent) => {
    event.preventDefault()
    prove(() => callOpen(() => api.POST('/api/v1/account/confirm', { body: { password } })))
  }
  const byPasskey = async () => {
    const begun = await callOpen(() => api.POST('/api/v1/account/confirm/passkey'))
    const answer = await askPasskey(begun.options)
    return callOpen(() => api.POST('/api/v1/account/confirm/passkey/answer', { body: { ceremony: begun.ceremony, answer } }))
  }
  return (
    <Dialog open title={t('confirm.title')} onClose={() => onDone(false)} width={380}>
      <form className="stack" onSubmit={byPassword}>
        <p className="muted small">{t('confirm.lead')}</p>
        {fault && <Notice tone="fault">{fault}</Notice>}
        {account?.user.has_password !== false && (
          <TextField
            label={t('signIn.password')}
            type="password"
            autoComplete="current-password"
            required
            data-autofocus
            value={password}
            onChange={(e) => setPassword(e.target.value)}
          />
        )}
        <div className="row">
          <Button type="submit" look="primary">
            {t('confirm.submit')}
          </Button>
          {account?.passkeys && hasPasskeys() && <Button onClick={() => prove(byPasskey)}>{t('signIn.passkey')}</Button>}
          {linked.map((p) => (
            <Button key={p.key} onClick={() => void visitProvider(p.key, 'confirm').catch((e) => setFault(asProblem(e).detail))}>
              {p.name}
            </Button>
          ))}
          <Button look="quiet" onClick={() => onDone(false)}>
            {t('do.cancel')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
