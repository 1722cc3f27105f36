import { parseAddress, type Errand } from './address'

/** What a visit to a provider is for. */
export type VisitPurpose = 'sign-in' | 'accept' | 'link' | 'confirm'

/** What the page keeps while the browser is at the provider: nothing of it is secret to the tab. */
export interface Visit {
  purpose: VisitPurpose
  provider: string
  /** Where the user was, to come back there. */
  back: string
  /** The link that is to be used with the answer. */
  link?: string
}

/** What to do with what a provider sent the browser back with. */
export type ProviderStep =
  | { is: 'link' | 'confirm'; provider: string; answer: string }
  | { is: 'accept'; provider: string; answer: string; link: string }
  /** The visit was begun in another tab, or the address is not whole. */
  | { is: 'lost' }

/** Reads what came back, with what was kept. */
export function providerStep(errand: Extract<Errand, { kind: 'provider' }>, kept: Visit | null): ProviderStep {
  const { provider, purpose, answer } = errand
  if (answer === '') return { is: 'lost' }
  if (purpose === 'link' || purpose === 'confirm') return { is: purpose, provider, answer }
  if (purpose === 'accept' && kept?.link && kept.provider === provider) return { is: 'accept', provider, answer, link: kept.link }
  return { is: 'lost' }
}

/** Whether something read from storage is a visit. */
export function isVisit(x: unknown): x is Visit {
  const v = x as Partial<Visit> | null
  return (
    typeof v === 'object' &&
    v !== null &&
    typeof v.provider === 'string' &&
    typeof v.back === 'string' &&
    ['sign-in', 'accept', 'link', 'confirm'].includes(v.purpose ?? '')
  )
}

/** The place to come back to; only ever one of this app. */
export function backOf(visit: Visit | null): string {
  const [path = '/', search = ''] = (visit?.back ?? '/').split('?', 2)
  if (!path.startsWith('/') || path.startsWith('//') || parseAddress(path, search) === null) return '/'
  return path + (search === '' ? '' : `?${search}`)
}
