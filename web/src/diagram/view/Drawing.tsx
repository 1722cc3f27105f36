import { memo, useMemo } from 'react'
import type { Rect } from '../geometry'
import { useChannelLines } from './channel-lines'
import { rounded } from './paths'
import type { Picture } from './picture'
import { Assets, Pills, Wires, Zones, type Looks, type Shown } from './sheets'
import { useStaged } from './use-staged'

interface DrawingProps {
  picture: Picture
  chosen: string | null
  /** The zone that would take what is dragged. */
  target: string | null
  /** Whether dropping there would break a rule. */
  refused?: boolean
  /** More that is chosen with it. */
  also?: ReadonlySet<string>
  /** What is dragged as ghosts; the originals stay pale. */
  sources?: ReadonlySet<string>
  /** What is left out, as it is carried and drawn elsewhere. */
  lifted?: ReadonlySet<string>
  /** How much larger names are drawn where all is so small that nothing else can be read; 0 near by. */
  far: number
  channels: boolean
  /** The part of the plane to draw; null for all. */
  part: Rect | null
}

const none: ReadonlySet<string> = new Set()

/** Up to so many shapes are drawn in one frame. */
const few = 400
const inOneFrame = 120
/** Of assets most lie outside the part that is drawn. */
const assetsInOneFrame = 1_500
const mostFrames = 30

/** In how many frames a picture comes. A small one comes at once, and so does what is exported. */
function framesFor({ seen }: Picture, part: Rect | null): number {
  const shapes = seen.zones.length + seen.conduits.length
  if (part === null || shapes + seen.assets.size <= few) return 1
  return Math.min(mostFrames, Math.ceil(shapes / inOneFrame) + Math.floor(seen.assets.size / assetsInOneFrame))
}

/** A picture as SVG, without anything that reacts. Screen and export draw the same. */
export const Drawing = memo(function Drawing(props: DrawingProps) {
  const { picture, chosen, target, refused = false, also = none, sources = none, lifted = none, far, channels, part } = props
  const { scene } = picture
  const looks = useMemo<Looks>(
    () => ({ chosen, also, target, refused, sources, lifted }),
    [chosen, also, target, refused, sources, lifted],
  )
  const shown = useMemo<Shown>(() => ({ scene, far, part }), [scene, far, part])
  const parts = useStaged(shown, framesFor(picture, part))
  const lines = useChannelLines(picture, far > 0 ? null : chosen, far === 0 && channels, part)
  const open = useMemo(
    () => (lines.length === 0 ? none : new Set(lines.flatMap((l) => scene.channels.get(l.key)?.via ?? []))),
    [lines, scene],
  )
  const common = { picture, parts, looks }
  return (
    <>
      <Zones {...common} keys={picture.seen.zones} />
      {far === 0 && <Assets {...common} keys={picture.seen.assets} />}
      <Wires {...common} conduits={picture.seen.conduits} open={open} />
      {lines.length > 0 && (
        <g fill="none" stroke="var(--ink-soft)" strokeWidth={1.3} pointerEvents="none">
          {lines.map((l) => (
            <path
              key={l.key}
              d={rounded(l.points, 4)}
              stroke={scene.channels.get(l.key)?.findings.some((f) => f.rule.startsWith('channel.')) ? 'var(--gap)' : undefined}
              markerEnd="url(#channel-end)"
              markerStart={l.oneWay ? undefined : 'url(#channel-end)'}
            />
          ))}
        </g>
      )}
      <Pills {...common} conduits={picture.seen.conduits} />
    </>
  )
})

/** Patterns and arrow heads that a drawing refers to. */
export function DrawingDefs() {
  return (
    <defs>
      <marker
        id="channel-end"
        viewBox="0 0 8 8"
        refX={7}
        refY={4}
        markerWidth={6}
        markerHeight={6}
        orient="auto-start-reverse"
        markerUnits="userSpaceOnUse"
      >
        <path d="M1 1l6 3-6 3z" fill="var(--ink-soft)" stroke="none" />
      </marker>
    </defs>
  )
}
