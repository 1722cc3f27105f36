/** Which kinds a screen shows as a grid; the first stands there unless the address names another. */
import type { Screen } from '../../domain/screen'

const kindsOf: Partial<Record<Screen, readonly string[]>> = {
  assets: ['asset', 'product', 'channel', 'safety function', 'countermeasure'],
  zones: ['zone', 'conduit', 'channel'],
  risk: ['risk', 'threat', 'vulnerability', 'advisory', 'countermeasure'],
  requirements: ['allocation', 'requirement', 'component requirement'],
  design: ['design artifact', 'component requirement', 'countermeasure'],
  tests: ['test case', 'test run', 'evidence', 'defect'],
  changes: ['change request', 'review', 'task'],
  programmes: ['programme requirement'],
}

/** The kinds of a screen, its own first. */
export const screenKinds = (screen: Screen): readonly string[] => kindsOf[screen] ?? ['asset']

/** A kind as it stands in an address, and back. */
export const kindSlug = (kind: string): string => kind.replaceAll(' ', '-')
export const kindOfSlug = (slug: string): string => slug.replaceAll('-', ' ')
