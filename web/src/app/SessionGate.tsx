import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useRef, useState, type ReactNode } from 'react'
import { loadAccount } from '../api/account'
import { confirming } from '../api/confirm'
import { outbox } from '../api/editing'
import { session } from '../api/session'
import { forgetVisit, keptVisit } from '../api/provider'
import { projectsQuery } from '../api/queries'
import { parseAddress, parseErrand, screenAddress } from '../domain/address'
import { backOf, providerStep, type Visit } from '../domain/provider'
import { useStore } from '../lib/use-store'
import { Problem } from '../ui/Problem'
import { dropFragment, go, place } from './history'
import { patient } from './patient'

function goBack(visit: Visit | null): void {
  dropFragment()
  const [path = '/', search = ''] = backOf(visit).split('?', 2)
  go(parseAddress(path, search) ?? { page: 'home' }, { replace: true })
}

const SignInPage = lazy(() => import('../features/sign-in/SignInPage').then((m) => ({ default: m.SignInPage })))
const SignInOverlay = lazy(() =>
  patient(() => import('../features/sign-in/SignInOverlay')).then((m) => ({ default: m.SignInOverlay })),
)
const LinkPage = lazy(() => import('../features/sign-in/LinkPage').then((m) => ({ default: m.LinkPage })))
const ProviderPage = lazy(() => import('../features/sign-in/ProviderPage').then((m) => ({ default: m.ProviderPage })))
const ConfirmDialog = lazy(() => import('../features/account/ConfirmDialog').then((m) => ({ default: m.ConfirmDialog })))

/** Lets the app in when somebody is signed in, and asks over the open page when the session has ended. */
export function SessionGate({ children }: { children: ReactNode }) {
  const state = useStore(session)
  const at = useStore(place)
  const asks = useStore(confirming)
  const queries = useQueryClient()
  const [fault, setFault] = useState<unknown>(null)
  const user = state.is === 'in' || state.is === 'ended' ? state.account.user.id : ''
  const before = useRef('')
  const ask = () => {
    setFault(null)
    loadAccount().catch(setFault)
  }
  useEffect(() => {
    loadAccount().catch(setFault)
  }, [])
  useEffect(() => {
    // What one user saw and began is not for the next one.
    if (before.current !== '' && before.current !== user) queries.clear()
    before.current = user
    outbox.use(user)
  }, [user, queries])

  useEffect(() => {
    // A sign-in through a provider ends on the first page: the user was somewhere else.
    const visit = keptVisit()
    if (state.is !== 'in' || visit?.purpose !== 'sign-in' || location.pathname !== '/') return
    forgetVisit()
    goBack(visit)
  }, [state])

  const errand = parseErrand(at.hash)
  const settled = () => {
    dropFragment()
    if (location.pathname !== '/') return
    go({ page: 'home' }, { replace: true })
  }
  // Whoever was let in by a link and has one project goes straight into it.
  const welcome = () => {
    settled()
    queries
      .fetchQuery(projectsQuery())
      .then(({ projects }) => {
        const [only] = projects
        if (projects.length === 1 && only?.role && location.pathname === '/')
          go(screenAddress(only.key, 'overview'), { replace: true })
      })
      .catch(() => undefined) // the list of projects says what is wrong
  }
  if (fault && state.is === 'unknown') return <Problem error={fault} onRetry={ask} />
  if (state.is === 'unknown') return null
  if (errand?.kind === 'link') return <Suspense>{<LinkPage secret={errand.secret} onDone={welcome} />}</Suspense>
  if (errand?.kind === 'provider') {
    const visit = keptVisit()
    const leave = () => {
      forgetVisit()
      goBack(visit)
    }
    const step = providerStep(errand, visit)
    const arrive = () => {
      forgetVisit()
      welcome()
    }
    return <Suspense>{<ProviderPage step={step} onDone={step.is === 'accept' ? arrive : leave} />}</Suspense>
  }
  if (state.is === 'out')
    return (
      <Suspense>
        <SignInPage secondStep={errand?.kind === 'second-step' ? errand : null} onDone={settled} />
      </Suspense>
    )
  return (
    <>
      {children}
      <Suspense>
        {state.is === 'ended' && <SignInOverlay user={state.account.user} />}
        {asks && <ConfirmDialog onDone={asks.done} />}
      </Suspense>
    </>
  )
}
