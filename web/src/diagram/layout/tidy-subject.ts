/** What an arrangement depends on, as plain data that can be handed to a worker. */
import type { Scene, SceneZone } from '../model'
import type { IsOpen } from './tidy'

/** The part of a zone that an arrangement depends on. */
type ArrangeableZone = Pick<SceneZone, 'key' | 'title' | 'purdue' | 'parent' | 'children' | 'assets'>

/** The part of a scene that an arrangement depends on. */
export interface Arrangeable {
  zones: ReadonlyMap<string, ArrangeableZone>
  assets: ReadonlyMap<string, { title: string }>
  conduits: ReadonlyMap<string, { ends: readonly string[] }>
}

/** What a worker is given: of assets only those that are to be seen. */
export interface TidySubject {
  zones: ArrangeableZone[]
  titles: [string, string][]
  ends: string[][]
  open: string[]
}

/** Takes out of a scene what its arrangement depends on. */
export function tidySubject(scene: Scene, isOpen: IsOpen): TidySubject {
  const subject: TidySubject = { zones: [], titles: [], ends: [...scene.conduits.values()].map((c) => c.ends), open: [] }
  for (const { key, title, purdue, parent, children, assets } of scene.zones.values()) {
    const open = isOpen(key)
    if (open) subject.open.push(key)
    subject.zones.push({ key, title, purdue, parent, children, assets: open ? assets : [] })
    if (open) for (const a of assets) subject.titles.push([a, scene.assets.get(a)?.title ?? ''])
  }
  return subject
}

/** The same as a scene that can be arranged. */
export function arrangeable(subject: TidySubject): { scene: Arrangeable; isOpen: IsOpen } {
  const open = new Set(subject.open)
  const scene = {
    zones: new Map(subject.zones.map((z) => [z.key, z])),
    assets: new Map(subject.titles.map(([key, title]) => [key, { title }])),
    conduits: new Map(subject.ends.map((ends, i) => [String(i), { ends }])),
  }
  return { scene, isOpen: (zone) => open.has(zone) }
}

/** How many steps the work on a subject has, about: for a count on the way. */
export const stepsOf = (subject: Pick<TidySubject, 'zones'>): number => {
  const zones = new Set(subject.zones.map((z) => z.key))
  const roots = subject.zones.filter((z) => z.parent === null || !zones.has(z.parent)).length
  return Math.ceil(roots / 10) + 1 + 2 * roots
}
