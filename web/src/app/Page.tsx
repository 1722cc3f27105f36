import { lazy, Suspense, useEffect } from 'react'
import { session } from '../api/session'
import { useStore } from '../lib/use-store'
import { useT } from '../ui/language'
import { AddressLink, useNavigation } from '../ui/navigation'
import { Empty } from '../ui/Notice'
import { Faults } from './Faults'
import { ProjectPage } from './ProjectPage'
import { ServerShell } from './shell/ServerShell'

const ProjectList = lazy(() => import('../features/project/ProjectList').then((m) => ({ default: m.ProjectList })))
const NewProjectPage = lazy(() => import('../features/start/NewProjectPage').then((m) => ({ default: m.NewProjectPage })))
const AccountPage = lazy(() => import('../features/account/AccountPage').then((m) => ({ default: m.AccountPage })))
const AdministrationPage = lazy(() => import('./AdministrationPage').then((m) => ({ default: m.AdministrationPage })))

/** The page of an address. */
export function Page({ known }: { known: boolean }) {
  const { address, go } = useNavigation()
  const state = useStore(session)
  const t = useT()
  const mustEnrol = state.is === 'in' && state.account.must_enrol
  useEffect(() => {
    // Nothing else answers until a second factor is registered.
    if (mustEnrol && !(address.page === 'account' && address.section === 'security'))
      go({ page: 'account', section: 'security' }, { replace: true })
  }, [mustEnrol, address, go])

  if (!known)
    return (
      <ServerShell>
        <Empty actions={<AddressLink to={{ page: 'home' }}>{t('nav.projects')}</AddressLink>}>{t('problem.noPage')}</Empty>
      </ServerShell>
    )
  if (address.page === 'project') return <ProjectPage address={address} key={address.project} />
  return (
    <ServerShell>
      <Faults resetKey={address.page}>
        <Suspense>
          {address.page === 'home' && <ProjectList />}
          {address.page === 'new' && <NewProjectPage />}
          {address.page === 'account' && <AccountPage section={address.section} />}
          {address.page === 'administration' && <AdministrationPage section={address.section} />}
        </Suspense>
      </Faults>
    </ServerShell>
  )
}
