import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { invitationsQuery } from '../../api/admin-queries'
import { api, call } from '../../api/client'
import { projectsQuery, queryKeys } from '../../api/queries'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { CheckField, SelectField, TextField } from '../../ui/Field'
import { InvitationTable } from '../../ui/InvitationTable'
import { useT } from '../../ui/language'
import { Dialog } from '../../ui/Overlay'
import { Problem } from '../../ui/Problem'
import { roles } from '../../ui/roles'
import { Secret } from '../../ui/Secret'

/** Invitations to the server. */
export function Invitations() {
  const t = useT()
  const queries = useQueryClient()
  const { data, error, refetch } = useQuery(invitationsQuery())
  const [inviting, setInviting] = useState(false)
  const revoke = useMutation({
    mutationFn: (invitation: string) =>
      call(() => api.DELETE('/api/v1/invitations/{invitation}', { params: { path: { invitation } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: queryKeys.invitations }),
  })
  const fault = error ?? revoke.error
  return (
    <>
      {fault && <Problem error={fault} onRetry={() => void refetch()} />}
      <Card
        title={t('admin.invitations')}
        aside={
          <Button small glyph="ui-plus" onClick={() => setInviting(true)}>
            {t('invitation.new')}
          </Button>
        }
      >
        {data && <InvitationTable invitations={data.invitations} onRevoke={(id) => revoke.mutate(id)} />}
      </Card>
      {inviting && <Invite onClose={() => setInviting(false)} />}
    </>
  )
}

function Invite({ onClose }: { onClose: () => void }) {
  const t = useT()
  const queries = useQueryClient()
  const [note, setNote] = useState('')
  const [project, setProject] = useState('')
  const [role, setRole] = useState('engineer')
  const [admin, setAdmin] = useState(false)
  const { data } = useQuery(projectsQuery())
  const make = useMutation({
    mutationFn: () =>
      call(() =>
        api.POST('/api/v1/invitations', {
          body: { note, admin, project: project || undefined, role: project ? role : undefined },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: queryKeys.invitations }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    make.mutate()
  }
  if (make.data)
    return (
      <Dialog open title={t('invitation.made')} onClose={onClose}>
        <div className="stack">
          <p className="small">{t('invitation.once')}</p>
          <Secret label={t('invitation.link')} text={make.data.address} />
        </div>
      </Dialog>
    )
  return (
    <Dialog open title={t('invitation.new')} onClose={onClose}>
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
          label={t('invitation.project')}
          value={project}
          onChange={(e) => setProject(e.target.value)}
          choices={[
            { value: '', label: t('invitation.noProject') },
            ...(data?.projects ?? []).map((p) => ({ value: p.key, label: p.title })),
          ]}
        />
        {project !== '' && (
          <SelectField
            label={t('member.role')}
            value={role}
            onChange={(e) => setRole(e.target.value)}
            choices={roles.filter((r) => r !== 'supplier').map((r) => ({ value: r, label: t(`role.${r}`) }))}
          />
        )}
        <CheckField label={t('user.makeAdmin')} checked={admin} onChange={(e) => setAdmin(e.target.checked)} />
        <div className="row">
          <Button type="submit" look="primary" disabled={make.isPending}>
            {t('invitation.create')}
          </Button>
          <Button look="quiet" onClick={onClose}>
            {t('do.cancel')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
