import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { loadAccount } from '../../api/account'
import { factorsQuery } from '../../api/admin-queries'
import { api, call } from '../../api/client'
import type { Passkey, TOTPEnrolment } from '../../api/documents'
import { createPasskey, hasPasskeys } from '../../api/passkey'
import { queryKeys } from '../../api/queries'
import { session } from '../../api/session'
import { useStore } from '../../lib/use-store'
import { Button } from '../../ui/Button'
import { Card, CardBody } from '../../ui/Card'
import { TextField } from '../../ui/Field'
import { useFormats, useT } from '../../ui/language'
import { Empty, Notice } from '../../ui/Notice'
import { Dialog } from '../../ui/Overlay'
import { Problem } from '../../ui/Problem'
import { Tag } from '../../ui/Tag'
import { Identities } from './Identities'
import css from './Account.module.css'

/** Second factors: authenticator app, passkeys, recovery codes. */
export function Security() {
  const t = useT()
  const formats = useFormats()
  const queries = useQueryClient()
  const state = useStore(session)
  const { data, error, refetch } = useQuery(factorsQuery())
  const [codes, setCodes] = useState<readonly string[]>([])
  const [enrolment, setEnrolment] = useState<TOTPEnrolment | null>(null)
  const [naming, setNaming] = useState(false)
  const changed = async () => {
    await Promise.all([queries.invalidateQueries({ queryKey: queryKeys.factors }), loadAccount()])
  }
  const start = useMutation({ mutationFn: () => call(() => api.POST('/api/v1/account/factors/totp')), onSuccess: setEnrolment })
  const removeTotp = useMutation({ mutationFn: () => call(() => api.DELETE('/api/v1/account/factors/totp')), onSuccess: changed })
  const removeKey = useMutation({
    mutationFn: (passkey: string) =>
      call(() => api.DELETE('/api/v1/account/passkeys/{passkey}', { params: { path: { passkey } } })),
    onSuccess: changed,
  })
  const newCodes = useMutation({
    mutationFn: () => call(() => api.POST('/api/v1/account/factors/recovery-codes')),
    onSuccess: async (made) => {
      setCodes(made.recovery_codes)
      await changed()
    },
  })
  const account = state.is === 'in' ? state.account : null
  const fault = error ?? start.error ?? removeTotp.error ?? removeKey.error ?? newCodes.error
  const registered = async (made: readonly string[]) => {
    setEnrolment(null)
    setNaming(false)
    setCodes(made)
    await changed()
  }
  return (
    <>
      {account?.must_enrol && <Notice tone="caution">{t('account.mustEnrol')}</Notice>}
      {fault && <Problem error={fault} onRetry={() => void refetch()} />}
      <Card
        title={t('account.totp')}
        note={data?.totp ? t('account.since', { day: formats.day(data.totp) }) : t('account.notSetUp')}
      >
        <CardBody>
          <div className="row">
            {data?.totp ? (
              <Button onClick={() => removeTotp.mutate()}>{t('account.remove')}</Button>
            ) : (
              <Button look="primary" disabled={start.isPending} onClick={() => start.mutate()}>
                {t('account.totpStart')}
              </Button>
            )}
          </div>
        </CardBody>
      </Card>
      <Card
        title={t('account.passkeys')}
        aside={
          account?.passkeys && hasPasskeys() ? (
            <Button small glyph="ui-plus" onClick={() => setNaming(true)}>
              {t('account.passkeyAdd')}
            </Button>
          ) : undefined
        }
      >
        {!account?.passkeys ? (
          <Empty>{t('account.passkeysOff')}</Empty>
        ) : data && data.passkeys.length === 0 ? (
          <Empty>{t('account.noPasskeys')}</Empty>
        ) : (
          <PasskeyTable passkeys={data?.passkeys ?? []} onRemove={(id) => removeKey.mutate(id)} />
        )}
      </Card>
      {data && (data.totp || data.passkeys.length > 0) && (
        <Card title={t('account.recovery')} note={t('account.recoveryLeft', { count: data.recovery_left })}>
          <CardBody>
            <p className="muted small">{t('account.recoveryLead')}</p>
            <div>
              <Button onClick={() => newCodes.mutate()}>{t('account.recoveryNew')}</Button>
            </div>
          </CardBody>
        </Card>
      )}
      <Identities />
      {enrolment && <TotpDialog enrolment={enrolment} onClose={() => setEnrolment(null)} onDone={registered} />}
      {naming && <PasskeyDialog onClose={() => setNaming(false)} onDone={registered} />}
      {codes.length > 0 && (
        <Dialog open title={t('account.recovery')} onClose={() => setCodes([])}>
          <div className="stack">
            <Notice tone="caution">{t('account.codesOnce')}</Notice>
            <div className={css.codes}>
              {codes.map((c) => (
                <span key={c}>{c}</span>
              ))}
            </div>
          </div>
        </Dialog>
      )}
    </>
  )
}

