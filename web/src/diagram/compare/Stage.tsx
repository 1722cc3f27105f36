import { useMemo, useRef, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react'
import type { Rect } from '../geometry'
import { Bands } from '../view/Bands'
import { commandOf } from '../view/command'
import css from '../view/Diagram.module.css'
import { Drawing, DrawingDefs } from '../view/Drawing'
import type { Picture } from '../view/picture'
import { useFrame, useSize } from '../view/use-drag'
import { useWheel } from '../view/use-wheel'
import { broughtIn, drawnPart, farZoom, fitted, nearZoom, zoomedAt, type Viewport } from '../view/viewport'

interface StageProps {
  picture: Picture
  /** What fits on the screen before anybody has moved: the same for pictures beside each other. */
  bounds: Rect
  view: Viewport | null
  onView: (view: Viewport) => void
  chosen: string | null
  onChoose: (key: string | null) => void
  label: string
  /** Drawn in the plane, over the picture. */
  over?: ReactNode
}

/** A picture to look at: it can be moved, zoomed and walked by keys, and nothing in it can be changed. */
export function Stage({ picture, bounds, view, onView, chosen, onChoose, label, over }: StageProps) {
  const [measure, screen] = useSize<HTMLDivElement>()
  const svg = useRef<SVGSVGElement | null>(null)
  const press = useRef<{ x: number; y: number; from: Viewport; moved: boolean } | null>(null)
  const fit = useMemo(() => fitted(bounds, screen.w > 0 ? screen : { w: 800, h: 600 }), [bounds, screen])
  const current = view ?? fit
  useWheel(svg, current, onView)
  const far = current.k < farZoom
  const part = drawnPart(current, screen)
  const partKey = `${part.x} ${part.y} ${part.w} ${part.h}`
  const steadyPart = useMemo(() => part, [partKey]) // eslint-disable-line react-hooks/exhaustive-deps
  const move = useFrame((p: { x: number; y: number }) => {
    const start = press.current
    if (!start) return
    start.moved ||= Math.abs(p.x - start.x) + Math.abs(p.y - start.y) > 4
    if (start.moved) onView({ ...start.from, x: start.from.x + p.x - start.x, y: start.from.y + p.y - start.y })
  })
  const up = (event: PointerEvent<SVGSVGElement>) => {
    const start = press.current
    press.current = null
    if (start && !start.moved) onChoose((event.target as Element).closest('[data-key]')?.getAttribute('data-key') ?? null)
  }
  const keyDown = (event: KeyboardEvent) => {
    const command = commandOf(event, picture, chosen)
    if (!command) return
    const middle = { x: screen.w / 2, y: screen.h / 2 }
    if (command.do === 'choose') {
      onChoose(command.key)
      const box = command.key === null ? undefined : picture.targets.get(command.key)
      if (box) onView(broughtIn(current, box, screen))
    } else if (command.do === 'zoom') onView(zoomedAt(current, middle, current.k * command.factor))
    else if (command.do === 'fit') onView(fit)
    else if (command.do === 'let go') onChoose(null)
    else return
    event.preventDefault()
  }
  const box = chosen === null ? undefined : picture.targets.get(chosen)
  return (
    <div ref={measure} className={css.canvas}>
      <svg
        ref={svg}
        className={css.svg}
        width={screen.w}
        height={screen.h}
        tabIndex={0}
        role="application"
        aria-label={label}
        onPointerDown={(event) => {
          if (event.button > 1) return
          press.current = { x: event.clientX, y: event.clientY, from: current, moved: false }
          // A click is told to what is under the pointer, so the pointer is caught only to follow it outside.
          if (event.button === 1) event.preventDefault()
        }}
        onPointerMove={(event) => {
          if (!press.current) return
          if (event.buttons === 0) press.current = null
          else move({ x: event.clientX, y: event.clientY })
        }}
        onPointerUp={up}
        onKeyDown={keyDown}
      >
        <DrawingDefs />
        <Bands bands={picture.settled.bands} view={current} width={screen.w} height={screen.h} />
        <g transform={`translate(${current.x} ${current.y}) scale(${current.k})`}>
          <Drawing
            picture={picture}
            chosen={chosen}
            target={null}
            far={far ? 2 ** Math.ceil(Math.log2(0.9 / current.k)) : 0}
            channels={current.k >= nearZoom}
            part={steadyPart}
          />
          {over}
          {box && (
            <rect
              x={box.x - 4}
              y={box.y - 4}
              width={box.w + 8}
              height={box.h + 8}
              rx={8}
              fill="none"
              stroke="var(--accent)"
              strokeWidth={2 / Math.min(current.k, 1)}
              pointerEvents="none"
            />
          )}
        </g>
      </svg>
    </div>
  )
}
