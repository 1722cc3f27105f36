import { useMemo } from 'react'
import { api, call } from '../../api/client'
import { edit, outbox } from '../../api/editing'
import { useProject } from '../../api/project'
import type { DiagramActions } from '../../diagram/actions'
import type { StoredBox } from '../../diagram/layout/stored'
import type { Scene } from '../../diagram/model'
import { assetSteps, channelSteps, connectSteps, moveAllSteps, zoneSteps, type NewZone } from '../../diagram/steps'
import { useSay } from '../../diagram/words'
import type { ItemLike, Op } from '../../domain/op'
import { say as toast } from '../../ui/toast'

/** What the screen does beside the deeds of the diagram. */
export interface ZoneActions extends DiagramActions {
  /** Makes a zone where it was drawn. */
  drawZone: (zone: NewZone, box: StoredBox) => void
}

interface Parts {
  scene: Scene | null
  items: readonly ItemLike[]
  /** Told of each edit that goes to the record, and when it is there. */
  onEdit: (id: string) => void
  onRecorded: (id: string, commit: number) => void
  /** Takes the last deed back. */
  onUndo: () => void
  /** A new item has its key: its box goes where it was drawn. */
  onPlaced: (key: string, box: StoredBox) => void
}

/** What the diagram does, as steps that go to the record. Every deed can be taken back where it is announced. */
export function useDiagramActions({ scene, items, onEdit, onRecorded, onUndo, onPlaced }: Parts): ZoneActions {
  const say = useSay()
  const { project, head, view } = useProject()
  return useMemo(() => {
    const write = (ops: Op[], done: string, placed?: StoredBox) => {
      if (ops.length === 0) return
      const made = edit(project.key, head.commit, ops, items, 'diagram')
      onEdit(made.id)
      void outbox.recorded(made.id).then((r) => {
        if (r) onRecorded(made.id, r.commit)
        const key = r?.given?.find((g) => g.ref === '$zone')?.key
        if (key && placed) onPlaced(key, placed)
      })
      toast(done, { label: say('diagram.undo'), run: onUndo })
    }
    const named = (key: string) => scene?.zones.get(key)?.title ?? scene?.assets.get(key)?.title ?? key
    return {
      preview: (ops, signal) =>
        call(() =>
          api.POST('/api/v1/projects/{project}/what-if', {
            params: { path: { project: project.key }, query: view.query },
            body: { ops: [...ops] },
            signal,
          }),
        ),
      move: (keys, to) => {
        if (!scene) return
        const what = keys.length === 1 ? (keys[0] ?? '') : say('diagram.things', { count: keys.length })
        write(
          moveAllSteps(scene, keys, to),
          to === null ? say('diagram.moved.out', { key: what }) : say('diagram.moved', { key: what, zone: named(to) }),
        )
      },
      connect: (zones, conduit, channel) => {
        const made = 'title' in conduit
        const ops = made ? connectSteps(zones, conduit.title) : []
        if (channel) ops.push(...channelSteps(channel, made ? '$conduit' : conduit.key))
        const [a, b] = [named(zones[0] ?? ''), named(zones[1] ?? '')]
        write(ops, made ? say('diagram.connected', { a, b }) : say('diagram.added', { title: channel?.title ?? '' }))
      },
      addZone: (zone) => write(zoneSteps(zone), say('diagram.added', { title: zone.title })),
      drawZone: (zone, box) => write(zoneSteps(zone), say('diagram.added', { title: zone.title }), box),
      addAsset: (asset) => write(assetSteps(asset), say('diagram.added', { title: asset.title })),
      rename: (key, title) => write([{ op: 'set', key, title }], say('diagram.renamed', { key })),
      retire: (keys) =>
        write(
          keys.map((key): Op => ({ op: 'retire', key })),
          say('diagram.retired', { key: keys.length === 1 ? (keys[0] ?? '') : say('diagram.things', { count: keys.length }) }),
        ),
    }
  }, [scene, items, project.key, head.commit, view, say, onEdit, onRecorded, onUndo, onPlaced])
}
