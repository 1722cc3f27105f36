import { centre, moved, type Rect } from '../geometry'
import type { Edge } from '../layout/arrange'
import type { Scene } from '../model'
import { AssetShape } from './AssetShape'
import css from './Diagram.module.css'
import { spanned, type Drag } from './use-drag'

/** Whether a drag changes the picture itself: zones that stay where they belong, and sizes. */
export const isLive = (drag: Drag | null, scene: Scene): boolean =>
  drag !== null && (drag.kind === 'resize' || (drag.kind === 'move' && !drag.moves && drag.keys.every((k) => scene.zones.has(k))))

/** What is carried as ghosts, while the originals stay pale. */
export function ghostsOf(drag: Drag | null, scene: Scene): Map<string, Rect> {
  const out = new Map<string, Rect>()
  if (!drag || drag.kind !== 'move' || isLive(drag, scene)) return out
  for (const key of drag.keys) {
    const box = drag.base.boxes.get(key)
    if (box) out.set(key, moved(box, drag.dx, drag.dy))
  }
  return out
}

const line = { fill: 'none', stroke: 'var(--accent)', strokeDasharray: '3 4', pointerEvents: 'none' } as const

/** What is under the pointer while it is carried or drawn, with what it is in line with. */
export function Carried({ drag, scene, k, heavy }: { drag: Drag; scene: Scene; k: number; heavy: boolean }) {
  if (drag.kind === 'connect') {
    const from = { x: drag.box.x + drag.box.w, y: drag.box.y + drag.box.h / 2 }
    return (
      <g pointerEvents="none">
        <path d={`M${from.x} ${from.y}L${drag.at.x} ${drag.at.y}`} {...line} strokeWidth={2 / Math.min(k, 1)} />
        <circle cx={drag.at.x} cy={drag.at.y} r={4 / k} fill="var(--accent)" />
      </g>
    )
  }
  if (drag.kind === 'draw' || drag.kind === 'marquee') {
    const r = spanned(drag.start, drag.at)
    return (
      <rect
        x={r.x}
        y={r.y}
        width={r.w}
        height={r.h}
        rx={drag.kind === 'draw' ? 6 : 0}
        fill="var(--accent)"
        fillOpacity={0.08}
        stroke="var(--accent)"
        strokeWidth={(drag.kind === 'draw' ? 2 : 1) / k}
        strokeDasharray={drag.kind === 'draw' ? undefined : `${4 / k} ${3 / k}`}
        pointerEvents="none"
      />
    )
  }
  if (drag.kind === 'resize') return heavy ? <Outline box={drag.box} k={k} /> : null
  return (
    <g pointerEvents="none">
      {drag.guides.map((g) => (
        <path
          key={g.axis}
          d={g.axis === 'x' ? `M${g.at} ${g.from - 12}V${g.to + 12}` : `M${g.from - 12} ${g.at}H${g.to + 12}`}
          stroke="var(--accent)"
          strokeWidth={1 / k}
        />
      ))}
      {[...ghostsOf(drag, scene)].map(([key, ghost]) => (
        <Ghost key={key} ghost={ghost} from={drag.base.boxes.get(key) ?? ghost} asset={scene.assets.get(key)} />
      ))}
    </g>
  )
}

function Outline({ box, k }: { box: Rect; k: number }) {
  return (
    <rect
      x={box.x}
      y={box.y}
      width={box.w}
      height={box.h}
      rx={6}
      fill="var(--accent)"
      fillOpacity={0.08}
      stroke="var(--accent)"
      strokeWidth={2 / Math.min(k, 1)}
      pointerEvents="none"
    />
  )
}

/** The zone that would take what is carried over a large picture, which is not drawn anew for it. */
export function TargetMark({ box, refused, k }: { box: Rect | undefined; refused: boolean; k: number }) {
  if (!box) return null
  const colour = refused ? 'var(--gap)' : 'var(--accent)'
  const dash = refused ? `${7 / k} ${3 / k}` : undefined
  const shape = { x: box.x, y: box.y, width: box.w, height: box.h, rx: 6, pointerEvents: 'none' } as const
  return (
    <rect {...shape} fill={colour} fillOpacity={0.14} stroke={colour} strokeWidth={2 / Math.min(k, 1)} strokeDasharray={dash} />
  )
}

function Ghost({
  ghost,
  from,
  asset,
}: {
  ghost: Rect
  from: Rect
  asset: Parameters<typeof AssetShape>[0]['asset'] | undefined
}) {
  return (
    <>
      <path d={lead(centre(from), centre(ghost))} {...line} strokeWidth={1.5} />
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
        />
      )}
    </>
  )
}

/** The dotted line from where something was to where it goes. */
const lead = (a: { x: number; y: number }, b: { x: number; y: number }): string =>
  `M${a.x} ${a.y}Q${(a.x + b.x) / 2} ${Math.max(a.y, b.y) + 30} ${b.x} ${b.y}`

const card = { w: 446, h: 400 }

/** The free side of the pointer for a card, wholly on the canvas. */
export function beside(p: { x: number; y: number }, screen: { w: number; h: number }): { left: number; top: number } {
  const left = p.x + 110 + card.w < screen.w ? p.x + 110 : Math.max(8, p.x - card.w - 130)
  return { left, top: Math.max(8, Math.min(p.y - 120, screen.h - card.h - 8)) }
}

const edges: Edge[] = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw']

/** What the chosen box is held by: a knob to draw a conduit or channel from, and its sides to resize a zone. */
export function Handles({
  box,
  target,
  connects,
  resizes,
  k,
}: {
  box: Rect
  target: string
  connects: boolean
  resizes: boolean
  k: number
}) {
  const s = 1 / k
  const at = (edge: Edge) => ({
    x: edge.includes('w') ? box.x : edge.includes('e') ? box.x + box.w : box.x + box.w / 2,
    y: edge.includes('n') ? box.y : edge.includes('s') ? box.y + box.h : box.y + box.h / 2,
  })
  return (
    <g>
      {resizes &&
        edges.map((edge) => {
          const p = at(edge)
          const flat = edge === 'n' || edge === 's'
          const upright = edge === 'e' || edge === 'w'
          return (
            <g key={edge} data-edge={edge} style={{ cursor: `${edge}-resize` }}>
              {(flat || upright) && (
                <rect
                  x={flat ? box.x : p.x - 5 * s}
                  y={flat ? p.y - 5 * s : box.y}
                  width={flat ? box.w : 10 * s}
                  height={flat ? 10 * s : box.h}
                  fill="transparent"
                />
              )}
              {!(flat || upright) && (
                <>
                  <circle cx={p.x} cy={p.y} r={9 * s} fill="transparent" />
                  <rect
                    x={p.x - 3.5 * s}
                    y={p.y - 3.5 * s}
                    width={7 * s}
                    height={7 * s}
                    fill="var(--surface)"
                    stroke="var(--accent)"
                    strokeWidth={1.5 * s}
                  />
                </>
              )}
            </g>
          )
        })}
      {connects && (
        <g
          data-connect={target}
          className={css.handle}
          transform={`translate(${box.x + box.w + 12 * s} ${box.y + box.h / 2}) scale(${s})`}
        >
          <circle r={13} fill="transparent" />
          <circle r={8} fill="var(--surface)" stroke="var(--accent)" strokeWidth={1.5} />
          <path d="M-4 0H3.5M0.5-3L3.5 0L0.5 3" fill="none" stroke="var(--accent)" strokeWidth={1.5} strokeLinecap="round" />
        </g>
      )}
    </g>
  )
}
