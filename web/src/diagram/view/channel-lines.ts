/** The lines of channels: worked out once, a few each frame where there are many. */
import { useEffect, useMemo, useState } from 'react'
import { around, overlap, type Rect } from '../geometry'
import type { SceneChannel } from '../model'
import { channelLine, type ChannelLine } from '../routing/channels'
import type { Route } from '../routing/route'
import type { Picture } from './picture'

/** How long lines may be worked out in one frame. */
const slice = 6

interface Known {
  /** What the line depends on. */
  on: readonly unknown[]
  line: ChannelLine | null
}

const bounds = new WeakMap<Route, Rect | null>()

/** The box around a route. */
export function boundsOf(route: Route): Rect | null {
  const known = bounds.get(route)
  if (known !== undefined) return known
  const points = route.lines.flatMap((l) => l.points.map((p) => ({ x: p.x - 10, y: p.y - 10, w: 20, h: 20 })))
  const box = around(points)
  bounds.set(route, box)
  return box
}

/** The channels to draw: those of what is chosen, or all in the part that is drawn. */
export function wantedChannels(picture: Picture, chosen: string | null, all: boolean, part: Rect | null): SceneChannel[] {
  const { scene, routing } = picture
  const out: SceneChannel[] = []
  if (!all && chosen === null) return out
  const shown = (key: string | null) => {
    const box = key === null ? undefined : picture.settled.boxes.get(key)
    return box !== undefined && (part === null || overlap(box, part))
  }
  const crosses = (via: string) => {
    const route = routing.routes.get(via)
    const box = route && boundsOf(route)
    return box ? part === null || overlap(box, part) : false
  }
  for (const channel of scene.channels.values()) {
    const concerned =
      channel.key === chosen || channel.from === chosen || channel.to === chosen || channel.via.includes(chosen ?? '')
    if (concerned || (all && (shown(channel.from) || shown(channel.to) || channel.via.some(crosses)))) out.push(channel)
  }
  return out
}

function basis({ ground, routing, scene, settled }: Picture, channel: SceneChannel): unknown[] {
  const out: unknown[] = [channel]
  for (const via of channel.via) out.push(routing.routes.get(via), scene.conduits.get(via)?.channels.length)
  for (const end of [channel.from, channel.to]) {
    const zone = end === null ? null : ground.parentOf(end)
    out.push(settled.boxes.get(end ?? ''), settled.boxes.get(zone ?? ''))
    if (zone !== null) for (const k of ground.within(zone)) out.push(settled.boxes.get(k))
  }
  return out
}

/** Works out lines until all are there or the time is up; says whether some are missing. */
class Lines {
  private readonly known = new Map<string, Known>()

  of(picture: Picture, wanted: readonly SceneChannel[], ms: number): { lines: ChannelLine[]; missing: boolean } {
    const end = performance.now() + ms
    const lines: ChannelLine[] = []
    let missing = false
    for (const channel of wanted) {
      const on = basis(picture, channel)
      const known = this.known.get(channel.key)
      const steady = known?.on.length === on.length && known.on.every((x, i) => x === on[i])
      if (!steady && performance.now() > end) {
        missing = true
        continue
      }
      const line = steady && known ? known.line : channelLine(picture.scene, picture.routing, picture.ground, channel.key)
      if (!steady) this.known.set(channel.key, { on, line })
      if (line) lines.push(line)
    }
    return { lines, missing }
  }
}

/** All lines at once, for a drawing that is exported. */
export const linesNow = (picture: Picture, wanted: readonly SceneChannel[]): ChannelLine[] =>
  new Lines().of(picture, wanted, Infinity).lines

/** The lines to draw now; more come in the next frames. */
export function useChannelLines(picture: Picture, chosen: string | null, all: boolean, part: Rect | null): ChannelLine[] {
  const [lines] = useState(() => new Lines())
  const [turn, setTurn] = useState(0)
  const found = useMemo(
    () => ({ ...lines.of(picture, wantedChannels(picture, chosen, all, part), part === null ? Infinity : slice), turn }),
    [lines, picture, chosen, all, part, turn],
  )
  useEffect(() => {
    if (!found.missing) return
    const frame = requestAnimationFrame(() => setTurn((t) => t + 1))
    return () => cancelAnimationFrame(frame)
  }, [found])
  return found.lines
}
