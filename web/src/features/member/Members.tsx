import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { membersQuery, projectInvitationsQuery } from '../../api/admin-queries'
import { api, call } from '../../api/client'
import type { Member } from '../../api/documents'
import { useProject } from '../../api/project'
import { queryKeys } from '../../api/queries'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { SelectField, TextField } from '../../ui/Field'
import { InvitationTable } from '../../ui/InvitationTable'
import { useFormats, useT } from '../../ui/language'
import { Dialog } from '../../ui/Overlay'
import { Problem } from '../../ui/Problem'
import { roles, type Role } from '../../ui/roles'
import { Secret } from '../../ui/Secret'
import { Tag } from '../../ui/Tag'
import css from './Settings.module.css'

/** Who has which role in the project, and who is invited. */
export function Members() {
  const t = useT()
  const queries = useQueryClient()
  const { project, can } = useProject()
  const key = project.key
  const members = useQuery(membersQuery(key))
  const invitations = useQuery({ ...projectInvitationsQuery(key), enabled: can('manage members') })
  const [inviting, setInviting] = useState(false)
  const again = () =>
    Promise.all(
      [queryKeys.members(key), queryKeys.project(key), queryKeys.projectInvitations(key)].map((queryKey) =>
        queries.invalidateQueries({ queryKey }),
      ),
    )
  const act = useMutation({ mutationFn: (run: () => Promise<unknown>) => run(), onSuccess: again })
  const grant = (m: Member, role: Role) =>
    act.mutate(() =>
      call(() =>
        api.PUT('/api/v1/projects/{project}/members/{user}', {
          params: { path: { project: key, user: m.user } },
          body: { role, products: role === 'supplier' ? m.products : undefined },
        }),
      ),
    )
  const revoke = (m: Member) =>
    act.mutate(() =>
      call(() => api.DELETE('/api/v1/projects/{project}/members/{user}', { params: { path: { project: key, user: m.user } } })),
    )
  const takeBack = (invitation: string) =>
    act.mutate(() =>
      call(() =>
        api.DELETE('/api/v1/projects/{project}/invitations/{invitation}', { params: { path: { project: key, invitation } } }),
      ),
    )
  const fault = members.error ?? act.error
  return (
    <>
      {fault && <Problem error={fault} />}
      <Card title={t('member.title')} note={members.data ? t('member.count', { count: members.data.members.length }) : undefined}>
        <MemberTable members={members.data?.members ?? []} manage={can('manage members')} onGrant={grant} onRevoke={revoke} />
      </Card>
      {can('manage members') && (
        <Card
          title={t('admin.invitations')}
          aside={
            <Button small glyph="ui-plus" onClick={() => setInviting(true)}>
              {t('invitation.new')}
            </Button>
          }
        >
          <InvitationTable invitations={invitations.data?.invitations ?? []} onRevoke={takeBack} />
        </Card>
      )}
      {inviting && <Invite project={key} onClose={() => setInviting(false)} onMade={() => void again()} />}
    </>
  )
}

interface MemberTableProps {
  members: readonly Member[]
  manage: boolean
  onGrant: (m: Member, role: Role) => void
  onRevoke: (m: Member) => void
}

function MemberTable({ members, manage, onGrant, onRevoke }: MemberTableProps) {
  const t = useT()
  const formats = useFormats()
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t('account.name')}</th>
          <th scope="col">{t('signIn.login')}</th>
          <th scope="col">{t('member.role')}</th>
          <th scope="col">{t('member.since')}</th>
          <th scope="col">
            <span className="visually-hidden">{t('do.actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {members.map((m) => (
          <tr key={m.user}>
            <td>
              {m.name} {m.disabled && <Tag tone="gap">{t('user.locked')}</Tag>}
            </td>
            <td className="mono">{m.login}</td>
            <td>
              {manage ? (
                <select
                  className={css.select}
                  aria-label={t('member.roleOf', { name: m.name })}
                  value={m.role}
                  onChange={(e) => onGrant(m, e.target.value as Role)}
                >
                  {roles
                    .filter((r) => r !== 'supplier' || m.role === 'supplier')
                    .map((r) => (
                      <option key={r} value={r}>
                        {t(`role.${r}`)}
                      </option>
                    ))}
                </select>
              ) : (
                t(`role.${m.role}`)
              )}
              {m.products.length > 0 && <span className="mono muted"> {m.products.join(', ')}</span>}
            </td>
            <td>{formats.day(m.granted)}</td>
            <td className="num">
              {manage && (
                <Button small look="quiet" onClick={() => onRevoke(m)}>
                  {t('member.remove')}
                </Button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Invite({ project, onClose, onMade }: { project: string; onClose: () => void; onMade: () => void }) {
  const t = useT()
  const [note, setNote] = useState('')
  const [role, setRole] = useState<Role>('engineer')
  const [products, setProducts] = useState('')
  const make = useMutation({
    mutationFn: () =>
      call(() =>
        api.POST('/api/v1/projects/{project}/invitations', {
          params: { path: { project } },
          body: { note, role, products: role === 'supplier' ? products.split(/[\s,]+/).filter((p) => p !== '') : undefined },
        }),
      ),
    onSuccess: onMade,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    make.mutate()
  }
  return (
    <Dialog open title={make.data ? t('invitation.made') : t('invitation.new')} onClose={onClose}>
      {make.data ? (
        <div className="stack">
          <p className="small">{t('invitation.once')}</p>
          <Secret label={t('invitation.link')} text={make.data.address} />
        </div>
      ) : (
        <form className="stack" onSubmit={submit}>
          {make.error && <Problem error={make.error} />}
          <TextField
            label={t('invitation.for')}
            hint={t('invitation.forHint')}
            maxLength={120}
            value={note}
            onChange={(e) => setNote(e.target.value)}
            data-autofocus
          />
          <SelectField
            label={t('member.role')}
            value={role}
            onChange={(e) => setRole(e.target.value as Role)}
            choices={roles.map((r) => ({ value: r, label: t(`role.${r}`) }))}
          />
          {role === 'supplier' && (
            <TextField
              label={t('member.products')}
              hint={t('member.productsHint')}
              required
              value={products}
              onChange={(e) => setProducts(e.target.value)}
            />
          )}
          <div className="row">
            <Button type="submit" look="primary" disabled={make.isPending}>
              {t('invitation.create')}
            </Button>
            <Button look="quiet" onClick={onClose}>
              {t('do.cancel')}
            </Button>
          </div>
        </form>
      )}
    </Dialog>
  )
}
