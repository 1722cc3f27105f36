import { useCallback } from 'react'
import { canMove, connectSteps, moveAllSteps } from '../../diagram/steps'
import type { DiagramActions } from '../../diagram/actions'
import type { Scene } from '../../diagram/model'
import { ZonePicker } from '../../diagram/view/ZonePicker'
import { useSay } from '../../diagram/words'
import { Dialog } from '../../ui/Overlay'

/** Asks by keyboard for the other zone of a move or a conduit, with what the choice would bring. */
export function PickDialog({
  what,
  keys,
  scene,
  preview,
  onPick,
  onClose,
}: {
  what: 'move' | 'connect'
  keys: readonly string[]
  scene: Scene
  preview: DiagramActions['preview']
  onPick: (zone: string | null) => void
  onClose: () => void
}) {
  const say = useSay()
  const key = keys[0] ?? ''
  const one = scene.zones.get(key)?.title ?? scene.assets.get(key)?.title ?? key
  const title = keys.length > 1 ? say('diagram.things', { count: keys.length }) : one
  const own = scene.assets.get(key)?.place ?? key
  const all: (string | null)[] = [...scene.zones.keys()]
  const options =
    what === 'move' ? [...all, null].filter((to) => keys.every((k) => canMove(scene, k, to))) : all.filter((k) => k !== own)
  const steps = useCallback(
    (zone: string | null) => {
      if (what === 'move') return moveAllSteps(scene, keys, zone)
      return zone === null ? [] : connectSteps([own, zone], one)
    },
    [what, scene, keys, own, one],
  )
  const heading = say(what === 'move' ? 'diagram.move' : 'diagram.connect', { title })
  return (
    <Dialog open title={heading} onClose={onClose} width={500}>
      <ZonePicker
        scene={scene}
        label={heading}
        action={say(what === 'move' ? 'diagram.move.do' : 'diagram.connect.next')}
        options={options}
        stepsFor={steps}
        preview={preview}
        onPick={onPick}
      />
    </Dialog>
  )
}
