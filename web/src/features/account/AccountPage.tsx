import type { AccountSection } from '../../domain/address'
import { useT } from '../../ui/language'
import { SectionPage } from '../../ui/SectionPage'
import { Profile } from './Profile'
import { Security } from './Security'
import { Sessions } from './Sessions'
import { Tokens } from './Tokens'

/** The user's own account. */
export function AccountPage({ section }: { section: AccountSection }) {
  const t = useT()
  return (
    <SectionPage
      title={t('account.title')}
      current={section}
      sections={[
        { value: 'profile', label: t('account.profile'), to: { page: 'account', section: 'profile' } },
        { value: 'security', label: t('account.security'), to: { page: 'account', section: 'security' } },
        { value: 'sessions', label: t('account.sessions'), to: { page: 'account', section: 'sessions' } },
        { value: 'tokens', label: t('account.tokens'), to: { page: 'account', section: 'tokens' } },
      ]}
    >
      <title>{`${t('account.title')} · Cordon`}</title>
      {section === 'profile' && <Profile />}
      {section === 'security' && <Security />}
      {section === 'sessions' && <Sessions />}
      {section === 'tokens' && <Tokens />}
    </SectionPage>
  )
}
