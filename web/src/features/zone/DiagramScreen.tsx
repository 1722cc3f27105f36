import { useEffect, useState } from 'react'
import { useProject } from '../../api/project'
import { useDiagramData } from '../../diagram/data/use-diagram-data'
import { firstLayout, useLayout, type LayoutInUse } from '../../diagram/data/use-layout'
import { manyZones, tidyAside } from '../../diagram/layout/tidier'
import type { Scene } from '../../diagram/model'
import { collapsedAtFirst } from '../../diagram/visible'
import { useSay } from '../../diagram/words'
import { Button } from '../../ui/Button'
import { Later } from '../../ui/Later'
import { useProjectAddress } from '../../ui/navigation'
import { Empty } from '../../ui/Notice'
import { Problem } from '../../ui/Problem'
import { AddDialog } from './AddDialog'
import { Diagram } from './Diagram'
import css from './Diagram.module.css'
import { useDeeds } from './use-deeds'
import { useDiagramActions } from './use-actions'
import { useStable } from './use-stable'

/** The zones, conduits and assets of a state as a picture that can be drawn in. */
export function DiagramScreen() {
  const say = useSay()
  const { view, can } = useProject()
  const [address] = useProjectAddress()
  const { scene, items, error, progress } = useDiagramData(view)
  const name = address.view['layout'] || firstLayout
  const use = useLayout(view.project, name, can('write model') && view.at.kind === 'head', view.key)
  const arranged = useArranged(scene, use)
  const deeds = useDeeds(view.project, use.layout, use.set)
  const undo = useStable(() => void deeds.undo())
  const onEdit = useStable((id: string) => deeds.edited(id))
  const onRecorded = useStable((id: string, commit: number) => deeds.recorded(id, commit))
  const onPlaced = useStable((key: string, box: NonNullable<typeof use.layout>['boxes'][string]) => {
    if (use.layout) use.set({ ...use.layout, boxes: { ...use.layout.boxes, [key]: box } })
  })
  const actions = useDiagramActions({ scene, items, onEdit, onRecorded, onUndo: undo, onPlaced })
  if (error && !scene) return <Problem error={error} />
  if (!scene || use.layout === undefined || !arranged)
    return (
      <Later>
        <p className={css.loading} role="status">
          {progress ? say('diagram.loading.count', { done: progress.done, all: progress.all }) : say('diagram.loading')}
        </p>
      </Later>
    )
  if (scene.zones.size === 0) return <NoZones scene={scene} actions={can('write model') ? actions : null} />
  return (
    <Diagram
      key={name}
      scene={scene}
      actions={actions}
      deeds={deeds}
      editable={can('write model')}
      arrangeable={view.at.kind === 'head'}
      layoutName={name}
      use={use}
      progress={progress}
    />
  )
}

/** Whether there is something to show: a large plant without a layout is arranged first, aside. */
function useArranged(scene: Scene | null, use: LayoutInUse): boolean {
  const { layout, settle } = use
  const missing = scene !== null && layout === null && scene.zones.size > manyZones
  useEffect(() => {
    if (!missing || !scene) return
    const stop = new AbortController()
    const collapsed = collapsedAtFirst(scene)
    tidyAside(scene, (zone) => !collapsed.has(zone), stop.signal).then(settle, () => undefined)
    return () => stop.abort()
  }, [missing, scene, settle])
  return !missing
}

function NoZones({ scene, actions }: { scene: Scene; actions: ReturnType<typeof useDiagramActions> | null }) {
  const say = useSay()
  const [adding, setAdding] = useState(false)
  return (
    <>
      <Empty actions={actions && <Button onClick={() => setAdding(true)}>{say('diagram.add.zone')}</Button>}>
        {say('diagram.empty')}
      </Empty>
      {adding && actions && <AddDialog scene={scene} within={null} actions={actions} onClose={() => setAdding(false)} />}
    </>
  )
}
