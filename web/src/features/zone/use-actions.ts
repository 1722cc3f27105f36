import { useMemo } from 'react'
import type { DiagramActions } from '../../diagram/actions'
import type { Scene } from '../../diagram/model'
import { assetSteps, connectSteps, moveSteps, zoneSteps } from '../../diagram/steps'
import { useSay } from '../../diagram/words'
import { api, call } from '../../api/client'
import { edit, undo } from '../../api/editing'
import { useProject } from '../../api/project'
import type { ItemLike, Op } from '../../domain/op'
import { say as toast } from '../../ui/toast'

/** What the diagram does, as steps that go to the record. Every deed can be taken back where it is announced. */
export function useDiagramActions(scene: Scene | null, items: readonly ItemLike[]): DiagramActions {
  const say = useSay()
  const { project, head, view } = useProject()
  return useMemo(() => {
    const write = (ops: Op[], done: string) => {
      if (ops.length === 0) return
      edit(project.key, head.commit, ops, items, 'diagram')
      toast(done, { label: say('diagram.undo'), run: () => void undo(project.key) })
    }
    const named = (key: string) => scene?.zones.get(key)?.title ?? key
    const move = (key: string, to: string | null) => {
      if (scene)
        write(
          moveSteps(scene, key, to),
          to === null ? say('diagram.moved.out', { key }) : say('diagram.moved', { key, zone: named(to) }),
        )
    }
    return {
      preview: (ops, signal) =>
        call(() =>
          api.POST('/api/v1/projects/{project}/what-if', {
            params: { path: { project: project.key }, query: view.query },
            body: { ops: [...ops] },
            signal,
          }),
        ),
      moveAsset: move,
      moveZone: move,
      connect: (zones, title) =>
        write(connectSteps(zones, title), say('diagram.connected', { a: named(zones[0] ?? ''), b: named(zones[1] ?? '') })),
      addZone: (zone) => write(zoneSteps(zone), say('diagram.added', { title: zone.title })),
      addAsset: (asset) => write(assetSteps(asset), say('diagram.added', { title: asset.title })),
      rename: (key, title) => write([{ op: 'set', key, title }], say('diagram.renamed', { key })),
      retire: (key) => write([{ op: 'retire', key }], say('diagram.retired', { key })),
    }
  }, [scene, items, project.key, head.commit, view, say])
}
