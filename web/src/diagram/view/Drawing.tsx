import { memo, useMemo } from 'react'
import { overlap, type Rect } from '../geometry'
import { ancestors } from '../model'
import { hidden } from '../visible'
import { AssetShape } from './AssetShape'
import { Pill, Wire } from './ConduitShape'
import { rounded } from './paths'
import { boundsOf, useChannelLines } from './channel-lines'
import { isBroken, type Picture } from './picture'
import { ZoneShape } from './ZoneShape'

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
  /** How much larger names are drawn where all is so small that nothing else can be read; 0 near by. */
  far: number
  channels: boolean
  /** The part of the plane to draw; null for all. */
  part: Rect | null
}

const none: ReadonlySet<string> = new Set()

/** A picture as SVG, without anything that reacts. Screen and export draw the same. */
export const Drawing = memo(function Drawing(props: DrawingProps) {
  const { picture, chosen, target, refused = false, also = none, sources = none, far, channels, part } = props
  const { scene, seen, settled, routing, labels, marks, fr } = picture
  const inPart = (r: Rect | undefined): r is Rect => r !== undefined && (part === null || overlap(r, part))
  const isChosen = (key: string) => key === chosen || also.has(key)
  const lines = useChannelLines(picture, far > 0 ? null : chosen, far === 0 && channels, part)
  const open = far > 0 ? none : new Set(lines.flatMap((l) => scene.channels.get(l.key)?.via ?? []))
  return (
    <>
      <g>
        {seen.zones.map((key) => {
          const zone = scene.zones.get(key)
          const box = settled.boxes.get(key)
          if (!zone || !inPart(box)) return null
          const collapsed = seen.collapsed.has(key)
          const look =
            key === target ? (refused ? 'refused' : 'target') : sources.has(key) ? 'source' : isChosen(key) ? 'chosen' : 'plain'
          return (
            <ZoneHolder key={key} picture={picture} zoneKey={key} collapsed={collapsed}>
              {(depth, inner) => (
                <ZoneShape
                  zone={zone}
                  box={box}
                  depth={depth}
                  fr={fr}
                  collapsed={collapsed}
                  hidden={inner}
                  far={far}
                  look={look}
                  mark={marks?.get(key)}
                />
              )}
            </ZoneHolder>
          )
        })}
      </g>
      {far === 0 && (
        <g>
          {[...seen.assets].map((key) => {
            const asset = scene.assets.get(key)
            const box = settled.boxes.get(key)
            if (!asset || !inPart(box)) return null
            const look = sources.has(key) ? 'source' : isChosen(key) ? 'chosen' : 'plain'
            return <AssetShape key={key} asset={asset} box={box} look={look} mark={marks?.get(key)} />
          })}
        </g>
      )}
      <g>
        {seen.conduits.map(({ key, ends }) => {
          const conduit = scene.conduits.get(key)
          const route = routing.routes.get(key)
          if (!conduit || !route || !inPart(boundsOf(route) ?? undefined)) return null
          const inner =
            ends.length > 0 &&
            ends.slice(1).some((e) => ancestors(scene, e).includes(ends[0] ?? '') || ancestors(scene, ends[0] ?? '').includes(e))
          return (
            <Wire
              key={key}
              conduit={conduit}
              route={route}
              broken={isBroken(scene, conduit)}
              chosen={isChosen(key)}
              open={open.has(key)}
              ground={inner && ends.length === 2 ? 'var(--zone)' : 'var(--canvas)'}
              mark={marks?.get(key)}
            />
          )
        })}
      </g>
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
      <g>
        {seen.conduits.map(({ key }) => {
          const conduit = scene.conduits.get(key)
          const label = labels.get(key)
          if ((far > 0 && key !== chosen) || !conduit || !label || !inPart(label.rect)) return null
          return (
            <Pill
              key={key}
              conduit={conduit}
              label={label}
              fr={fr}
              broken={isBroken(scene, conduit)}
              chosen={isChosen(key)}
              mark={marks?.get(key)}
            />
          )
        })}
      </g>
    </>
  )
})

/** Works out what a zone's shape needs of the zones around and in it, once for each scene. */
function ZoneHolder({
  picture,
  zoneKey,
  collapsed,
  children,
}: {
  picture: Picture
  zoneKey: string
  collapsed: boolean
  children: (depth: number, inner: ReturnType<typeof hidden> | null) => React.ReactNode
}) {
  const { scene } = picture
  const depth = useMemo(() => ancestors(scene, zoneKey).length, [scene, zoneKey])
  const inner = useMemo(() => (collapsed ? hidden(scene, zoneKey) : null), [scene, zoneKey, collapsed])
  return children(depth, inner)
}

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
