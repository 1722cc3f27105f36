import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { tokensQuery } from '../../api/admin-queries'
import { api, call } from '../../api/client'
import { projectsQuery, queryKeys } from '../../api/queries'
import { session } from '../../api/session'
import { useStore } from '../../lib/use-store'
import { Button } from '../../ui/Button'
import { Card, CardBody } from '../../ui/Card'
import { CheckField, SelectField, TextField } from '../../ui/Field'
import { useFormats, useT } from '../../ui/language'
import { Empty } from '../../ui/Notice'
import { Dialog } from '../../ui/Overlay'
import { Problem } from '../../ui/Problem'
import { Secret } from '../../ui/Secret'
import { Tag } from '../../ui/Tag'

/** API tokens for programs that act for the user. */
export function Tokens() {
  const t = useT()
  const formats = useFormats()
  const queries = useQueryClient()
  const { data, error, refetch } = useQuery(tokensQuery())
  const [making, setMaking] = useState(false)
  const revoke = useMutation({
    mutationFn: (token: string) => call(() => api.DELETE('/api/v1/account/tokens/{token}', { params: { path: { token } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: queryKeys.tokens }),
  })
  const fault = error ?? revoke.error
  return (
    <>
      {fault && <Problem error={fault} onRetry={() => void refetch()} />}
      <Card
        title={t('account.tokens')}
        aside={
          <Button small glyph="ui-plus" onClick={() => setMaking(true)}>
            {t('token.new')}
          </Button>
        }
      >
        {data?.tokens.length === 0 ? (
          <Empty>{t('token.none')}</Empty>
        ) : (
          <table>
            <thead>
              <tr>
                <th scope="col">{t('token.name')}</th>
                <th scope="col">{t('token.scope')}</th>
                <th scope="col">{t('token.until')}</th>
                <th scope="col">{t('account.used')}</th>
                <th scope="col">
                  <span className="visually-hidden">{t('do.actions')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {data?.tokens.map((k) => (
                <tr key={k.id}>
                  <td>{k.name}</td>
                  <td>
                    {k.read_only ? t('token.readOnly') : t('token.readWrite')}
                    {k.projects.length > 0 && <span className="mono muted"> {k.projects.join(', ')}</span>}
                  </td>
                  <td>{formats.day(k.expires)}</td>
                  <td>{k.used ? formats.day(k.used) : t('account.never')}</td>
                  <td className="num">
                    {k.state === 'active' ? (
                      <Button small look="quiet" onClick={() => revoke.mutate(k.id)}>
                        {t('token.revoke')}
                      </Button>
                    ) : (
                      <Tag>{t(`token.${k.state}`)}</Tag>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Card>
      {making && <NewToken onClose={() => setMaking(false)} />}
    </>
  )
}

const dayAfter = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)

function NewToken({ onClose }: { onClose: () => void }) {
  const t = useT()
  const queries = useQueryClient()
  const state = useStore(session)
  const longest = (state.is === 'in' ? state.account.policy.token_days : 0) || 365
  const [name, setName] = useState('')
  const [project, setProject] = useState('')
  const [readOnly, setReadOnly] = useState(true)
  const [expires, setExpires] = useState(() => dayAfter(Math.min(90, longest)))
  const { data } = useQuery(projectsQuery())
  const make = useMutation({
    mutationFn: () =>
      call(() =>
        api.POST('/api/v1/account/tokens', {
          body: { name, read_only: readOnly, expires, projects: project === '' ? undefined : [project] },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: queryKeys.tokens }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    make.mutate()
  }
  if (make.data)
    return (
      <Dialog open title={t('token.made')} onClose={onClose}>
        <CardBody>
          <p className="small">{t('token.once')}</p>
          <Secret label={t('token.secret')} text={make.data.secret} />
        </CardBody>
      </Dialog>
    )
  return (
    <Dialog open title={t('token.new')} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        {make.error && <Problem error={make.error} />}
        <TextField
          label={t('token.name')}
          hint={t('token.nameHint')}
          required
          maxLength={120}
          value={name}
          onChange={(e) => setName(e.target.value)}
          data-autofocus
        />
        <SelectField
          label={t('token.scope')}
          value={project}
          onChange={(e) => setProject(e.target.value)}
          choices={[
            { value: '', label: t('token.allProjects') },
            ...(data?.projects ?? []).filter((p) => p.role).map((p) => ({ value: p.key, label: p.title })),
          ]}
        />
        <CheckField label={t('token.readOnly')} checked={readOnly} onChange={(e) => setReadOnly(e.target.checked)} />
        <TextField
          label={t('token.until')}
          type="date"
          required
          min={dayAfter(0)}
          max={dayAfter(longest)}
          value={expires}
          onChange={(e) => setExpires(e.target.value)}
        />
        <div className="row">
          <Button type="submit" look="primary" disabled={make.isPending}>
            {t('token.create')}
          </Button>
          <Button look="quiet" onClick={onClose}>
            {t('do.cancel')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
