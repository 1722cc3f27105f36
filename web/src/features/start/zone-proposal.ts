/**
 * A first division of assets into zones. What 62443-3-2 wants apart stands
 * apart whatever the way of grouping: safety, wireless, temporary, external
 * and business. The rest goes by what assets do, where they stand, which network
 * they are in, or their level.
 */
import { levelOfRole, roleOf, type Role } from './role'
import type { Asset, Plant, Zone } from './plant'

export const ways = ['function', 'location', 'network', 'level'] as const
export type Way = (typeof ways)[number]

/** Groups that have names of their own in the messages. */
export const groups = [
  'safety',
  'control',
  'supervision',
  'operations',
  'network',
  'remote',
  'wireless',
  'portable',
  'business',
] as const
export type Group = (typeof groups)[number]

export type Reason = 'apart' | 'function' | 'location' | 'network' | 'level'

export interface ProposedZone {
  /** Steady from one proposal to the next, so that corrections stay. */
  id: string
  /** The name of a group, or a text of the plant itself. */
  name: { group: Group } | { text: string } | { level: string } | { net: string }
  type: string
  purdue: string
  assets: string[]
  reason: Reason
}

const groupOfRole: Record<Role, Group> = {
  safety: 'safety',
  controller: 'control',
  field: 'control',
  operator: 'supervision',
  engineering: 'operations',
  server: 'operations',
  network: 'network',
  remote: 'remote',
  wireless: 'wireless',
  portable: 'portable',
  business: 'business',
}

/** What type of zone a group is. */
export const typeOfGroup: Record<Group, string> = {
  safety: 'safety',
  control: 'control',
  supervision: 'control',
  operations: 'control',
  network: 'control',
  remote: 'external',
  wireless: 'wireless',
  portable: 'temporary',
  business: 'business',
}

/** At which Purdue level a group stands. */
export const levelOfGroup: Record<Group, string> = {
  safety: '1',
  control: '1',
  supervision: '2',
  operations: '3',
  network: '3',
  remote: '3.5',
  wireless: '1',
  portable: '2',
  business: '4',
}

const apart: ReadonlySet<Group> = new Set<Group>(['safety', 'remote', 'wireless', 'portable', 'business'])

/** The group of an asset; marks say more than words. */
export function groupOf(asset: Asset): Group {
  const p = asset.properties
  if (p['safety_related'] === true) return 'safety'
  if (p['business'] === true) return 'business'
  if (p['externally_connected'] === true) return 'remote'
  if (p['wireless'] === true) return 'wireless'
  if (p['temporary'] === true) return 'portable'
  return groupOfRole[roleOf(asset.what, asset.title)]
}

/** The network of the first IPv4 address, as 10.0.4.0/24; empty without one. */
export function networkOf(asset: Asset): string {
  for (const address of asset.addresses) {
    const found = /(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.\d{1,3}/.exec(address)
    if (found) return `${found[1]}.${found[2]}.${found[3]}.0/24`
  }
  return ''
}

interface Slot extends Omit<ProposedZone, 'assets' | 'purdue'> {
  purdue: string | null
  members: Asset[]
}

function slotFor(asset: Asset, way: Way): Omit<Slot, 'members'> {
  const group = groupOf(asset)
  const byGroup = (reason: Reason): Omit<Slot, 'members'> => ({
    id: `group ${group}`,
    name: { group },
    type: typeOfGroup[group],
    purdue: levelOfGroup[group],
    reason,
  })
  if (apart.has(group)) return byGroup('apart')
  const text = way === 'location' ? asset.location.trim() : way === 'network' ? networkOf(asset) : ''
  if (text !== '')
    return {
      id: `${way} ${text.toLowerCase()}`,
      name: way === 'network' ? { net: text } : { text },
      type: 'control',
      purdue: null,
      reason: way,
    }
  if (way === 'level') {
    const level = levelOfGroup[group]
    return { id: `level ${level}`, name: { level }, type: 'control', purdue: level, reason: 'level' }
  }
  return byGroup('function')
}

/** The level that most of some assets stand at; the lower one of two. */
export function usualLevel(assets: readonly Asset[]): string {
  const counts = new Map<string, number>()
  for (const a of assets) {
    const level = levelOfRole[roleOf(a.what, a.title)]
    counts.set(level, (counts.get(level) ?? 0) + 1)
  }
  const sorted = [...counts].sort((a, b) => b[1] - a[1] || Number(a[0]) - Number(b[0]))
  return sorted[0]?.[0] ?? '1'
}

/** Proposes zones for the assets that are in none. */
export function proposeZones(assets: readonly Asset[], way: Way): ProposedZone[] {
  const slots = new Map<string, Slot>()
  for (const asset of assets) {
    if (asset.place !== null || !asset.installed) continue
    const slot = slotFor(asset, way)
    const known = slots.get(slot.id)
    if (known) known.members.push(asset)
    else slots.set(slot.id, { ...slot, members: [asset] })
  }
  return [...slots.values()]
    .map(({ members, purdue, ...slot }) => ({
      ...slot,
      purdue: purdue ?? usualLevel(members),
      assets: members.map((m) => m.key),
    }))
    .sort((a, b) => Number(a.purdue) - Number(b.purdue) || (a.id < b.id ? -1 : 1))
}

const typeWords: [RegExp, string, string][] = [
  [/remote|fern|extern|vendor|accesso remoto|internet/, 'external', '3.5'],
  [/safety|sicherheitssteuer|\bsis\b|sicurezza/, 'safety', '1'],
  [/wireless|wlan|wi-?fi|funk/, 'wireless', '1'],
  [/\bdmz\b|demilitari/, 'dmz', '3.5'],
  [/office|business|enterprise|büro|\berp\b/, 'business', '4'],
  [/portable|laptop|temporar|mobil/, 'temporary', '2'],
]

/** What type and level a zone without them probably has, from its name and its assets. */
export function proposeType(zone: Zone, members: readonly Asset[]): { type: string; purdue: string } {
  const title = zone.title.toLowerCase()
  for (const [pattern, type, purdue] of typeWords) if (pattern.test(title)) return { type, purdue }
  const found = new Set(members.map(groupOf))
  const only = [...found][0]
  if (found.size === 1 && only) return { type: typeOfGroup[only], purdue: levelOfGroup[only] }
  return { type: 'control', purdue: usualLevel(members) }
}

/** The assets of each place; what is in none under the empty key. */
export function membersOf(plant: Plant): Map<string, Asset[]> {
  const out = new Map<string, Asset[]>()
  for (const a of plant.assets) {
    const at = a.place ?? ''
    const list = out.get(at)
    if (list) list.push(a)
    else out.set(at, [a])
  }
  return out
}
