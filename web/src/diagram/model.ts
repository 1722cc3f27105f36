/**
 * What a diagram shows, made from items and what the analyses say of them. A
 * scene knows nothing of places on the screen; layout and routing give those.
 */
import { compareKeys, parseKey } from '../domain/key'
import { runNow, type Work } from './data/sliced'
import { frs, type Vector } from '../domain/sl'
import { symbolOf, type AssetSymbol } from './symbol'

export interface SourceItem {
  key: string
  kind: string
  title: string
  retired: boolean
  properties: Record<string, unknown>
  links: { verb: string; to: string }[]
}

export interface SourceLevels {
  key: string
  target: number[]
  achieved: number[]
  claimed: number[]
  capability: number[]
  suspects: number
  decision?: { approved: boolean }
}

export interface SourceFinding {
  rule: string
  severity: string
  subjects: string[]
  text: string
  accepted?: unknown
}

/** Answers of the API about one state. */
export interface Sources {
  items: readonly SourceItem[]
  levels: readonly SourceLevels[]
  findings: readonly SourceFinding[]
  suspects: readonly { from: string; verb: string; to: string }[]
  /** How many assets are there that have not come yet. */
  awaited?: number
}

export const zoneTypes = ['business', 'dmz', 'control', 'safety', 'wireless', 'temporary', 'external', 'other'] as const
export type ZoneType = (typeof zoneTypes)[number]

/** How a place stands against its target, worst last. */
export const strengths = ['not assessed', 'met', 'claimed', 'gap'] as const
export type Strength = (typeof strengths)[number]

export interface Levels {
  target: Vector
  achieved: Vector
  claimed: Vector
  capability: Vector
  /** Whether somebody approved the target. */
  approved: boolean
}

/** What items of every kind in a scene have. */
interface Shown {
  key: string
  title: string
  findings: SourceFinding[]
  /** Suspect links: of a place those in its chains, of an asset those at it. */
  suspects: number
}

export interface SceneZone extends Shown {
  type: ZoneType
  purdue: string | null
  parent: string | null
  /** Zones directly inside, in order of keys. */
  children: string[]
  /** Assets directly inside, in order of what they do, then of keys. */
  assets: string[]
  levels: Levels | null
}

export interface SceneAsset extends Shown {
  symbol: AssetSymbol
  function: string
  /** Key of its zone or conduit; null if it has none. */
  place: string | null
  legacy: boolean
  temporary: boolean
  wireless: boolean
  planned: boolean
}

export interface SceneChannel extends Shown {
  from: string | null
  to: string | null
  via: string[]
  protocol: string
  oneWay: boolean
}

export interface SceneConduit extends Shown {
  /** Zones it connects, in order of keys. */
  ends: string[]
  channels: string[]
  assets: string[]
  levels: Levels | null
  look: 'plain' | 'wireless' | 'temporary'
  icon: 'firewall' | 'lock' | 'wireless' | 'arrow'
}

export interface Scene {
  zones: Map<string, SceneZone>
  conduits: Map<string, SceneConduit>
  channels: Map<string, SceneChannel>
  assets: Map<string, SceneAsset>
  /** Assets in service that are in no zone or conduit. */
  unplaced: string[]
  /** How many assets have not come yet; what they would say is not to be seen until then. */
  awaited: number
}

/** How many items are read between two rests. */
const batch = 250

/** Items in the order of their keys, which is nearly the order they come in: kind by kind, the oldest first. */
function* inOrder(items: readonly SourceItem[]): Work<SourceItem[]> {
  const read: { item: SourceItem; prefix: string; number: number }[] = []
  for (const item of items) {
    if (read.length % batch === 0) yield
    const key = parseKey(item.key)
    read.push({ item, prefix: key?.prefix ?? item.key, number: key?.number ?? 0 })
  }
  yield
  read.sort((a, b) => (a.prefix < b.prefix ? -1 : a.prefix > b.prefix ? 1 : a.number - b.number))
  yield
  return read.map((r) => r.item)
}

