/** What a user does in the diagram, as steps of a change. */
import type { Op, Properties } from '../domain/op'
import { ancestors, type Scene } from './model'

/** What a new zone or asset is. */
export interface NewZone {
  title: string
  type: string
  purdue: string
  parent: string | null
}
export interface NewAsset {
  title: string
  function: string
  place: string
}

/** What a new channel is; an end may be open. */
export interface NewChannel {
  title: string
  from: string | null
  to: string | null
  protocol: string
  oneWay: boolean
}

/** Whether something can lie in a zone; null stands for outside all zones. */
export function canMove(scene: Scene, key: string, to: string | null): boolean {
  if (scene.assets.has(key)) return to !== null && scene.zones.has(to) && scene.assets.get(key)?.place !== to
  const zone = scene.zones.get(key)
  if (!zone || zone.parent === to) return false
  return to === null || (to !== key && scene.zones.has(to) && !ancestors(scene, to).includes(key))
}

/** The steps that put an asset or a zone into a zone; none if it is there. */
export function moveSteps(scene: Scene, key: string, to: string | null): Op[] {
  const asset = scene.assets.get(key)
  const zone = scene.zones.get(key)
  if ((!asset && !zone) || !canMove(scene, key, to)) return []
  const verb = asset ? 'in' : 'within'
  const from = asset ? asset.place : (zone?.parent ?? null)
  const steps: Op[] = []
  if (from !== null) steps.push({ op: 'unlink', from: key, verb, to: from })
  if (to !== null) steps.push({ op: 'link', from: key, verb, to })
  return steps
}

/** The steps that put several assets and zones into a zone, in one change. */
export const moveAllSteps = (scene: Scene, keys: readonly string[], to: string | null): Op[] =>
  keys.flatMap((key) => moveSteps(scene, key, to))

/** The steps that make a conduit between zones. */
export function connectSteps(zones: readonly string[], title: string): Op[] {
  const ref = '$conduit'
  return [
    { op: 'create', kind: 'conduit', ref, title },
    ...zones.map((to): Op => ({ op: 'link', from: ref, verb: 'connects', to })),
  ]
}

/** The steps that make a channel through a conduit, which may be one that the same change makes. */
export function channelSteps(channel: NewChannel, via: string): Op[] {
  const ref = '$channel'
  const properties: Properties = { direction: channel.oneWay ? 'one way' : 'both ways' }
  if (channel.protocol !== '') properties['protocol'] = channel.protocol
  const out: Op[] = [{ op: 'create', kind: 'channel', ref, title: channel.title, properties }]
  if (channel.from !== null) out.push({ op: 'link', from: ref, verb: 'from', to: channel.from })
  if (channel.to !== null) out.push({ op: 'link', from: ref, verb: 'to', to: channel.to })
  out.push({ op: 'link', from: ref, verb: 'via', to: via })
  return out
}

/** The conduits that connect two zones, in order of keys. */
export const conduitsBetween = (scene: Scene, a: string, b: string): string[] =>
  [...scene.conduits.values()].filter((c) => c.ends.includes(a) && c.ends.includes(b)).map((c) => c.key)

/** The steps that make a zone. */
export function zoneSteps(zone: NewZone): Op[] {
  const ref = '$zone'
  const properties: Properties = {}
  if (zone.type !== '') properties['type'] = zone.type
  if (zone.purdue !== '') properties['purdue'] = zone.purdue
  const create: Op = { op: 'create', kind: 'zone', ref, title: zone.title, properties }
  return zone.parent === null ? [create] : [create, { op: 'link', from: ref, verb: 'within', to: zone.parent }]
}

/** The steps that make an asset in a zone. */
export function assetSteps(asset: NewAsset): Op[] {
  const ref = '$asset'
  const properties: Properties = asset.function === '' ? {} : { function: asset.function }
  return [
    { op: 'create', kind: 'asset', ref, title: asset.title, properties },
    { op: 'link', from: ref, verb: 'in', to: asset.place },
  ]
}
