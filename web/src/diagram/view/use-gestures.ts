/** Presses of the pointer on the canvas, from the first touch to the drop. */
import { useEffect, useRef, useState, type PointerEvent, type RefObject } from 'react'
import type { Point } from '../geometry'
import type { Edge } from '../layout/arrange'
import { fixed } from '../layout/settle'
import { ancestors, type Scene } from '../model'
import type { Picture } from './picture'
import { dragged, useFrame, type Drag, type Grip } from './use-drag'
import { toPlane, type Viewport } from './viewport'

interface Press {
  x: number
  y: number
  pointer: number
  grip: Grip | null
  /** What a click here picks. */
  key: string | null
  adds: boolean
  panning: Viewport | null
}

interface GesturesProps {
  surface: RefObject<HTMLElement | null>
  picture: Picture
  current: Viewport
  screen: { w: number; h: number }
  /** Whether the pointer draws a zone instead of moving things. */
  drawing: boolean
  /** Whether boxes can be put elsewhere. */
  arrangeable: boolean
  editable: boolean
  selection: readonly string[]
  onView: (view: Viewport) => void
  onPick: (key: string | null, adds: boolean) => void
  onToggle: (zone: string) => void
  onDrop: (drag: Drag) => void
}

const threshold = 4
const snapWithin = 6

/** The things that are carried along: without those that lie in others of them. */
export function outermost(scene: Scene, keys: readonly string[]): string[] {
  const all = new Set(keys)
  return keys.filter((k) => {
    const place = scene.assets.get(k)?.place ?? null
    const around = place === null ? ancestors(scene, k) : [place, ...ancestors(scene, place)]
    return !around.some((a) => all.has(a))
  })
}

/** Follows the pointer. `drag` is what is carried now. */
export function useGestures(props: GesturesProps) {
  const { surface, picture, current, screen, drawing, arrangeable, editable, selection } = props
  const { scene, seen } = picture
  const [drag, setDrag] = useState<Drag | null>(null)
  const press = useRef<Press | null>(null)

  const local = (event: { clientX: number; clientY: number }): Point => {
    const r = surface.current?.getBoundingClientRect()
    return { x: event.clientX - (r?.left ?? 0), y: event.clientY - (r?.top ?? 0) }
  }

  const gripOf = (event: PointerEvent, element: Element, key: string | null, start: Point): Grip | null => {
    if (event.button === 1) return null
    const whole = { key: key ?? '', keys: [], edge: null, start }
    if (drawing && editable) return { ...whole, kind: 'draw', key: '' }
    const edge = element.closest('[data-edge]')?.getAttribute('data-edge')
    const connect = element.closest('[data-connect]')?.getAttribute('data-connect')
    if (edge && selection[0] !== undefined) return { ...whole, kind: 'resize', key: selection[0], edge: edge as Edge }
    if (connect) return { ...whole, kind: 'connect', key: connect }
    const box = key === null ? undefined : picture.settled.boxes.get(key)
    if (event.shiftKey && (box === undefined || scene.zones.has(key ?? ''))) return { ...whole, kind: 'marquee', key: '' }
    if (!box || key === null || !arrangeable) return null
    // A zone that fills the screen is ground to pan on.
    if (box.w * current.k > screen.w && box.h * current.k > screen.h) return null
    const keys = selection.includes(key)
      ? outermost(
          scene,
          selection.filter((k) => picture.settled.boxes.has(k)),
        )
      : [key]
    return { ...whole, kind: 'move', keys }
  }

  const down = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0 && event.button !== 1) return
    const element = event.target as Element
    const toggle = element.closest('[data-toggle]')?.getAttribute('data-toggle')
    if (toggle && !drawing) return props.onToggle(toggle)
    const key = event.button === 1 ? null : (element.closest('[data-key]')?.getAttribute('data-key') ?? null)
    const at = local(event)
    const grip = gripOf(event, element, key, toPlane(current, at))
    const adds = event.shiftKey || event.ctrlKey || event.metaKey
    press.current = { ...at, pointer: event.pointerId, grip, key, adds, panning: null }
    event.currentTarget.setPointerCapture(event.pointerId)
  }

  const track = useFrame(({ p, free }: { p: Point; free: boolean }) => {
    const start = press.current
    if (!start) return
    const far = Math.abs(p.x - start.x) + Math.abs(p.y - start.y) > threshold
    if (!far && !drag && !start.panning) return
    if (!start.grip) {
      start.panning ??= current
      const from = start.panning
      return props.onView({ ...from, x: from.x + p.x - start.x, y: from.y + p.y - start.y })
    }
    const base = drag?.base ?? fixed(scene, picture.settled)
    const snap = free ? 0 : snapWithin / current.k
    setDrag(dragged(scene, seen.zones, start.grip, base, toPlane(current, p), { editable, snap }))
  })

  const up = (event: PointerEvent<HTMLElement>) => {
    const start = press.current
    press.current = null
    if (!start || start.pointer !== event.pointerId) return
    if (drag) {
      setDrag(null)
      props.onDrop(drag)
    } else if (!start.panning && start.grip?.kind !== 'draw') props.onPick(start.key, start.adds)
  }
  const cancel = () => {
    press.current = null
    setDrag(null)
  }

  // Esc takes back a drag even if the focus is elsewhere, Enter drops.
  useEffect(() => {
    if (!drag) return
    const key = (event: globalThis.KeyboardEvent) => {
      if (event.key !== 'Escape' && event.key !== 'Enter') return
      event.stopPropagation()
      event.preventDefault()
      press.current = null
      setDrag(null)
      if (event.key === 'Enter') props.onDrop(drag)
    }
    window.addEventListener('keydown', key, true)
    return () => window.removeEventListener('keydown', key, true)
  }, [drag, props])

  return {
    drag,
    handlers: {
      onPointerDown: down,
      onPointerMove: (event: PointerEvent<HTMLElement>) => {
        if (press.current) track({ p: local(event), free: event.altKey })
      },
      onPointerUp: up,
      onPointerCancel: cancel,
    },
  }
}