function targetsOf(item: SourceItem, verb: string): string[] {
  const out: string[] = []
  for (const l of item.links) if (l.verb === verb) out.push(l.to)
  return out.length > 1 ? out.sort((a, b) => compareKeys(a, b)) : out
}

const text = (item: SourceItem, name: string): string => {
  const value = item.properties[name]
  return typeof value === 'string' ? value : ''
}
const flag = (item: SourceItem, name: string): boolean => item.properties[name] === true

/** Makes a scene. Links to what is retired or missing are left out. */
export const sceneOf = (sources: Sources): Scene => runNow(sceneWork(sources))

/** The same in slices. */
export function* sceneWork(sources: Sources): Work<Scene> {
  const live = sources.items.filter((i) => !i.retired)
  yield
  const known = new Map<string, SourceItem>()
  for (const i of live) {
    if (known.size % batch === 0) yield
    known.set(i.key, i)
  }
  const levels = new Map(sources.levels.map((l) => [l.key, l]))
  const findings = new Map<string, SourceFinding[]>()
  yield
  let n = 0
  for (const f of sources.findings) {
    if (++n % batch === 0) yield
    const about = f.subjects[0]
    if (about === undefined || f.accepted) continue
    const list = findings.get(about)
    if (list) list.push(f)
    else findings.set(about, [f])
  }
  const suspects = new Map<string, number>()
  for (const link of sources.suspects) {
    if (++n % batch === 0) yield
    for (const end of [link.from, link.to]) suspects.set(end, (suspects.get(end) ?? 0) + 1)
  }
  const shown = (i: SourceItem): Shown => ({
    key: i.key,
    title: i.title,
    findings: findings.get(i.key) ?? [],
    suspects: levels.get(i.key)?.suspects ?? suspects.get(i.key) ?? 0,
  })
  const scene: Scene = { zones: new Map(), conduits: new Map(), channels: new Map(), assets: new Map(), unplaced: [], awaited: 0 }
  yield
  const sorted = yield* inOrder(live)
  yield
  for (const i of sorted) {
    if (++n % batch === 0) yield
    const first = (verb: string): string | null => targetsOf(i, verb).find((k) => known.has(k)) ?? null
    if (i.kind === 'zone')
      scene.zones.set(i.key, { ...shown(i), ...zoneOf(i), parent: first('within'), levels: levelsOf(levels.get(i.key)) })
    if (i.kind === 'asset') scene.assets.set(i.key, { ...shown(i), ...assetOf(i), place: first('in') })
    if (i.kind === 'conduit') {
      const ends = targetsOf(i, 'connects').filter((k) => known.get(k)?.kind === 'zone')
      scene.conduits.set(i.key, {
        ...shown(i),
        ends,
        channels: [],
        assets: [],
        levels: levelsOf(levels.get(i.key)),
        look: 'plain',
        icon: 'arrow',
      })
    }
    if (i.kind === 'channel') {
      const via = targetsOf(i, 'via').filter((k) => known.has(k))
      const oneWay = text(i, 'direction') === 'one way'
      scene.channels.set(i.key, { ...shown(i), from: first('from'), to: first('to'), via, protocol: text(i, 'protocol'), oneWay })
    }
  }
  yield* join(scene, known)
  scene.awaited = sources.awaited ?? 0
  return scene
}

function zoneOf(i: SourceItem): Pick<SceneZone, 'type' | 'purdue' | 'children' | 'assets'> {
  const type = zoneTypes.find((t) => t === text(i, 'type')) ?? 'other'
  return { type, purdue: text(i, 'purdue') || null, children: [], assets: [] }
}

function assetOf(i: SourceItem): Omit<SceneAsset, keyof Shown | 'place'> {
  return {
    symbol: symbolOf({
      function: text(i, 'function'),
      title: i.title,
      wireless: flag(i, 'wireless'),
      safety: flag(i, 'safety_related'),
    }),
    function: text(i, 'function'),
    legacy: flag(i, 'legacy'),
    temporary: flag(i, 'temporary'),
    wireless: flag(i, 'wireless'),
    planned: text(i, 'lifecycle') === 'planned',
  }
}

