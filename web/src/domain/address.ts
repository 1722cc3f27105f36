/**
 * Everything a user looks at, as an address that can be sent to a colleague:
 *
 *   /projects/{project}/{screen}/{subject}?at=…&item=…&tab=…&sel=…&…
 *
 * `at` is the state, `item` the item in the panel and `tab` its tab, `sel` the
 * selection. Any other parameter belongs to the screen.
 */
import { formatStateRef, head, parseStateRef, type StateRef } from './state-ref'
import { isScreen, type Screen } from './screen'

export const panelTabs = ['fields', 'links', 'impact', 'comments', 'history'] as const
export type PanelTab = (typeof panelTabs)[number]

export const accountSections = ['profile', 'security', 'sessions', 'tokens'] as const
export type AccountSection = (typeof accountSections)[number]

export const administrationSections = ['users', 'invitations', 'security-events'] as const
export type AdministrationSection = (typeof administrationSections)[number]

export interface ProjectAddress {
  page: 'project'
  project: string
  screen: Screen
  /** What the screen is about, such as the key of a zone. */
  subject: string | null
  at: StateRef
  item: string | null
  tab: PanelTab
  selection: string[]
  /** Parameters of the screen itself: filter, sorting, columns. */
  view: Record<string, string>
}

export type Address =
  | { page: 'home' }
  | { page: 'new' }
  | { page: 'account'; section: AccountSection }
  | { page: 'administration'; section: AdministrationSection }
  | ProjectAddress

const own = new Set(['at', 'item', 'tab', 'sel'])

/** The address of a screen with nothing chosen. */
export function screenAddress(project: string, screen: Screen, more: Partial<Omit<ProjectAddress, 'page'>> = {}): ProjectAddress {
  return {
    page: 'project',
    project,
    screen,
    subject: null,
    at: head,
    item: null,
    tab: 'fields',
    selection: [],
    view: {},
    ...more,
  }
}

/** Writes an address. Equal addresses give equal texts. */
export function formatAddress(address: Address): string {
  switch (address.page) {
    case 'home':
      return '/'
    case 'new':
      return '/new'
    case 'account':
      return address.section === 'profile' ? '/account' : `/account/${address.section}`
    case 'administration':
      return `/administration/${address.section}`
    case 'project':
      return projectText(address)
  }
}

function projectText(a: ProjectAddress): string {
  const parts = ['projects', a.project, a.screen]
  if (a.subject !== null) parts.push(a.subject)
  const query = new URLSearchParams()
  const at = formatStateRef(a.at)
  if (at !== '') query.set('at', at)
  if (a.item !== null) {
    query.set('item', a.item)
    if (a.tab !== 'fields') query.set('tab', a.tab)
  }
  if (a.selection.length > 0) query.set('sel', a.selection.join(' '))
  for (const name of Object.keys(a.view).sort()) if (!own.has(name) && a.view[name] !== '') query.set(name, a.view[name] ?? '')
  const search = query.toString()
  return '/' + parts.map(encodeURIComponent).join('/') + (search === '' ? '' : `?${search}`)
}

/** Reads an address; null if it is none of this app. Unknown values fall back to the plain view. */
export function parseAddress(pathname: string, search: string): Address | null {
  const parts = pathname
    .split('/')
    .filter((p) => p !== '')
    .map(decode)
  const [page, second, third, fourth] = parts
  if (page === undefined) return { page: 'home' }
  if (page === 'new' && parts.length === 1) return { page }
  if (page === 'account' && parts.length <= 2) return { page, section: oneOf(accountSections, second, 'profile') }
  if (page === 'administration' && parts.length <= 2) return { page, section: oneOf(administrationSections, second, 'users') }
  if (page !== 'projects' || parts.length > 4) return null
  if (second === undefined) return { page: 'home' }
  const screen = third ?? 'overview'
  if (!isScreen(screen)) return null
  const query = new URLSearchParams(search)
  const view: Record<string, string> = {}
  for (const [name, value] of query) if (!own.has(name)) view[name] = value
  return {
    page: 'project',
    project: second,
    screen,
    subject: fourth ?? null,
    at: parseStateRef(query.get('at')),
    item: query.get('item') || null,
    tab: oneOf(panelTabs, query.get('tab') ?? undefined, 'fields'),
    selection: (query.get('sel') ?? '').split(' ').filter((k) => k !== ''),
    view,
  }
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

function oneOf<T extends string>(all: readonly T[], value: string | undefined, otherwise: T): T {
  return all.find((x) => x === value) ?? otherwise
}

/** What the server sends a browser here with, behind the # so that it is in no log. */
export type Errand =
  | { kind: 'link'; secret: string }
  | { kind: 'second-step'; challenge: string; factors: string[] }
  | { kind: 'provider'; provider: string; purpose: string; answer: string }

/** Reads the fragment of an address; null if it is no errand. */
export function parseErrand(fragment: string): Errand | null {
  const text = fragment.startsWith('#') ? fragment.slice(1) : fragment
  const [path = '', search = ''] = text.split('?', 2)
  const query = new URLSearchParams(search)
  const parts = path
    .split('/')
    .filter((p) => p !== '')
    .map(decode)
  if (parts[0] === 'link' && parts[1]) return { kind: 'link', secret: parts[1] }
  if (parts[0] === 'sign-in' && query.get('challenge'))
    return {
      kind: 'second-step',
      challenge: query.get('challenge') ?? '',
      factors: (query.get('factors') ?? '').split(',').filter((f) => f !== ''),
    }
  if (parts[0] === 'provider' && parts[1])
    return { kind: 'provider', provider: parts[1], purpose: query.get('for') ?? '', answer: query.get('answer') ?? '' }
  return null
}
