/** What the pointer does on the canvas: carry things, draw zones and conduits, resize, and choose many. */
import { useCallback, useEffect, useRef, useState } from 'react'
import { contains, holds, moved, overlap, right, bottom, type Point, type Rect } from '../geometry'
import { resizedBox, snapped, type Edge, type Guide } from '../layout/arrange'
import type { Settled } from '../layout/settle'
import { ancestors, type Scene } from '../model'
import { canMove } from '../steps'

/** What a press began on. */
export interface Grip {
  kind: 'move' | 'connect' | 'resize' | 'draw' | 'marquee'
  /** What was pressed; empty for the ground. */
  key: string
  /** All that is carried. */
  keys: readonly string[]
  edge: Edge | null
  /** Where the press was, in the plane. */
  start: Point
}

export interface Drag extends Grip {
  /** Where everything stood when it began. */
  base: Settled
  /** Where the box was, and how far it is carried, in the plane. */
  box: Rect
  dx: number
  dy: number
  /** The pointer in the plane. */
  at: Point
  /** What would take it, if that is another than now; null for outside all zones. */
  target: string | null
  /** Whether dropping here changes the record. */
  moves: boolean
  guides: readonly Guide[]
}

/** The innermost visible zone at a point, without those that are carried. */
export function zoneAt(
  scene: Scene,
  zones: readonly string[],
  boxes: ReadonlyMap<string, Rect>,
  p: Point,
  without: readonly string[] = [],
): string | null {
  let found: string | null = null
  // Parents come first, so the last one that holds the point lies innermost.
  for (const key of zones) {
    const box = boxes.get(key)
    if (!box || !holds(box, p)) continue
    if (without.length > 0 && (without.includes(key) || ancestors(scene, key).some((a) => without.includes(a)))) continue
    found = key
  }
  return found
}

/** The innermost visible zone that lies wholly around a box. */
export function zoneAround(zones: readonly string[], boxes: ReadonlyMap<string, Rect>, box: Rect): string | null {
  let found: string | null = null
  for (const key of zones) {
    const r = boxes.get(key)
    if (r && contains(r, box)) found = key
  }
  return found
}

/** The box between two points. */
export const spanned = (a: Point, b: Point): Rect => ({
  x: Math.min(a.x, b.x),
  y: Math.min(a.y, b.y),
  w: Math.abs(a.x - b.x),
  h: Math.abs(a.y - b.y),
})

/** What a drag is like once the pointer has come to a point. Without `snap` nothing is drawn into line. */
export function dragged(
  scene: Scene,
  zones: readonly string[],
  grip: Grip,
  base: Settled,
  at: Point,
  options: { editable: boolean; snap: number },
): Drag {
  const box = base.boxes.get(grip.key) ?? { ...grip.start, w: 0, h: 0 }
  const [dx, dy] = [at.x - grip.start.x, at.y - grip.start.y]
  const drag: Drag = { ...grip, base, box, dx, dy, at, target: null, moves: false, guides: [] }
  switch (grip.kind) {
    case 'marquee':
    case 'draw':
      return drag
    case 'resize': {
      const r = resizedBox(scene, base.boxes, grip.key, grip.edge ?? 'se', dx, dy)
      return { ...drag, box: r }
    }
    case 'connect': {
      const target = targetOf(scene, zones, base.boxes, at, grip.key)
      return { ...drag, target, moves: options.editable && target !== null }
    }
    case 'move':
      return moving(scene, zones, drag, options)
  }
}

