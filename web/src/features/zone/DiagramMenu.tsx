import type { Scene } from '../../diagram/model'
import { useSay } from '../../diagram/words'
import { ContextMenu } from '../../ui/Overlay'
import { contextParts, type ContextDeeds } from './context-parts'

/** The menu of what is chosen, at the pointer or beside the box. */
export function DiagramMenu({
  scene,
  keys,
  at,
  collapsed,
  rights,
  deeds,
  onClose,
}: {
  scene: Scene
  keys: readonly string[]
  at: { x: number; y: number }
  collapsed: ReadonlySet<string>
  rights: { editable: boolean; arrangeable: boolean }
  deeds: ContextDeeds
  onClose: () => void
}) {
  const say = useSay()
  return (
    <ContextMenu
      at={at}
      label={say('diagram.menu')}
      onClose={onClose}
      parts={contextParts(scene, keys, collapsed, rights, deeds, say)}
    />
  )
}
