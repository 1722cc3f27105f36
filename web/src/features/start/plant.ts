/** The parts of a project that the first steps are about, as plain values. */
import type { ItemLike, Properties } from '../../domain/op'

export type PlantItem = ItemLike & { kind: string }

export interface Asset {
  key: string
  title: string
  what: string
  location: string
  addresses: string[]
  /** Key of the zone or conduit it is in. */
  place: string | null
  /** It stands in the plant, so it has to be in a zone; not planned, spare or decommissioned. */
  installed: boolean
  properties: Properties
}

export interface Zone {
  key: string
  title: string
  type: string
  purdue: string
  within: string | null
}

export interface Conduit {
  key: string
  title: string
  zones: string[]
}

export interface Risk {
  key: string
  title: string
  category: string
  rating: string
  scenario: string
  places: string[]
  /** The threats that lead to it. */
  threats: string[]
}

export interface Plant {
  system: PlantItem | null
  assets: Asset[]
  zones: Zone[]
  conduits: Conduit[]
  risks: Risk[]
  threats: { key: string; title: string }[]
  /** Zones that channels join, each pair once. */
  flows: [string, string][]
  items: ReadonlyMap<string, PlantItem>
}

const text = (p: Properties, name: string) => (typeof p[name] === 'string' ? p[name] : '')
const list = (p: Properties, name: string): string[] => {
  const value = p[name]
  return Array.isArray(value) ? value.filter((x) => typeof x === 'string') : []
}
const targets = (item: PlantItem, verb: string) => item.links.filter((l) => l.verb === verb).map((l) => l.to)

/** Sorts items into a plant. */
export function plantOf(items: readonly PlantItem[]): Plant {
  const byKey = new Map(items.map((i) => [i.key, i]))
  const of = (kind: string) => items.filter((i) => i.kind === kind && !i.retired)
  const assets = of('asset').map((i) => ({
    key: i.key,
    title: i.title,
    what: text(i.properties, 'function'),
    location: text(i.properties, 'location'),
    addresses: list(i.properties, 'addresses'),
    place: targets(i, 'in')[0] ?? null,
    installed: !['planned', 'spare', 'decommissioned'].includes(text(i.properties, 'lifecycle')),
    properties: i.properties,
  }))
  const placeOf = new Map(assets.map((a) => [a.key, a.place]))
  const zoneOf = (key: string) => (byKey.get(key)?.kind === 'asset' ? (placeOf.get(key) ?? null) : key)
  const flows = new Map<string, [string, string]>()
  for (const c of of('channel')) {
    const ends = [...targets(c, 'from'), ...targets(c, 'to')].map(zoneOf).filter((k) => k !== null)
    const [a, b] = ends.sort()
    if (a && b && a !== b) flows.set(`${a} ${b}`, [a, b])
  }
  const threats = of('threat')
  return {
    system: of('system')[0] ?? null,
    assets,
    zones: of('zone').map((i) => ({
      key: i.key,
      title: i.title,
      type: text(i.properties, 'type'),
      purdue: text(i.properties, 'purdue'),
      within: targets(i, 'within')[0] ?? null,
    })),
    conduits: of('conduit').map((i) => ({ key: i.key, title: i.title, zones: targets(i, 'connects') })),
    risks: of('risk').map((i) => ({
      key: i.key,
      title: i.title,
      category: text(i.properties, 'category'),
      rating: text(i.properties, 'initial_rating'),
      scenario: text(i.properties, 'scenario'),
      places: targets(i, 'threatens'),
      threats: threats.filter((th) => targets(th, 'causes').includes(i.key)).map((th) => th.key),
    })),
    threats: threats.map((i) => ({ key: i.key, title: i.title })),
    flows: [...flows.values()],
    items: byKey,
  }
}

/** The risk that holds the initial rating of a zone: the first with a rating, else the first at all. */
export function riskOf(plant: Plant, zone: string): Risk | undefined {
  const all = plant.risks.filter((r) => r.places.includes(zone))
  return all.find((r) => r.rating !== '')
}
