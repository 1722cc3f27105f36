/** What the pointer does on the canvas: pan, carry an asset or a zone, draw a conduit. */
import { useCallback, useEffect, useRef, useState } from 'react'
import { holds, type Point, type Rect } from '../geometry'
import type { Settled } from '../layout/settle'
import { ancestors, type Scene } from '../model'
import { canMove } from '../steps'

export interface Drag {
  kind: 'asset' | 'zone' | 'connect'
  key: string
  /** Where everything stood when it began. */
  base: Settled
  /** Where the box was, and how far the pointer has come since, in the plane. */
  box: Rect
  dx: number
  dy: number
  /** The pointer in the plane. */
  at: Point
  /** The zone that would take it, if that is another than now; null for outside all. */
  target: string | null
  /** Whether dropping here changes the record: another zone takes it. */
  moves: boolean
}

/** The innermost visible zone at a point, without those that are carried. */
export function zoneAt(
  scene: Scene,
  zones: readonly string[],
  boxes: ReadonlyMap<string, Rect>,
  p: Point,
  without: string | null,
): string | null {
  let found: string | null = null
  // Parents come first, so the last one that holds the point lies innermost.
  for (const key of zones) {
    const box = boxes.get(key)
    if (!box || !holds(box, p)) continue
    if (without !== null && (key === without || ancestors(scene, key).includes(without))) continue
    found = key
  }
  return found
}

/** Where something carried to a point would land. */
export function landing(
  scene: Scene,
  zones: readonly string[],
  boxes: ReadonlyMap<string, Rect>,
  drag: Pick<Drag, 'kind' | 'key'>,
  p: Point,
): Pick<Drag, 'target' | 'moves'> {
  const target = zoneAt(scene, zones, boxes, p, drag.kind === 'asset' ? null : drag.key)
  if (drag.kind === 'connect') return { target, moves: target !== null && target !== drag.key }
  return { target, moves: canMove(scene, drag.key, target) }
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
