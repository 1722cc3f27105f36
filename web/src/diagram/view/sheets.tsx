/** Zones, assets, conduits and their pills of a picture: what is in the part that is drawn. */
import { memo, useMemo } from 'react'
import { overlap, type Rect } from '../geometry'
import { ancestors, type Scene } from '../model'
import { hidden, type VisibleConduit } from '../visible'
import { AssetShape } from './AssetShape'
import { boundsOf } from './channel-lines'
import { Pill, Wire } from './ConduitShape'
import { isBroken, type Picture } from './picture'
import { ZoneShape } from './ZoneShape'

/** What a shape is drawn from beside its place. */
export interface Shown {
  scene: Scene
  /** How much larger names are drawn; 0 near by. */
  far: number
  /** The part of the plane that is drawn; null for all. */
  part: Rect | null
}

/** What is told apart. */
export interface Looks {
  chosen: string | null
  also: ReadonlySet<string>
  target: string | null
  refused: boolean
  sources: ReadonlySet<string>
  lifted: ReadonlySet<string>
}

interface SheetProps {
  picture: Picture
  /** What the shapes show, the first of them from the first entry and so on; null where they are not drawn yet. */
  parts: readonly (Shown | null)[]
  looks: Looks
}

const shownAt = (parts: readonly (Shown | null)[], i: number, of: number): Shown | null =>
  parts[Math.floor((i * parts.length) / Math.max(of, 1))] ?? null
const isIn = (part: Rect | null, r: Rect | null | undefined): r is Rect =>
  r !== undefined && r !== null && (part === null || overlap(r, part))
const isChosen = ({ chosen, also }: Looks, key: string) => key === chosen || also.has(key)

/** Zones, parents before what is in them. */
export const Zones = memo(function Zones({ picture, parts, looks, keys }: SheetProps & { keys: readonly string[] }) {
  const { seen, settled, marks, fr } = picture
  const lookOf = (key: string) => {
    if (key === looks.target) return looks.refused ? 'refused' : 'target'
    return looks.sources.has(key) ? 'source' : isChosen(looks, key) ? 'chosen' : 'plain'
  }
  return (
    <g>
      {keys.map((key, i) => {
        const now = shownAt(parts, i, keys.length)
        const box = settled.boxes.get(key)
        if (!now || looks.lifted.has(key) || !isIn(now.part, box)) return null
        const zone = now.scene.zones.get(key) ?? picture.scene.zones.get(key)
        const collapsed = seen.collapsed.has(key)
        if (!zone) return null
        return (
          <ZoneHolder key={key} scene={now.scene} zoneKey={key} collapsed={collapsed}>
            {(depth, inner) => (
              <ZoneShape
                zone={zone}
                box={box}
                depth={depth}
                fr={fr}
                collapsed={collapsed}
                hidden={inner}
                far={now.far}
                look={lookOf(key)}
                mark={marks?.get(key)}
              />
            )}
          </ZoneHolder>
        )
      })}
    </g>
  )
})

/** Works out what a zone's shape needs of the zones around and in it, once for each scene. */
function ZoneHolder({
  scene,
  zoneKey,
  collapsed,
  children,
}: {
  scene: Scene
  zoneKey: string
  collapsed: boolean
  children: (depth: number, inner: ReturnType<typeof hidden> | null) => React.ReactNode
}) {
  const depth = useMemo(() => ancestors(scene, zoneKey).length, [scene, zoneKey])
  const inner = useMemo(() => (collapsed ? hidden(scene, zoneKey) : null), [scene, zoneKey, collapsed])
  return children(depth, inner)
}

/** Assets. */
export const Assets = memo(function Assets({ picture, parts, looks, keys }: SheetProps & { keys: ReadonlySet<string> }) {
  const { settled, marks } = picture
  const drawn: React.ReactNode[] = []
  let i = 0
  for (const key of keys) {
    const now = shownAt(parts, i++, keys.size)
    const box = settled.boxes.get(key)
    if (!now || now.far > 0 || looks.lifted.has(key) || !isIn(now.part, box)) continue
    const asset = now.scene.assets.get(key) ?? picture.scene.assets.get(key)
    if (!asset) continue
    const look = looks.sources.has(key) ? 'source' : isChosen(looks, key) ? 'chosen' : 'plain'
    drawn.push(<AssetShape key={key} asset={asset} box={box} look={look} mark={marks?.get(key)} />)
  }
  return <g>{drawn}</g>
})

interface ConduitProps extends SheetProps {
  conduits: readonly VisibleConduit[]
}

/** The lines of conduits. */
export const Wires = memo(function Wires({
  picture,
  parts,
  looks,
  conduits,
  open,
}: ConduitProps & { open: ReadonlySet<string> }) {
  const { scene, routing, marks } = picture
  const within = (a: string, b: string) => ancestors(scene, a).includes(b)
  return (
    <g>
      {conduits.map(({ key, ends }, i) => {
        const now = shownAt(parts, i, conduits.length)
        const conduit = now?.scene.conduits.get(key) ?? scene.conduits.get(key)
        const route = routing.routes.get(key)
        if (!now || !conduit || !route || looks.lifted.has(key) || !isIn(now.part, boundsOf(route))) return null
        const first = ends[0] ?? ''
        const inner = ends.length === 2 && ends.slice(1).some((e) => within(e, first) || within(first, e))
        return (
          <Wire
            key={key}
            conduit={conduit}
            route={route}
            broken={isBroken(now.scene, conduit)}
            chosen={isChosen(looks, key)}
            open={open.has(key)}
            far={now.far > 0}
            ground={inner ? 'var(--zone)' : 'var(--canvas)'}
            mark={marks?.get(key)}
          />
        )
      })}
    </g>
  )
})

/** Keys, names and signs of conduits. From afar only that of the chosen one. */
export const Pills = memo(function Pills({ picture, parts, looks, conduits }: ConduitProps) {
  const { scene, labels, marks, fr } = picture
  return (
    <g>
      {conduits.map(({ key }, i) => {
        const now = shownAt(parts, i, conduits.length)
        const conduit = now?.scene.conduits.get(key) ?? scene.conduits.get(key)
        const label = labels.get(key)
        if (!now || !conduit || !label || looks.lifted.has(key) || !isIn(now.part, label.rect)) return null
        if (now.far > 0 && key !== looks.chosen) return null
        return (
          <Pill
            key={key}
            conduit={conduit}
            label={label}
            fr={fr}
            broken={isBroken(now.scene, conduit)}
            chosen={isChosen(looks, key)}
            mark={marks?.get(key)}
          />
        )
      })}
    </g>
  )
})
