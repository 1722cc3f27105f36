import { centre, moved, type Point, type Rect } from '../geometry'
import type { Scene } from '../model'
import { AssetShape } from './AssetShape'
import css from './Diagram.module.css'
import type { Drag } from './use-drag'

/** The box of what is carried as a ghost; null for a zone that moves itself and for a conduit. */
export function ghostOf(drag: Drag | null): Rect | null {
  if (!drag || drag.kind === 'connect' || (drag.kind === 'zone' && !drag.moves)) return null
  return moved(drag.box, drag.dx, drag.dy)
}

/** What is under the pointer while it is carried, with a line from where it was. */
export function Carried({ drag, scene }: { drag: Drag; scene: Scene }) {
  const ghost = ghostOf(drag)
  const asset = drag.kind === 'asset' ? scene.assets.get(drag.key) : undefined
  const line = { fill: 'none', stroke: 'var(--accent)', strokeDasharray: '3 4', pointerEvents: 'none' } as const
  if (drag.kind === 'connect') {
    const from = { x: drag.box.x + drag.box.w, y: drag.box.y + drag.box.h / 2 }
    return <path d={`M${from.x} ${from.y}L${drag.at.x} ${drag.at.y}`} {...line} strokeWidth={2} />
  }
  if (!ghost) return null
  return (
    <>
      <path d={lead(centre(drag.box), centre(ghost))} {...line} strokeWidth={1.5} />
      {asset ? (
        <AssetShape asset={asset} box={ghost} look="ghost" />
      ) : (
        <rect
          x={ghost.x}
          y={ghost.y}
          width={ghost.w}
          height={ghost.h}
          rx={6}
          fill="var(--accent)"
          fillOpacity={0.08}
          stroke="var(--accent)"
          strokeWidth={2}
          pointerEvents="none"
        />
      )}
    </>
  )
}

/** The dotted line from where something was to where it goes. */
const lead = (a: Point, b: Point): string => `M${a.x} ${a.y}Q${(a.x + b.x) / 2} ${Math.max(a.y, b.y) + 30} ${b.x} ${b.y}`

/** The free side of the pointer for a card. */
export function beside(p: Point, screen: { w: number; h: number }): { left: number; top?: number; bottom?: number } {
  const width = 460
  const left = p.x + 36 + width < screen.w ? p.x + 36 : Math.max(8, p.x - width - 130)
  return p.y < screen.h / 2 ? { left, top: Math.max(8, p.y + 40) } : { left, bottom: Math.max(8, screen.h - p.y + 40) }
}

/** Where a conduit is drawn from: a knob at the edge of the chosen zone. */
export function Handle({ box, zone }: { box: Rect; zone: string }) {
  return (
    <g data-connect={zone} className={css.handle} transform={`translate(${box.x + box.w} ${box.y + box.h / 2})`}>
      <circle r={12} fill="transparent" />
      <circle r={5.5} fill="var(--surface)" stroke="var(--accent)" strokeWidth={2} />
    </g>
  )
}
