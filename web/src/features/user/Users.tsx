import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { usersQuery } from '../../api/admin-queries'
import { api, call } from '../../api/client'
import type { User } from '../../api/documents'
import { queryKeys } from '../../api/queries'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { useFormats, useT } from '../../ui/language'
import { Dialog, Menu, type MenuPart } from '../../ui/Overlay'
import { Problem } from '../../ui/Problem'
import { Secret } from '../../ui/Secret'
import { Tag } from '../../ui/Tag'
import { say } from '../../ui/toast'

/** All users of the server. */
export function Users() {
  const t = useT()
  const formats = useFormats()
  const { data, error, refetch } = useQuery(usersQuery())
  const actions = useUserActions()
  const [link, setLink] = useState('')
  const fault = error ?? actions.error
  const partsOf = (u: User): MenuPart[] => [
    {
      key: 'admin',
      label: u.admin ? t('user.noAdmin') : t('user.makeAdmin'),
      onChoose: () => actions.change(u, { admin: !u.admin }),
    },
    {
      key: 'lock',
      label: u.disabled ? t('user.letIn') : t('user.lockOut'),
      onChoose: () => actions.change(u, { disabled: !u.disabled }),
    },
    { key: 'sessions', label: t('user.endSessions'), onChoose: () => actions.endSessions(u) },
    { key: 'reset', label: t('user.resetLink'), onChoose: () => void actions.resetLink(u).then(setLink, () => undefined) },
    { key: 'factors', label: t('user.clearFactors'), disabled: !u.second_factor, onChoose: () => actions.clearFactors(u) },
  ]
  return (
    <>
      {fault && <Problem error={fault} onRetry={() => void refetch()} />}
      <Card title={t('admin.users')} note={data ? t('user.count', { count: data.users.length }) : undefined}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('signIn.login')}</th>
              <th scope="col">{t('account.name')}</th>
              <th scope="col">{t('user.rights')}</th>
              <th scope="col">{t('user.factor')}</th>
              <th scope="col">{t('user.signedIn')}</th>
              <th scope="col">
                <span className="visually-hidden">{t('do.actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {data?.users.map((u) => (
              <tr key={u.id}>
                <td className="mono">{u.login}</td>
                <td>{u.name}</td>
                <td>
                  <span className="row">
                    {u.admin && <Tag tone="accent">{t('user.admin')}</Tag>}
                    {u.disabled && <Tag tone="gap">{t('user.locked')}</Tag>}
                  </span>
                </td>
                <td>{u.second_factor ? t('do.yes') : t('do.no')}</td>
                <td>{u.signed_in ? formats.moment(u.signed_in) : t('account.never')}</td>
                <td className="num">
                  <Menu
                    end
                    width={240}
                    parts={partsOf(u)}
                    button={<Button look="icon" small glyph="ui-more" aria-label={t('user.actions', { name: u.name })} />}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Card>
      {link !== '' && (
        <Dialog open title={t('user.resetLink')} onClose={() => setLink('')}>
          <div className="stack">
            <p className="small">{t('invitation.once')}</p>
            <Secret label={t('invitation.link')} text={link} />
          </div>
        </Dialog>
      )}
    </>
  )
}

/** What an administrator can do to a user. */
function useUserActions() {
  const t = useT()
  const queries = useQueryClient()
  const act = useMutation({
    mutationFn: (run: () => Promise<unknown>) => run(),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: queryKeys.users })
      say(t('user.done'))
    },
  })
  const path = (u: User) => ({ params: { path: { user: u.id } } })
  return {
    error: act.error,
    change: (u: User, body: { admin?: boolean; disabled?: boolean }) =>
      act.mutate(() => call(() => api.PATCH('/api/v1/users/{user}', { ...path(u), body }))),
    endSessions: (u: User) => act.mutate(() => call(() => api.DELETE('/api/v1/users/{user}/sessions', path(u)))),
    clearFactors: (u: User) => act.mutate(() => call(() => api.DELETE('/api/v1/users/{user}/factors', path(u)))),
    resetLink: async (u: User): Promise<string> => {
      let address = ''
      await act.mutateAsync(async () => {
        const made = await call(() => api.POST('/api/v1/users/{user}/reset-link', { ...path(u), body: {} }))
        address = made.address
      })
      return address
    },
  }
}
