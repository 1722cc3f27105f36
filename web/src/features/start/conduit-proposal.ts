/**
 * Which zones probably talk, so that a first set of conduits can be proposed:
 * those that recorded channels join, those that share a network, and else the
 * neighbours by level.
 */
import type { Asset, Plant, Zone } from './plant'
import { membersOf, networkOf } from './zone-proposal'

export type Why = 'channel' | 'network' | 'level' | 'edge'

export interface ProposedConduit {
  id: string
  zones: string[]
  why: Why
  /** The network that is shared, for why network. */
  net?: string
}

/** Types of zones that get a conduit of their own, so that what crosses can be guarded. */
const edges: ReadonlySet<string> = new Set(['external', 'business', 'safety', 'wireless', 'temporary'])

const level = (z: Zone) => (z.purdue === '' ? 2 : Number(z.purdue))

class Joined {
  private parent = new Map<string, string>()
  private root(key: string): string {
    const up = this.parent.get(key)
    return up === undefined || up === key ? key : this.root(up)
  }
  join(keys: readonly string[]): void {
    for (const key of keys.slice(1)) this.parent.set(this.root(key), this.root(keys[0] ?? key))
  }
  same(a: string, b: string): boolean {
    return this.root(a) === this.root(b)
  }
}

/** Proposes conduits for zones that are not joined yet. Zones inside one another are left alone. */
export function proposeConduits(plant: Plant): ProposedConduit[] {
  const zones = plant.zones.filter((z) => z.within === null)
  const known = new Set(zones.map((z) => z.key))
  const joined = new Joined()
  const pairs = new Set<string>()
  for (const c of plant.conduits) {
    joined.join(c.zones)
    for (const a of c.zones) for (const b of c.zones) pairs.add(`${a} ${b}`)
  }
  const out: ProposedConduit[] = []
  const add = (list: string[], why: Why, net?: string) => {
    out.push({ id: `${why} ${list.join(' ')}`, zones: list, why, ...(net ? { net } : {}) })
    joined.join(list)
    for (const a of list) for (const b of list) pairs.add(`${a} ${b}`)
  }
  for (const [a, b] of plant.flows) if (known.has(a) && known.has(b) && !pairs.has(`${a} ${b}`)) add([a, b], 'channel')

  const core = zones.filter((z) => !edges.has(z.type)).sort((a, b) => level(a) - level(b))
  const members = membersOf(plant)
  for (const [net, keys] of sharedNetworks(core, members)) {
    if (keys.some((a) => keys.some((b) => a !== b && !pairs.has(`${a} ${b}`) && !joined.same(a, b)))) add(keys, 'network', net)
  }
  for (let i = 1; i < core.length; i++) {
    const [below, here] = [core[i - 1], core[i]]
    if (below && here && !joined.same(below.key, here.key)) add([below.key, here.key], 'level')
  }
  for (const z of zones.filter((x) => edges.has(x.type))) {
    const partner = partnerOf(z, core)
    if (partner && !zones.some((o) => o.key !== z.key && pairs.has(`${z.key} ${o.key}`))) add([z.key, partner.key], 'edge')
  }
  return out
}

function sharedNetworks(core: readonly Zone[], members: ReadonlyMap<string, Asset[]>): [string, string[]][] {
  const nets = new Map<string, string[]>()
  for (const z of core) {
    const own = new Set((members.get(z.key) ?? []).map(networkOf).filter((n) => n !== ''))
    for (const net of own) nets.set(net, [...(nets.get(net) ?? []), z.key])
  }
  return [...nets].filter(([, keys]) => keys.length > 1)
}

/** Where a zone at the edge probably joins: safety at the bottom, what comes from outside at the buffer or the top. */
function partnerOf(zone: Zone, core: readonly Zone[]): Zone | undefined {
  if (zone.type === 'external' || zone.type === 'business') return core.find((z) => z.type === 'dmz') ?? core.at(-1)
  return core[0]
}
