/** Ready-made divisions into zones, for those who begin without a list of assets. */
import type { Op } from '../../domain/op'
import { levelOfGroup, typeOfGroup, type Group } from './zone-proposal'

export const templates = ['machine', 'line', 'plant'] as const
export type Template = (typeof templates)[number]

type Part = Group | 'dmz'

interface Plan {
  zones: Part[]
  /** Zones that a conduit joins. */
  conduits: [Part, Part][]
}

const plans: Record<Template, Plan> = {
  machine: {
    zones: ['control', 'safety', 'remote'],
    conduits: [
      ['safety', 'control'],
      ['remote', 'control'],
    ],
  },
  line: {
    zones: ['control', 'safety', 'supervision', 'remote'],
    conduits: [
      ['safety', 'control'],
      ['control', 'supervision'],
      ['remote', 'supervision'],
    ],
  },
  plant: {
    zones: ['control', 'safety', 'supervision', 'operations', 'dmz', 'business', 'remote', 'portable'],
    conduits: [
      ['safety', 'control'],
      ['control', 'supervision'],
      ['supervision', 'operations'],
      ['operations', 'dmz'],
      ['dmz', 'business'],
      ['remote', 'dmz'],
      ['portable', 'control'],
    ],
  },
}

/** The zones of a template, in the order of its list. */
export const zonesOf = (template: Template): readonly Part[] => plans[template].zones

const typeOf = (part: Part) => (part === 'dmz' ? 'dmz' : typeOfGroup[part])
const levelOf = (part: Part) => (part === 'dmz' ? '3.5' : levelOfGroup[part])

/** The steps that make the zones and conduits of a template, named in the user's language. */
export function templateOps(template: Template, name: (part: Part) => string): Op[] {
  const { zones, conduits } = plans[template]
  return [
    ...zones.map((z): Op => ({
      op: 'create',
      kind: 'zone',
      ref: `$${z}`,
      title: name(z),
      properties: { type: typeOf(z), purdue: levelOf(z) },
    })),
    ...conduits.flatMap(([a, b], i): Op[] => [
      { op: 'create', kind: 'conduit', ref: `$c${i}`, title: `${name(a)} – ${name(b)}` },
      { op: 'link', from: `$c${i}`, verb: 'connects', to: `$${a}` },
      { op: 'link', from: `$c${i}`, verb: 'connects', to: `$${b}` },
    ]),
  ]
}
