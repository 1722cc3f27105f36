/** Visits to providers of identities: the browser leaves the page and comes back with an answer. */
import { isVisit, type Visit, type VisitPurpose } from '../domain/provider'
import { tabShelf } from '../lib/kept'
import { api, call, callOpen } from './client'

const kept = 'provider-visit'

/** The visit that was begun in this tab, if any. */
export function keptVisit(): Visit | null {
  const found = tabShelf.read(kept)
  return isVisit(found) ? found : null
}

/** Lets the visit go. */
export const forgetVisit = (): void => tabShelf.remove(kept)

/** Sends the browser to a provider; the page comes back by itself. */
export async function visitProvider(provider: string, purpose: VisitPurpose, link?: string): Promise<void> {
  const visit: Visit = { provider, purpose, back: location.pathname + location.search, ...(link ? { link } : {}) }
  const path = { provider }
  const { address } =
    purpose === 'link' || purpose === 'confirm'
      ? await call(() => api.POST('/api/v1/account/providers/{provider}', { params: { path, query: { for: purpose } } }))
      : await callOpen(() => api.POST('/api/v1/sign-in/providers/{provider}', { params: { path, query: { for: purpose } } }))
  tabShelf.write(kept, visit)
  location.assign(address)
}

/** Where one can sign in from elsewhere. */
export const providersQuery = () => ({
  queryKey: ['server', 'providers'],
  queryFn: () => callOpen(() => api.GET('/api/v1/sign-in/providers')),
  staleTime: Infinity,
})

/** The identities of providers that belong to the account. */
export const identitiesQuery = () => ({
  queryKey: ['server', 'identities'],
  queryFn: () => call(() => api.GET('/api/v1/account/identities')),
})
