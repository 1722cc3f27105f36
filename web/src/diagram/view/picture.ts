/** A scene with everything placed: what the drawing needs, made anew only where something changed. */
import { useEffect, useMemo, useState } from 'react'
import { sameRect, type Rect } from '../geometry'
import { settle, type Settled } from '../layout/settle'
import type { StoredLayout } from '../layout/stored'
import { strengthOf, type Scene, type SceneConduit } from '../model'
import { endsOf, groundFrom, plainGround, type Ground, type PlainGround } from '../routing/ground'
import { labels, type Label, type LabelWish } from '../routing/labels'
import type { Route } from '../routing/route'
import type { RouteAnswer } from '../routing/route.worker'
import { askRoutes, newAlbum } from '../routing/router'
import { mended, type Routing } from '../routing/routes'
import { stretched } from '../routing/stretch'
import type { Mark } from '../scene-diff'
import type { Visible } from '../visible'

export interface Picture {
  scene: Scene
  seen: Visible
  settled: Settled
  plain: PlainGround
  ground: Ground
  routing: Routing
  wishes: LabelWish[]
  labels: Map<string, Label>
  /** Boxes of all that can be chosen: zones, assets and the pills of conduits. */
  targets: Map<string, Rect>
  /** The FR that colours stand for, counted from 0; null for the worst of all. */
  fr: number | null
  marks: ReadonlyMap<string, Mark> | null
  /** Whether lines and labels only follow for now, and are to be routed. */
  waits: boolean
}

/** What a picture is made from. */
export interface Subject {
  scene: Scene
  seen: Visible
  layout: StoredLayout | null
  fr: number | null
  marks: ReadonlyMap<string, Mark> | null
}

/** Up to so many conduits are routed at once, more by a worker. */
const few = 24

/** Places everything. `before` is the picture a moment ago; with `aside` lines follow their boxes until the worker has routed them. */
export function pictureOf(subject: Subject, before: Picture | null, aside = false): Picture {
  const { scene, seen, fr, marks } = subject
  const settled = settle(scene, seen, subject.layout)
  keepSame(before?.settled.boxes, settled.boxes)
  const plain = plainGround(scene, seen.zones, seen.assets, settled.boxes)
  const ground = groundFrom(plain)
  const wishes = seen.conduits.map(({ key }): LabelWish => {
    const conduit = scene.conduits.get(key)
    return { key, title: conduit?.title ?? '', sign: signOf(conduit, fr) !== null }
  })
  const base = { scene, seen, settled, plain, ground, wishes, fr, marks }
  if (aside) {
    const routing = followed(before?.routing ?? null, ground, seen)
    const placed = before ? movedLabels(before, routing) : new Map<string, Label>()
    return withTargets({ ...base, routing, labels: placed, waits: true })
  }
  const routing = mended(before?.routing ?? null, ground, seen.conduits)
  const steady = before?.routing.routes === routing.routes && sameWishes(before.wishes, wishes) && !before.waits
  const placed = steady ? before.labels : labels(routing.routes, wishes, ground)
  return withTargets({ ...base, routing, labels: placed, waits: false })
}

const sameWishes = (a: readonly LabelWish[], b: readonly LabelWish[]): boolean =>
  a.length === b.length && a.every((w, i) => w.key === b[i]?.key && w.title === b[i]?.title && w.sign === b[i]?.sign)

function withTargets(picture: Omit<Picture, 'targets'>): Picture {
  const targets = new Map(picture.settled.boxes)
  for (const [key, label] of picture.labels) targets.set(key, label.rect)
  return { ...picture, targets }
}

/** The lines before, with ends that follow their boxes; what has none yet waits. */
function followed(before: Routing | null, ground: Ground, seen: Visible): Routing {
  const routes = new Map<string, Route>()
  const ends: Routing['ends'] = new Map()
  for (const { key, ends: zones } of seen.conduits) {
    const old = before?.routes.get(key)
    const were = before?.ends.get(key)
    if (!old || !were) continue
    const now = endsOf(ground, zones)
    const boxOf = (list: typeof now) => (end: string) => list.find((e) => e.key === end)?.box
    const next = stretched(old, boxOf(were), boxOf(now))
    routes.set(key, next)
    ends.set(key, next === old ? were : now)
  }
  return { raw: before?.raw ?? new Map<string, Route>(), routes, ends, boxes: ground.boxes }
}

