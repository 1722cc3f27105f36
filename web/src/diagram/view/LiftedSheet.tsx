import { memo, useMemo } from 'react'
import type { Rect } from '../geometry'
import css from './Diagram.module.css'
import { carriedBy, type Lift } from './lift'
import type { Picture } from './picture'
import { Assets, Pills, Wires, Zones, type Looks, type Shown } from './sheets'

interface LiftedSheetProps {
  picture: Picture
  lift: Lift
  dx: number
  dy: number
  far: number
  part: Rect | null
}

const none: ReadonlySet<string> = new Set()
const plain: Looks = { chosen: null, also: none, target: null, refused: false, sources: none, lifted: none }

/** Zones that are carried, as one sheet that is moved as a whole, under the conduits that follow them. */
export function LiftedSheet({ picture, lift, dx, dy, far, part }: LiftedSheetProps) {
  const { scene } = picture
  const parts = useMemo<Shown[]>(() => [{ scene, far, part: null }], [scene, far])
  const lines = useMemo<Shown[]>(() => [{ scene, far, part }], [scene, far, part])
  const now = carriedBy(picture, lift, dx, dy)
  const common = { picture: now, parts: lines, looks: plain, conduits: lift.conduits }
  return (
    <>
      <svg className={css.sheet}>
        <Wires {...common} open={none} />
      </svg>
      <div className={css.lifted} style={{ transform: `translate(${dx}px,${dy}px)` }}>
        <Boxes picture={picture} lift={lift} parts={parts} />
      </div>
      <svg className={css.sheet}>
        <Pills {...common} />
      </svg>
    </>
  )
}

const Boxes = memo(function Boxes({ picture, lift, parts }: { picture: Picture; lift: Lift; parts: Shown[] }) {
  return (
    <svg className={css.sheet}>
      <Zones picture={picture} parts={parts} looks={plain} keys={lift.zones} />
      <Assets picture={picture} parts={parts} looks={plain} keys={lift.assets} />
    </svg>
  )
})
