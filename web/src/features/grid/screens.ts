/** Which kinds a screen shows as a grid, and under which address each kind has its own. */
import { screenAddress, type ProjectAddress } from '../../domain/address'
import type { Screen } from '../../domain/screen'

const kindsOf: Partial<Record<Screen, readonly string[]>> = {
  assets: ['asset', 'product', 'vulnerability', 'advisory', 'observation', 'safety function'],
  zones: ['zone', 'conduit', 'channel'],
  tests: ['test case', 'test run', 'evidence', 'defect'],
}

/** The kinds of a screen, its own first. */
export const screenKinds = (screen: Screen): readonly string[] => kindsOf[screen] ?? kindsOf.assets ?? []

/** The kinds in groups as people look for them; what no group names stands in the last. */
export const kindGroups: readonly (readonly string[])[] = [
  ['asset', 'product', 'vulnerability', 'advisory', 'observation', 'safety function'],
  ['system', 'zone', 'conduit', 'channel'],
  ['risk', 'threat', 'countermeasure'],
  ['allocation', 'requirement', 'component requirement', 'programme requirement', 'design artifact'],
  ['test case', 'test run', 'evidence', 'defect'],
  ['change request', 'review', 'task', 'baseline'],
]

/** A kind as it stands in an address, and back. */
export const kindSlug = (kind: string): string => kind.replaceAll(' ', '-')
export const kindOfSlug = (slug: string): string => slug.replaceAll('-', ' ')

/** The address of the grid of a kind, in the state that is looked at. */
export function gridAddress(from: Pick<ProjectAddress, 'project' | 'at'>, kind: string): ProjectAddress {
  const at = { at: from.at }
  if (kindsOf.tests?.includes(kind)) return screenAddress(from.project, 'tests', { ...at, subject: kindSlug(kind) })
  const screen = kindsOf.zones?.includes(kind) ? 'zones' : 'assets'
  const plain = kind === 'zone' || kind === 'asset'
  return screenAddress(from.project, screen, { ...at, view: plain ? {} : { kind: kindSlug(kind) } })
}

/** The kind an address means; undefined for the first of its screen. */
export const kindOfAddress = (address: Pick<ProjectAddress, 'subject' | 'view'>): string | undefined => {
  const slug = address.view['kind'] ?? address.subject
  return slug ? kindOfSlug(slug) : undefined
}
