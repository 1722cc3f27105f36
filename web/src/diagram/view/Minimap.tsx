import { memo, type PointerEvent } from 'react'
import { around, inflated, type Point, type Rect } from '../geometry'
import { strengthOf, type Scene } from '../model'
import { useSay } from '../words'
import css from './Diagram.module.css'
import { toPlane, type Viewport } from './viewport'

interface MinimapProps {
  scene: Scene
  zones: readonly string[]
  boxes: ReadonlyMap<string, Rect>
  fr: number | null
  view: Viewport
  screen: { w: number; h: number }
  onGo: (centre: Point) => void
}

const size = { w: 168, h: 112 }

/** The whole plane in a corner, with a frame around what is on the screen. */
export function Minimap({ scene, zones, boxes, fr, view, screen, onGo }: MinimapProps) {
  const say = useSay()
  const all = around(zones.map((z) => boxes.get(z)).filter((r): r is Rect => r !== undefined))
  if (!all) return null
  const bounds = inflated(all, Math.max(all.w, all.h) * 0.04)
  const k = Math.min(size.w / bounds.w, size.h / bounds.h)
  const a = toPlane(view, { x: 0, y: 0 })
  const go = (event: PointerEvent<SVGSVGElement>) => {
    if (event.buttons !== 1) return
    const r = event.currentTarget.getBoundingClientRect()
    onGo({ x: bounds.x + (event.clientX - r.left) / k, y: bounds.y + (event.clientY - r.top) / k })
  }
  return (
    <svg
      className={css.map}
      width={bounds.w * k}
      height={bounds.h * k}
      viewBox={`${bounds.x} ${bounds.y} ${bounds.w} ${bounds.h}`}
      onPointerDown={go}
      onPointerMove={go}
      aria-label={say('diagram.map')}
      role="img"
    >
      <Zones scene={scene} zones={zones} boxes={boxes} fr={fr} />
      <rect
        x={a.x}
        y={a.y}
        width={screen.w / view.k}
        height={screen.h / view.k}
        fill="var(--accent)"
        fillOpacity={0.08}
        stroke="var(--accent)"
        strokeWidth={1.5 / k}
      />
    </svg>
  )
}

const Zones = memo(function Zones({ scene, zones, boxes, fr }: Pick<MinimapProps, 'scene' | 'zones' | 'boxes' | 'fr'>) {
  return (
    <>
      {zones.map((key) => {
        const r = boxes.get(key)
        const gap = strengthOf(scene.zones.get(key)?.levels ?? null, fr) === 'gap'
        return (
          r && (
            <rect
              key={key}
              x={r.x}
              y={r.y}
              width={r.w}
              height={r.h}
              rx={8}
              fill="var(--surface)"
              stroke={gap ? 'var(--gap)' : 'var(--border-strong)'}
              strokeWidth={Math.max(r.w, 400) / 110}
              strokeDasharray={gap ? '24 12' : undefined}
            />
          )
        )
      })}
    </>
  )
})
