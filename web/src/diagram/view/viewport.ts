/** Which part of the plane is on the screen: screen = plane * k + (x, y). */
import type { Point, Rect } from '../geometry'

export interface Viewport {
  x: number
  y: number
  k: number
}

export const leastZoom = 0.05
export const mostZoom = 2.5
/** Below this zoom zones show name, vector and badge only. */
export const farZoom = 0.4
/** From this zoom on channels are shown. */
export const nearZoom = 1.15

const bounded = (k: number): number => Math.min(Math.max(k, leastZoom), mostZoom)

export const toPlane = (v: Viewport, p: Point): Point => ({ x: (p.x - v.x) / v.k, y: (p.y - v.y) / v.k })
export const toScreen = (v: Viewport, p: Point): Point => ({ x: p.x * v.k + v.x, y: p.y * v.k + v.y })

/** Zooms with a point of the screen staying where it is. */
export function zoomedAt(v: Viewport, at: Point, k: number): Viewport {
  const next = bounded(k)
  const p = toPlane(v, at)
  return { k: next, x: at.x - p.x * next, y: at.y - p.y * next }
}

/** Shows a box as large as it fits, not above 100 %, with room at the left for the names of bands. */
export function fitted(box: Rect, screen: { w: number; h: number }, room = { left: 100, other: 28 }): Viewport {
  const k = bounded(
    Math.min((screen.w - room.left - room.other) / Math.max(box.w, 1), (screen.h - 2 * room.other) / Math.max(box.h, 1), 1),
  )
  const x = room.left + (screen.w - room.left - room.other - box.w * k) / 2 - box.x * k
  // A little above the middle: what is left over looks better below.
  return { k, x, y: room.other + Math.max(0, screen.h - 2 * room.other - box.h * k) * 0.3 - box.y * k }
}

/** Brings a point to the middle, with at least a zoom at which it can be read. */
export function centredOn(v: Viewport, p: Point, screen: { w: number; h: number }, least = 0.75): Viewport {
  const k = Math.max(v.k, least)
  return { k, x: screen.w / 2 - p.x * k, y: screen.h / 2 - p.y * k }
}

/** The part of the plane that is drawn: the screen and as much around it, in steps, so that small moves change nothing. */
export function drawnPart(v: Viewport, screen: { w: number; h: number }): Rect {
  const a = toPlane(v, { x: 0, y: 0 })
  const w = screen.w / v.k
  const h = screen.h / v.k
  const tile = 2 ** Math.ceil(Math.log2(Math.max(w, h, 1)))
  const x = Math.floor((a.x - w / 2) / tile) * tile
  const y = Math.floor((a.y - h / 2) / tile) * tile
  return { x, y, w: Math.ceil((a.x + 1.5 * w - x) / tile) * tile, h: Math.ceil((a.y + 1.5 * h - y) / tile) * tile }
}

/** Moves just as far as needed to bring a box into sight. */
export function broughtIn(v: Viewport, box: Rect, screen: { w: number; h: number }): Viewport {
  const a = toScreen(v, box)
  const right = a.x + box.w * v.k
  const bottom = a.y + box.h * v.k
  const margin = 40
  const slide = (low: number, high: number, size: number) =>
    low < margin ? margin - low : high > size - margin ? Math.max(size - margin - high, margin - low) : 0
  const dx = slide(a.x, right, screen.w)
  const dy = slide(a.y, bottom, screen.h)
  return dx === 0 && dy === 0 ? v : { ...v, x: v.x + dx, y: v.y + dy }
}
