import type { AdministrationSection } from '../domain/address'
import { SecurityEvents } from '../features/security/SecurityEvents'
import { Invitations } from '../features/user/Invitations'
import { Users } from '../features/user/Users'
import { useT } from '../ui/language'
import { SectionPage } from '../ui/SectionPage'

/** What administrators of the server look after. */
export function AdministrationPage({ section }: { section: AdministrationSection }) {
  const t = useT()
  return (
    <SectionPage
      title={t('admin.title')}
      current={section}
      sections={[
        { value: 'users', label: t('admin.users'), to: { page: 'administration', section: 'users' } },
        { value: 'invitations', label: t('admin.invitations'), to: { page: 'administration', section: 'invitations' } },
        { value: 'security-events', label: t('admin.security'), to: { page: 'administration', section: 'security-events' } },
      ]}
    >
      {section === 'users' && <Users />}
      {section === 'invitations' && <Invitations />}
      {section === 'security-events' && <SecurityEvents />}
    </SectionPage>
  )
}
