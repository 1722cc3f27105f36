/** Two states as pictures in which everything stands in the same place. */
import { useMemo } from 'react'
import type { View } from '../../api/project'
import { firstLayout, useLayout } from '../data/use-layout'
import { useDiagramData, type DiagramData } from '../data/use-diagram-data'
import type { Progress } from '../data/sources'
import { completed } from '../layout/settle'
import type { Scene } from '../model'
import { sceneDiff, type Mark } from '../scene-diff'
import { usePicture, type Picture } from '../view/picture'
import { collapsedAtFirst, noFilter, revealed, visible } from '../visible'
import { differences, type Difference } from './differences'

/** What is known of two states. */
export interface Comparison {
  list: readonly Difference[]
  before: Picture
  after: Picture
  /** What is in either of the two, in one picture. */
  both: Picture
}

const nothing: Scene = { zones: new Map(), conduits: new Map(), channels: new Map(), assets: new Map(), unplaced: [], awaited: 0 }
/** Zones are opened for so many differences; beyond that a picture of all of them would say nothing. */
const opened = 80

/** Loads both states and compares them. */
export function useComparison(
  before: View,
  after: View,
): { comparison: Comparison | null; error: Error | null; progress: Progress | null } {
  const a = whole(useDiagramData(before))
  const b = whole(useDiagramData(after))
  const { layout } = useLayout(after.project, firstLayout, false, after.key)
  const ready = a.scene !== null && b.scene !== null && layout !== undefined
  const compared = useMemo(() => {
    if (!a.scene || !b.scene) return null
    const diff = sceneDiff(a.scene, b.scene)
    const list = differences(a.scene, b.scene, diff)
    let collapsed: ReadonlySet<string> = collapsedAtFirst(diff.both)
    for (const d of list.slice(0, opened)) collapsed = revealed(diff.both, collapsed, d.key)
    return { diff, list, collapsed }
  }, [a.scene, b.scene])
  const places = useMemo(() => {
    if (!compared || layout === undefined) return null
    return completed(compared.diff.both, layout, visible(compared.diff.both, compared.collapsed, noFilter))
  }, [compared, layout])
  const collapsed = compared?.collapsed ?? none
  const earlier = useOne(a.scene, collapsed, places, compared?.diff.marks, hiddenBefore)
  const later = useOne(b.scene, collapsed, places, compared?.diff.marks, hiddenAfter)
  const both = useOne(compared?.diff.both ?? null, collapsed, places, compared?.diff.marks, null)
  const comparison = useMemo(
    () => (ready && compared && places ? { list: compared.list, before: earlier, after: later, both } : null),
    [ready, compared, places, earlier, later, both],
  )
  return { comparison, error: a.error ?? b.error, progress: a.progress ?? b.progress }
}

/** Nothing is compared before all of it is there. */
const whole = (data: DiagramData): DiagramData => (data.scene && data.scene.awaited > 0 ? { ...data, scene: null } : data)

const none: ReadonlySet<string> = new Set()
const hiddenBefore: Mark = '+'
const hiddenAfter: Mark = '-'

function useOne(
  scene: Scene | null,
  collapsed: ReadonlySet<string>,
  places: ReturnType<typeof completed> | null,
  marks: ReadonlyMap<string, Mark> | undefined,
  without: Mark | null,
): Picture {
  const known = scene ?? nothing
  const seen = useMemo(() => visible(known, collapsed, noFilter), [known, collapsed])
  const shown = useMemo(() => new Map([...(marks ?? [])].filter(([, m]) => m !== without)), [marks, without])
  return usePicture(known, seen, places, null, shown, false)
}