/** Labels go with their lines: as far as the middle of a line has moved. */
function movedLabels(before: Picture, routing: Routing): Map<string, Label> {
  const out = new Map<string, Label>()
  for (const [key, label] of before.labels) {
    const [a, b] = [before.routing.routes.get(key), routing.routes.get(key)]
    if (!b) continue
    if (a === b || !a) out.set(key, label)
    else {
      const [p, q] = [middleOf(a), middleOf(b)]
      const rect = { ...label.rect, x: label.rect.x + q.x - p.x, y: label.rect.y + q.y - p.y }
      out.set(key, { ...label, rect })
    }
  }
  return out
}

/** The middle between the ends of a route's first line. */
export function middleOf(route: Route): { x: number; y: number } {
  const points = route.lines[0]?.points ?? []
  const [a, b] = [points[0], points.at(-1)]
  return { x: ((a?.x ?? 0) + (b?.x ?? 0)) / 2, y: ((a?.y ?? 0) + (b?.y ?? 0)) / 2 }
}

/** The same picture with what the worker found. */
function answered(picture: Picture, answer: RouteAnswer): Picture {
  const old = picture.routing.routes
  for (const [key, route] of answer.routing.routes) {
    const before = old.get(key)
    if (before && before !== route && JSON.stringify(before) === JSON.stringify(route)) answer.routing.routes.set(key, before)
  }
  const routing = { ...answer.routing, boxes: picture.settled.boxes }
  return withTargets({ ...picture, routing, labels: answer.labels, waits: false })
}

/** Puts boxes of before in place of equal ones, so that what shows them need not be drawn again. */
function keepSame(before: ReadonlyMap<string, Rect> | undefined, now: Map<string, Rect>) {
  if (!before) return
  for (const [key, box] of now) {
    const old = before.get(key)
    if (old && sameRect(old, box)) now.set(key, old)
  }
}

/** The sign on the pill of a conduit, if it needs one. */
export function signOf(conduit: SceneConduit | undefined, fr: number | null): 'gap' | 'suspect' | null {
  if (!conduit) return null
  if (conduit.suspects > 0) return 'suspect'
  return strengthOf(conduit.levels, fr) === 'gap' ? 'gap' : null
}

const broken = new WeakMap<SceneConduit, boolean>()

/** Whether a rule about the conduit itself, or a channel in it, is broken. */
export function isBroken(scene: Scene, conduit: SceneConduit): boolean {
  const known = broken.get(conduit)
  if (known !== undefined) return known
  const breaks = (rule: string) => rule.startsWith('conduit.') || rule.startsWith('channel.')
  const is =
    conduit.findings.some((f) => f.severity !== 'info' && breaks(f.rule)) ||
    conduit.channels.some((k) => scene.channels.get(k)?.findings.some((f) => f.severity !== 'info' && breaks(f.rule)))
  broken.set(conduit, is)
  return is
}

/** Remembers the picture before, so that a move draws again only what it touches. */
class Album {
  readonly number = newAlbum()
  private last: { subject: Subject; picture: Picture } | null = null
  private answer: RouteAnswer | null = null

  next(subject: Subject, hasty: boolean, answer: RouteAnswer | null): Picture {
    const before = this.last
    const same =
      before !== null &&
      before.subject.scene === subject.scene &&
      before.subject.seen === subject.seen &&
      before.subject.layout === subject.layout &&
      before.subject.fr === subject.fr &&
      before.subject.marks === subject.marks
    let picture: Picture
    if (same && before.picture.waits && answer !== null && answer !== this.answer) picture = answered(before.picture, answer)
    else if (same && !before.picture.waits) return before.picture
    else picture = pictureOf(subject, before?.picture ?? null, hasty || subject.seen.conduits.length > few)
    this.answer = answer
    this.last = { subject, picture }
    return picture
  }
}

/** The picture of a scene. In haste, while something is dragged, lines are routed by the worker however few there are. */
export function usePicture(
  scene: Scene,
  seen: Visible,
  layout: StoredLayout | null,
  fr: number | null,
  marks: ReadonlyMap<string, Mark> | null,
  hasty: boolean,
): Picture {
  const [album] = useState(() => new Album())
  const [answer, setAnswer] = useState<RouteAnswer | null>(null)
  const subject = useMemo(() => ({ scene, seen, layout, fr, marks }), [scene, seen, layout, fr, marks])
  const picture = useMemo(() => album.next(subject, hasty, answer), [album, subject, hasty, answer])
  useEffect(() => {
    if (!picture.waits) return
    const { plain: ground, wishes } = picture
    // While something is dragged, labels of lines that stay do so too.
    const kept = hasty ? picture.labels : new Map<string, Label>()
    let wanted = true
    askRoutes(album.number, { ground, conduits: picture.seen.conduits, wishes, kept }, (a) => wanted && setAnswer(a))
    return () => {
      wanted = false
    }
  }, [album, picture, hasty])
  return picture
}
