/**
 * What of a scene is to be seen: zones that are collapsed hide what is in them,
 * a filter hides what does not match, and conduits end at what is still there.
 */
import { ancestors, inside, strengthOf, type Scene, type SceneZone } from './model'

export interface Filter {
  /** Words that all have to stand in key, title or function. */
  text: string
  /** Only places below their target, and what is in them. */
  gaps: boolean
  findings: boolean
  suspects: boolean
  legacy: boolean
}

export const noFilter: Filter = { text: '', gaps: false, findings: false, suspects: false, legacy: false }

export const isFiltering = (f: Filter): boolean => f.text.trim() !== '' || f.gaps || f.findings || f.suspects || f.legacy

/** A conduit with the visible zones that stand for its ends. */
export interface VisibleConduit {
  key: string
  ends: string[]
}

export interface Visible {
  /** Parents before children, siblings in order of keys. */
  zones: string[]
  collapsed: ReadonlySet<string>
  assets: ReadonlySet<string>
  conduits: VisibleConduit[]
  /** Assets of the scene that lie in visible zones or would if nothing was hidden. */
  assetsInAll: number
}

/** Zones to begin with collapsed: none in a plant that can be taken in at a glance. */
export function collapsedAtFirst(scene: Scene): Set<string> {
  if (scene.zones.size <= 40 && scene.assets.size + scene.awaited <= 300) return new Set()
  // Those without contents too: what is in a zone may come later.
  return new Set(scene.zones.keys())
}

/** Works out what is to be seen. */
export function visible(scene: Scene, collapsed: ReadonlySet<string>, filter: Filter): Visible {
  const filtering = isFiltering(filter)
  const matching = filtering ? matches(scene, filter) : null
  const zones: string[] = []
  const visit = (key: string) => {
    const zone = scene.zones.get(key)
    if (!zone || (matching && !matching.has(key))) return
    zones.push(key)
    if (!collapsed.has(key)) zone.children.forEach(visit)
  }
  for (const zone of scene.zones.values()) if (zone.parent === null || !scene.zones.has(zone.parent)) visit(zone.key)
  const seen = new Set(zones)
  const assets = new Set<string>()
  for (const key of zones) {
    if (collapsed.has(key)) continue
    for (const a of scene.zones.get(key)?.assets ?? []) if (!matching || matching.has(a)) assets.add(a)
  }
  const conduits = visibleConduits(scene, seen)
  let assetsInAll = 0
  for (const zone of scene.zones.values()) assetsInAll += zone.assets.length
  return { zones, collapsed, assets, conduits, assetsInAll }
}

/** The visible zone that stands for a zone: itself, or the one that hides it. Null if a filter hides it altogether. */
export function standIn(scene: Pick<Scene, 'zones'>, seen: ReadonlySet<string>, key: string): string | null {
  return [key, ...ancestors(scene, key)].find((k) => seen.has(k)) ?? null
}

function visibleConduits(scene: Scene, seen: ReadonlySet<string>): VisibleConduit[] {
  const out: VisibleConduit[] = []
  for (const conduit of scene.conduits.values()) {
    const ends = new Set<string>()
    for (const end of conduit.ends) {
      const shown = standIn(scene, seen, end)
      if (shown !== null) ends.add(shown)
    }
    if (ends.size > 1) out.push({ key: conduit.key, ends: [...ends] })
  }
  return out
}

function matches(scene: Scene, f: Filter): Set<string> {
  const words = f.text
    .toLowerCase()
    .split(/\s+/)
    .filter((w) => w !== '')
  const says = (...texts: string[]) => words.every((w) => texts.some((t) => t.toLowerCase().includes(w)))
  const found = new Set<string>()
  const add = (key: string) => {
    found.add(key)
    for (const a of ancestors(scene, key)) found.add(a)
  }
  const zoneFits = (z: SceneZone) =>
    (!f.gaps || strengthOf(z.levels, null) === 'gap') &&
    (!f.findings || z.findings.length > 0) &&
    (!f.suspects || z.suspects > 0) &&
    !f.legacy
  for (const zone of scene.zones.values()) {
    const whole = says(zone.key, zone.title) && zoneFits(zone)
    if (whole) add(zone.key)
    for (const key of zone.assets) {
      const a = scene.assets.get(key)
      if (!a) continue
      const own =
        says(a.key, a.title, a.function, zone.key, zone.title) &&
        (!f.findings || a.findings.length > 0) &&
        (!f.suspects || a.suspects > 0)
      const fits = own && (!f.legacy || a.legacy) && (!f.gaps || strengthOf(zone.levels, null) === 'gap')
      // A zone found by its state alone shows all that is in it.
      if (fits || (whole && words.length === 0)) {
        found.add(key)
        add(zone.key)
      }
    }
  }
  return found
}

/** Takes zones out of the collapsed ones so that a key can be seen. */
export function revealed(scene: Scene, collapsed: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const place = scene.assets.get(key)?.place ?? null
  const around = place !== null ? [place, ...ancestors(scene, place)] : ancestors(scene, key)
  if (!around.some((k) => collapsed.has(k))) return collapsed
  return new Set([...collapsed].filter((k) => !around.includes(k)))
}

/** How much a collapsed zone hides. */
export function hidden(scene: Scene, key: string): { zones: number; assets: number; findings: number; suspects: number } {
  const all = inside(scene, key)
  const things = [...all.zones.map((k) => scene.zones.get(k)), ...all.assets.map((k) => scene.assets.get(k))]
  return {
    zones: all.zones.length,
    assets: all.assets.length,
    findings: things.reduce((n, t) => n + (t?.findings.length ?? 0), 0),
    suspects: all.zones.reduce((n, k) => n + (scene.zones.get(k)?.suspects ?? 0), 0),
  }
}