function levelsOf(l: SourceLevels | undefined): Levels | null {
  if (!l) return null
  const { target, achieved, claimed, capability } = l
  return { target, achieved, claimed, capability, approved: l.decision?.approved ?? target.some((n) => n > 0) }
}

/** Writes into every place what belongs to it. */
function* join(scene: Scene, known: Map<string, SourceItem>): Work<void> {
  let n = 0
  for (const zone of scene.zones.values()) scene.zones.get(zone.parent ?? '')?.children.push(zone.key)
  const gone = new Set(['decommissioned', 'spare', 'out of service'])
  for (const asset of scene.assets.values()) {
    if (++n % batch === 0) yield
    const place = scene.zones.get(asset.place ?? '') ?? scene.conduits.get(asset.place ?? '')
    if (place) place.assets.push(asset.key)
    else if (!gone.has(text(known.get(asset.key) as SourceItem, 'lifecycle'))) scene.unplaced.push(asset.key)
  }
  // They are in the order of keys already, and sorting keeps that among equals.
  for (const zone of scene.zones.values()) {
    if (++n % 20 === 0) yield
    zone.assets.sort((a, b) => rank(scene, a) - rank(scene, b))
  }
  for (const channel of scene.channels.values())
    for (const via of channel.via) scene.conduits.get(via)?.channels.push(channel.key)
  for (const conduit of scene.conduits.values()) Object.assign(conduit, lookOf(scene, conduit))
}

const ranks: Partial<Record<AssetSymbol, number>> = {
  historian: 0,
  server: 0,
  hmi: 0,
  ews: 0,
  laptop: 1,
  remote: 1,
  gateway: 2,
  firewall: 2,
  switch: 3,
  wgateway: 3,
  plc: 4,
  sis: 4,
  rio: 6,
  drive: 6,
  sensor: 7,
}
const rank = (scene: Scene, key: string): number => ranks[scene.assets.get(key)?.symbol ?? 'plc'] ?? 5

function lookOf(scene: Scene, c: SceneConduit): Pick<SceneConduit, 'look' | 'icon'> {
  const types = c.ends.map((k) => scene.zones.get(k)?.type)
  const symbols = c.assets.map((k) => scene.assets.get(k)?.symbol)
  const look = types.includes('wireless') ? 'wireless' : types.includes('temporary') ? 'temporary' : 'plain'
  if (symbols.includes('firewall')) return { look, icon: 'firewall' }
  if (look === 'wireless') return { look, icon: 'wireless' }
  return { look, icon: types.includes('external') ? 'lock' : 'arrow' }
}

/** How levels stand in one FR, counted from 0, or in the worst of all. */
export function strengthOf(levels: Levels | null, fr: number | null): Strength {
  if (!levels || !levels.approved) return 'not assessed'
  const one = (i: number): Strength => {
    const target = levels.target[i] ?? 0
    if ((levels.achieved[i] ?? 0) >= target) return 'met'
    return (levels.claimed[i] ?? 0) >= target ? 'claimed' : 'gap'
  }
  if (fr !== null) return one(fr)
  return frs.map((_, i) => one(i)).reduce((worst, s) => (strengths.indexOf(s) > strengths.indexOf(worst) ? s : worst), 'met')
}

/** The zones that lie around one, the nearest first. */
export function ancestors(scene: Pick<Scene, 'zones'>, key: string): string[] {
  const out: string[] = []
  let at = scene.zones.get(key)?.parent ?? null
  while (at !== null && !out.includes(at) && at !== key) {
    out.push(at)
    at = scene.zones.get(at)?.parent ?? null
  }
  return out
}

/** Everything below a zone: zones and assets. */
export function inside(scene: Pick<Scene, 'zones'>, key: string): { zones: string[]; assets: string[] } {
  const zones: string[] = []
  const assets: string[] = []
  const visit = (k: string) => {
    const zone = scene.zones.get(k)
    if (!zone) return
    assets.push(...zone.assets)
    for (const child of zone.children) {
      zones.push(child)
      visit(child)
    }
  }
  visit(key)
  return { zones, assets }
}
