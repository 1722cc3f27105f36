import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { outbox } from '../../api/editing'
import { useProject } from '../../api/project'
import { gapsQuery, levelsQuery } from '../../api/queries'
import { plantQuery } from '../../api/start-queries'
import { withPending } from '../../domain/pending'
import { useStore } from '../../lib/use-store'
import { plantOf } from './plant'
import { progress } from './steps'

/** How many gaps are read with their rows. */
const mostGaps = 400

/** Everything the first steps show, with the user's own edits on top. */
export function usePlant() {
  const { view } = useProject()
  const found = useQuery(plantQuery(view))
  const levels = useQuery(levelsQuery(view))
  const gaps = useQuery(gapsQuery(view, mostGaps))
  const edits = useStore(outbox.list)
  const mine = useMemo(() => edits.filter((e) => e.project === view.project), [edits, view.project])
  const plant = useMemo(() => {
    if (!found.data) return null
    const { items, commit } = found.data
    return plantOf(mine.length === 0 || view.at.kind !== 'head' ? items : items.map((i) => withPending(i, commit, mine)))
  }, [found.data, mine, view])
  const states = useMemo(() => {
    if (!plant) return null
    const summary = gaps.data?.summary
    const open = summary?.by_reason['not assessed'] ?? 0
    return progress(plant, levels.data?.places ?? [], { all: summary?.rows ?? 0, open })
  }, [plant, levels.data, gaps.data])
  return {
    plant,
    levels: levels.data,
    gaps: gaps.data,
    states,
    /** New items that are on their way and not to be seen yet. */
    coming: mine.some((e) => e.state.is !== 'recorded' && e.state.is !== 'refused' && e.ops.some((o) => o.op === 'create')),
    error: found.error ?? levels.error ?? gaps.error,
    refetch: () => void Promise.all([found.refetch(), levels.refetch(), gaps.refetch()]),
  }
}