function PasskeyTable({ passkeys, onRemove }: { passkeys: readonly Passkey[]; onRemove: (id: string) => void }) {
  const t = useT()
  const formats = useFormats()
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t('account.keyName')}</th>
          <th scope="col">{t('account.added')}</th>
          <th scope="col">{t('account.used')}</th>
          <th scope="col">
            <span className="visually-hidden">{t('do.actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {passkeys.map((p) => (
          <tr key={p.id}>
            <td>
              {p.name} {p.locked && <Tag tone="gap">{t('account.keyLocked')}</Tag>}
            </td>
            <td>{formats.day(p.added)}</td>
            <td>{p.used ? formats.day(p.used) : t('account.never')}</td>
            <td className="num">
              <Button small look="quiet" onClick={() => onRemove(p.id)}>
                {t('account.remove')}
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function TotpDialog({
  enrolment,
  onClose,
  onDone,
}: {
  enrolment: TOTPEnrolment
  onClose: () => void
  onDone: (codes: readonly string[]) => void
}) {
  const t = useT()
  const [code, setCode] = useState('')
  const finish = useMutation({
    mutationFn: () =>
      call(() => api.POST('/api/v1/account/factors/totp/code', { body: { enrolment: enrolment.enrolment, code: code.trim() } })),
    onSuccess: (made) => onDone(made.recovery_codes),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    finish.mutate()
  }
  return (
    <Dialog open title={t('account.totp')} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        <p className="small">{t('account.totpScan')}</p>
        <div className={css.qr}>
          <img src={enrolment.png} width={184} height={184} alt={t('account.totpPicture')} />
          <div>
            <div className="muted tiny">{t('account.totpSecret')}</div>
            <code className={css.secret}>{enrolment.secret}</code>
          </div>
        </div>
        {finish.error && <Problem error={finish.error} />}
        <TextField
          label={t('signIn.code')}
          inputMode="numeric"
          autoComplete="one-time-code"
          required
          value={code}
          onChange={(e) => setCode(e.target.value)}
          data-autofocus
        />
        <div>
          <Button type="submit" look="primary" disabled={finish.isPending}>
            {t('account.totpFinish')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

function PasskeyDialog({ onClose, onDone }: { onClose: () => void; onDone: (codes: readonly string[]) => void }) {
  const t = useT()
  const [name, setName] = useState('')
  const add = useMutation({
    mutationFn: async () => {
      const begun = await call(() => api.POST('/api/v1/account/passkeys'))
      const answer = await createPasskey(begun.options)
      return call(() => api.POST('/api/v1/account/passkeys/answer', { body: { ceremony: begun.ceremony, name, answer } }))
    },
    onSuccess: (made) => onDone(made.recovery_codes),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    add.mutate()
  }
  return (
    <Dialog open title={t('account.passkeyAdd')} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        {add.error && <Problem error={add.error} />}
        <TextField
          label={t('account.keyName')}
          hint={t('account.keyNameHint')}
          required
          value={name}
          onChange={(e) => setName(e.target.value)}
          data-autofocus
        />
        <div>
          <Button type="submit" look="primary" disabled={add.isPending}>
            {t('do.continue')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
