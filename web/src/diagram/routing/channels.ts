/**
 * The ways of channels: from asset to asset, side by side inside the conduit
 * that carries them. What a collapsed zone hides is reached at its edge.
 */
import { centre, type Point, type Rect } from '../geometry'
import type { Scene, SceneChannel } from '../model'
import type { Ground } from './ground'
import { straightened, way, type Port } from './mesh'
import type { Routing } from './routes'

export interface ChannelLine {
  key: string
  points: Point[]
  oneWay: boolean
}

const between = 3

/** How far the channels of a conduit spread across its line. */
export const bundleWidth = (channels: number): number => (channels > 1 ? Math.min(between * (channels - 1), 15) : 0)

/** The line of a channel; null if nothing of it can be seen. */
export function channelLine(scene: Scene, routing: Routing, ground: Ground, key: string): ChannelLine | null {
  const channel = scene.channels.get(key)
  if (!channel) return null
  const trunk = trunkOf(scene, routing, channel)
  if (!trunk) {
    if (channel.via.length > 0) return null
    const points = direct(ground, channel.from, channel.to)
    return points && { key, points, oneWay: channel.oneWay }
  }
  const first = trunk.points[0] as Point
  const last = trunk.points.at(-1) as Point
  const head = leg(ground, channel.from, trunk.from, first)
  const tail = leg(ground, channel.to, trunk.to, last)
  return { key, points: straightened([...head, ...trunk.points, ...tail.reverse()]), oneWay: channel.oneWay }
}

/** The part inside the conduit, from the end at the channel's source to that at its destination. */
function trunkOf(scene: Scene, routing: Routing, channel: SceneChannel): { points: Point[]; from: string; to: string } | null {
  for (const via of channel.via) {
    const route = routing.routes.get(via)
    const main = route?.lines[0]
    if (!route || !main) continue
    const ends = routing.ends.get(via)?.map((e) => e.key) ?? []
    const source = endAround(scene, ends, channel.from)
    const target = endAround(scene, ends, channel.to)
    const list = scene.conduits.get(via)?.channels ?? []
    const off = list.length > 1 ? (list.indexOf(channel.key) / (list.length - 1) - 0.5) * bundleWidth(list.length) : 0
    if (source !== null && source === target) continue
    const from = source ?? ends.find((e) => e !== target) ?? main.from
    const to = target ?? ends.find((e) => e !== from) ?? main.to ?? main.from
    if (main.from === from && main.to === to) return { points: shifted(main.points, off), from, to }
    if (main.from === to && main.to === from) return { points: shifted([...main.points].reverse(), off), from, to }
    const branch = route.lines.find((l) => l.to === null && (l.from === from || l.from === to))
    if (!branch) continue
    const other = branch.from === from ? to : from
    const joint = branch.points.at(-1) as Point
    const rest =
      main.from === other
        ? upTo(main.points, joint).reverse()
        : main.to === other
          ? upTo([...main.points].reverse(), joint).reverse()
          : [joint]
    const whole = straightened([...branch.points, ...rest])
    return { points: shifted(branch.from === from ? whole : whole.reverse(), off), from, to }
  }
  return null
}

function endAround(scene: Scene, ends: readonly string[], key: string | null): string | null {
  let at: string | null = key === null ? null : (scene.assets.get(key)?.place ?? key)
  for (let depth = 0; at !== null && depth < 50; depth++) {
    if (ends.includes(at)) return at
    at = scene.zones.get(at)?.parent ?? null
  }
  return null
}

/** The part of a line before a point on it, and the point. */
function upTo(points: readonly Point[], joint: Point): Point[] {
  const out: Point[] = []
  for (let i = 0; i < points.length; i++) {
    const p = points[i] as Point
    const q = points[i + 1]
    out.push(p)
    const between = (a: number, b: number, c: number) => c >= Math.min(a, b) && c <= Math.max(a, b)
    if (q && between(p.x, q.x, joint.x) && between(p.y, q.y, joint.y)) return [...out, joint]
  }
  return [...points, joint]
}

/** A line beside another at a distance to the right of its direction. */
export function shifted(points: readonly Point[], by: number): Point[] {
  if (by === 0) return points.map((p) => ({ ...p }))
  return points.map((p, i) => {
    const a = points[i - 1]
    const b = points[i + 1]
    const normal = (from: Point, to: Point): Point => ({ x: -Math.sign(to.y - from.y), y: Math.sign(to.x - from.x) })
    const n = a ? normal(a, p) : b ? normal(p, b) : { x: 0, y: 0 }
    const m = b ? normal(p, b) : n
    const x = n.x !== 0 ? n.x : m.x
    const y = n.y !== 0 ? n.y : m.y
    return { x: p.x + x * by, y: p.y + y * by }
  })
}

/** From an asset to where its conduit leaves the zone. */
function leg(ground: Ground, asset: string | null, end: string, port: Point): Point[] {
  const box = asset === null ? undefined : ground.boxes.get(asset)
  if (!box || asset === null || ground.isZone(asset)) return []
  const zone = ground.parentOf(asset)
  const outer = ground.boxes.get(end)
  const avoid = others(ground, zone, asset)
  const target: Port = { at: port, out: inwards(outer ?? box, port), cost: 0 }
  return way(sides(box, port), [target], [...avoid, box], 5) ?? straightened([centre(box), { x: centre(box).x, y: port.y }, port])
}

/** Between two assets that no conduit parts. */
function direct(ground: Ground, from: string | null, to: string | null): Point[] | null {
  if (from === null || to === null || from === to) return null
  const a = ground.boxes.get(from)
  const b = ground.boxes.get(to)
  if (!a || !b || ground.isZone(from) || ground.isZone(to)) return null
  const zone = ground.parentOf(from)
  const same = zone === ground.parentOf(to)
  const avoid = same ? others(ground, zone, from).filter((r) => r !== b) : []
  return (
    way(sides(a, centre(b)), sides(b, centre(a)), [...avoid, a, b], 5) ??
    straightened([centre(a), { x: centre(b).x, y: centre(a).y }, centre(b)])
  )
}

const others = (ground: Ground, zone: string | null, but: string): Rect[] =>
  ground
    .within(zone)
    .filter((k) => k !== but)
    .map((k) => ground.boxes.get(k))
    .filter((r): r is Rect => r !== undefined)

function sides(box: Rect, towards: Point): Port[] {
  const c = centre(box)
  const x = Math.min(Math.max(towards.x, box.x + 16), box.x + box.w - 16)
  return [
    { at: { x: c.x, y: box.y }, out: { x: 0, y: -1 }, cost: 0 },
    { at: { x: c.x, y: box.y + box.h }, out: { x: 0, y: 1 }, cost: 0 },
    { at: { x: Math.round(x), y: box.y }, out: { x: 0, y: -1 }, cost: 2 },
    { at: { x: Math.round(x), y: box.y + box.h }, out: { x: 0, y: 1 }, cost: 2 },
    { at: { x: box.x, y: c.y }, out: { x: -1, y: 0 }, cost: 0 },
    { at: { x: box.x + box.w, y: c.y }, out: { x: 1, y: 0 }, cost: 0 },
  ]
}

/** The way into a box from a point on its edge. */
function inwards(box: Rect, p: Point): Point {
  const gaps = [p.x - box.x, box.x + box.w - p.x, p.y - box.y, box.y + box.h - p.y].map(Math.abs)
  const least = gaps.indexOf(Math.min(...gaps))
  return [
    { x: 1, y: 0 },
    { x: -1, y: 0 },
    { x: 0, y: 1 },
    { x: 0, y: -1 },
  ][least] as Point
}
