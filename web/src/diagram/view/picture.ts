/** A scene with everything placed: what the drawing needs, made anew only where something changed. */
import { useMemo, useState } from 'react'
import { sameRect, type Rect } from '../geometry'
import { settle, type Settled } from '../layout/settle'
import type { StoredLayout } from '../layout/stored'
import { strengthOf, type Scene, type SceneConduit } from '../model'
import { channelLine, type ChannelLine } from '../routing/channels'
import { groundOf, type Ground } from '../routing/ground'
import { labels, type Label } from '../routing/labels'
import { mended, type Routing } from '../routing/routes'
import type { Mark } from '../scene-diff'
import type { Visible } from '../visible'

export interface Picture {
  scene: Scene
  seen: Visible
  settled: Settled
  ground: Ground
  routing: Routing
  labels: Map<string, Label>
  /** Boxes of all that can be chosen: zones, assets and the pills of conduits. */
  targets: Map<string, Rect>
  /** The FR that colours stand for, counted from 0; null for the worst of all. */
  fr: number | null
  marks: ReadonlyMap<string, Mark> | null
  /** Whether labels were placed in haste, while something was dragged. */
  hasty: boolean
}

/** Places everything once. before is a picture of the same scene a moment ago, if there is one; in haste, while something is dragged, labels of lines that stay do so too. */
export function pictureOf(
  scene: Scene,
  seen: Visible,
  layout: StoredLayout | null,
  fr: number | null,
  marks: ReadonlyMap<string, Mark> | null,
  before: Picture | null,
  hasty = false,
): Picture {
  const settled = settle(scene, seen, layout)
  keepSame(before?.settled.boxes, settled.boxes)
  const ground = groundOf(scene, seen.zones, seen.assets, settled.boxes)
  const routing = mended(before?.scene === scene ? before.routing : null, ground, seen.conduits)
  const wishes = seen.conduits.map(({ key }) => {
    const conduit = scene.conduits.get(key)
    return { key, title: conduit?.title ?? '', sign: signOf(conduit, fr) !== null }
  })
  const steady =
    before?.routing.routes === routing.routes && before.scene === scene && before.fr === fr && (hasty || !before.hasty)
  const placed = steady
    ? before.labels
    : labels(routing.routes, wishes, ground, hasty && before ? stayed(before, routing) : undefined)
  const targets = new Map(settled.boxes)
  for (const [key, label] of placed) targets.set(key, label.rect)
  return { scene, seen, settled, ground, routing, labels: placed, targets, fr, marks, hasty }
}

/** Puts boxes of before in place of equal ones, so that what shows them need not be drawn again. */
function keepSame(before: ReadonlyMap<string, Rect> | undefined, now: Map<string, Rect>) {
  if (!before) return
  for (const [key, box] of now) {
    const old = before.get(key)
    if (old && sameRect(old, box)) now.set(key, old)
  }
}

/** The labels of lines that are still the same. */
function stayed(before: Picture, routing: Routing): Map<string, Label> {
  return new Map([...before.labels].filter(([key]) => before.routing.routes.get(key) === routing.routes.get(key)))
}

/** The sign on the pill of a conduit, if it needs one. */
export function signOf(conduit: SceneConduit | undefined, fr: number | null): 'gap' | 'suspect' | null {
  if (!conduit) return null
  if (conduit.suspects > 0) return 'suspect'
  return strengthOf(conduit.levels, fr) === 'gap' ? 'gap' : null
}

/** Whether a rule about the conduit itself, or a channel in it, is broken. */
export function isBroken(scene: Scene, conduit: SceneConduit): boolean {
  const breaks = (rule: string) => rule.startsWith('conduit.') || rule.startsWith('channel.')
  return (
    conduit.findings.some((f) => f.severity !== 'info' && breaks(f.rule)) ||
    conduit.channels.some((k) => scene.channels.get(k)?.findings.some((f) => f.severity !== 'info' && breaks(f.rule)))
  )
}

/** Remembers the picture before, so that a move draws again only what it touches. */
class Album {
  private last: Picture | null = null

  next(
    scene: Scene,
    seen: Visible,
    layout: StoredLayout | null,
    fr: number | null,
    marks: ReadonlyMap<string, Mark> | null,
    hasty: boolean,
  ): Picture {
    this.last = pictureOf(scene, seen, layout, fr, marks, this.last, hasty)
    return this.last
  }
}

/** The picture of a scene. */
export function usePicture(
  scene: Scene,
  seen: Visible,
  layout: StoredLayout | null,
  fr: number | null,
  marks: ReadonlyMap<string, Mark> | null,
  hasty: boolean,
): Picture {
  const [album] = useState(() => new Album())
  return useMemo(() => album.next(scene, seen, layout, fr, marks, hasty), [album, scene, seen, layout, fr, marks, hasty])
}

/** The channels to draw: those of what is chosen, or all. */
export function channelLines(picture: Picture, chosen: string | null, all: boolean): ChannelLine[] {
  const { scene } = picture
  const out: ChannelLine[] = []
  for (const channel of scene.channels.values()) {
    const concerned =
      all ||
      channel.key === chosen ||
      channel.from === chosen ||
      channel.to === chosen ||
      (chosen !== null && channel.via.includes(chosen))
    const line = concerned ? channelLine(scene, picture.routing, picture.ground, channel.key) : null
    if (line) out.push(line)
  }
  return out
}
