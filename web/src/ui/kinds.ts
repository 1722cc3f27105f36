import type { GlyphName } from './glyph-names'

const byKind: Record<string, GlyphName> = {
  zone: 'nav-zones',
  conduit: 'conduit',
  channel: 'channel',
  asset: 'nav-assets',
  product: 'asset-server',
  'safety function': 'zone-safety',
  risk: 'nav-risk',
  threat: 'nav-risk',
  vulnerability: 'ui-warning',
  advisory: 'ui-shield',
  allocation: 'nav-requirements',
  requirement: 'nav-requirements',
  'component requirement': 'nav-requirements',
  'programme requirement': 'nav-programmes',
  countermeasure: 'ui-shield',
  'design artifact': 'nav-design',
  'test case': 'nav-tests',
  'test run': 'nav-tests',
  evidence: 'nav-documents',
  defect: 'ui-warning',
  task: 'ui-check',
  'change request': 'nav-changes',
  review: 'ui-comment',
  baseline: 'nav-history',
  observation: 'ui-eye',
  system: 'ui-layers',
}

/** The sign of a kind of item. */
export const kindGlyph = (kind: string): GlyphName => byKind[kind] ?? 'ui-document'

const byZoneType: Record<string, GlyphName> = {
  business: 'zone-business',
  dmz: 'zone-dmz',
  control: 'zone-control',
  safety: 'zone-safety',
  wireless: 'zone-wireless',
  temporary: 'zone-temporary',
  external: 'zone-external',
}

/** The sign of a zone by its type, or of a conduit. */
export const placeGlyph = (kind: string, type: string | undefined): GlyphName =>
  kind === 'conduit' ? 'conduit' : (byZoneType[type ?? ''] ?? 'nav-zones')