function moving(scene: Scene, zones: readonly string[], drag: Drag, options: { editable: boolean; snap: number }): Drag {
  const { keys, base, at } = drag
  const carried = keys.filter((k) => scene.zones.has(k))
  const target = zoneAt(scene, zones, base.boxes, at, carried)
  const moves = options.editable && keys.some((k) => canMove(scene, k, target))
  const parent = scene.zones.get(drag.key)?.parent ?? scene.assets.get(drag.key)?.place ?? null
  if (options.snap === 0) return { ...drag, target, moves }
  const ghost = moved(drag.box, drag.dx, drag.dy)
  const inZone = moves ? target : parent
  const near = siblings(scene, zones, inZone, keys)
    .map((k) => base.boxes.get(k))
    .filter((r): r is Rect => r !== undefined && close(r, ghost))
  const by = snapped(ghost, near, options.snap)
  return { ...drag, target, moves, dx: drag.dx + by.dx, dy: drag.dy + by.dy, guides: by.guides }
}

/** Visible zones and assets directly in a zone, or zones outside all. */
function siblings(scene: Scene, zones: readonly string[], zone: string | null, without: readonly string[]): string[] {
  const z = zone === null ? undefined : scene.zones.get(zone)
  const all = z ? [...z.assets, ...z.children] : zones.filter((k) => (scene.zones.get(k)?.parent ?? null) === null)
  return all.filter((k) => !without.includes(k))
}

const reach = 1_200
const close = (a: Rect, b: Rect): boolean =>
  overlap({ x: a.x - reach, y: a.y - reach, w: a.w + 2 * reach, h: a.h + 2 * reach }, b)

/** What a conduit or a channel that is drawn would end at: an asset, or a zone. */
function targetOf(
  scene: Scene,
  zones: readonly string[],
  boxes: ReadonlyMap<string, Rect>,
  p: Point,
  from: string,
): string | null {
  const zone = zoneAt(scene, zones, boxes, p)
  if (zone === null) return null
  const asset = scene.assets.has(from)
    ? (scene.zones.get(zone)?.assets ?? []).find((a) => {
        const r = boxes.get(a)
        return r !== undefined && holds(r, p)
      })
    : undefined
  const found = asset ?? zone
  return found === from || found === scene.assets.get(from)?.place ? null : found
}

/** What lies wholly in a box; of a zone and what is in it only the zone. */
export function caught(scene: Scene, zones: readonly string[], boxes: ReadonlyMap<string, Rect>, area: Rect): string[] {
  const whole = (r: Rect | undefined) =>
    r !== undefined && r.x >= area.x && r.y >= area.y && right(r) <= right(area) && bottom(r) <= bottom(area)
  const out = zones.filter((k) => whole(boxes.get(k)))
  const taken = new Set(out)
  const inTaken = (zone: string | null) => zone !== null && (taken.has(zone) || ancestors(scene, zone).some((a) => taken.has(a)))
  const tops = out.filter((k) => !inTaken(scene.zones.get(k)?.parent ?? null))
  for (const asset of scene.assets.values())
    if (boxes.has(asset.key) && !inTaken(asset.place) && whole(boxes.get(asset.key))) tops.push(asset.key)
  return tops
}

/** Runs something at most once a frame, with the latest value. */
export function useFrame<T>(run: (value: T) => void): (value: T) => void {
  const waiting = useRef<{ value: T } | null>(null)
  const latest = useRef(run)
  const frame = useRef(0)
  useEffect(() => {
    latest.current = run
  })
  useEffect(() => () => cancelAnimationFrame(frame.current), [])
  return useCallback((value: T) => {
    const first = waiting.current === null
    waiting.current = { value }
    if (!first) return
    frame.current = requestAnimationFrame(() => {
      const next = waiting.current
      waiting.current = null
      if (next) latest.current(next.value)
    })
  }, [])
}

/** The width and height of an element. */
export function useSize<T extends Element>(): [React.RefCallback<T>, { w: number; h: number }] {
  const [size, setSize] = useState({ w: 0, h: 0 })
  const ref = useCallback((element: T | null) => {
    if (!element) return
    const look = () => {
      const r = element.getBoundingClientRect()
      setSize((s) => (s.w === r.width && s.h === r.height ? s : { w: r.width, h: r.height }))
    }
    const watch = new ResizeObserver(look)
    watch.observe(element)
    look()
    return () => watch.disconnect()
  }, [])
  return [ref, size]
}
