import { Button } from './Button'
import { useFormats, useT } from './language'
import { Empty } from './Notice'
import { Tag } from './Tag'

/** What of an invitation stands in a table. */
export interface InvitationRow {
  id: string
  note: string
  project?: string
  role?: string
  admin: boolean
  expires: string
  state: 'open' | 'used' | 'expired' | 'revoked'
}

/** Invitations, the open ones with a way to take them back. */
export function InvitationTable({
  invitations,
  onRevoke,
}: {
  invitations: readonly InvitationRow[]
  onRevoke: (id: string) => void
}) {
  const t = useT()
  const formats = useFormats()
  if (invitations.length === 0) return <Empty>{t('invitation.none')}</Empty>
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t('invitation.for')}</th>
          <th scope="col">{t('invitation.gives')}</th>
          <th scope="col">{t('invitation.until')}</th>
          <th scope="col">{t('invitation.state')}</th>
          <th scope="col">
            <span className="visually-hidden">{t('do.actions')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {invitations.map((i) => (
          <tr key={i.id}>
            <td>{i.note || <span className="muted">{t('invitation.nobody')}</span>}</td>
            <td>
              {i.admin ? t('user.admin') : i.role ? t(`role.${i.role as 'viewer'}`) : t('invitation.account')}
              {i.project && <span className="mono muted"> {i.project}</span>}
            </td>
            <td>{formats.moment(i.expires)}</td>
            <td>
              <Tag tone={i.state === 'open' ? 'accent' : 'plain'}>{t(`invitation.${i.state}`)}</Tag>
            </td>
            <td className="num">
              {i.state === 'open' && (
                <Button small look="quiet" onClick={() => onRevoke(i.id)}>
                  {t('invitation.revoke')}
                </Button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
