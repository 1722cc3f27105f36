/** The scene of a state, with the user's own edits on top. */
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { outbox } from '../../api/editing'
import { useProject, type View } from '../../api/project'
import { withPending } from '../../domain/pending'
import { touched } from '../../domain/op'
import { useStore } from '../../lib/use-store'
import { sceneOf, sceneWork, type Scene, type Sources } from '../model'
import { runSliced } from './sliced'
import {
  diagramFindingsQuery,
  diagramFrameQuery,
  diagramItemsQuery,
  diagramLevelsQuery,
  diagramSuspectsQuery,
  isLarge,
  isLoaded,
  loading,
  type DiagramItem,
  type Progress,
} from './sources'

/** What a diagram of a state is made of. */
export interface DiagramData {
  scene: Scene | null
  items: readonly DiagramItem[]
  error: Error | null
  /** How many items have come, while they come in pages. */
  progress: Progress | null
}

/** Up to this many items a scene is made at once, so that an edit shows in the same frame. */
const small = 3_000
const noCounts: Record<string, number> = {}

/** The scene of a state. It stays the same object while nothing in it changes. */
export function useDiagramData(view: View): DiagramData {
  const { project } = useProject()
  const counts = (project as { counts?: Record<string, number> }).counts ?? noCounts
  // Of a large plant zones and conduits come first, so that there is something to look at.
  const large = isLarge(counts) && !isLoaded(view)
  const frame = useQuery({ ...diagramFrameQuery(view), enabled: large })
  const rest = !large || !frame.isPending
  const found = useQuery({ ...diagramItemsQuery(view, counts), enabled: rest })
  const levels = useQuery(diagramLevelsQuery(view))
  const findings = useQuery({ ...diagramFindingsQuery(view), enabled: rest })
  const suspects = useQuery(diagramSuspectsQuery(view))
  const progress = useStore(loading)[view.project] ?? null
  const edits = useStore(outbox.list)
  const items = useMemo(() => {
    const mine = edits.filter((e) => e.project === view.project)
    if (!found.data || mine.length === 0 || view.at.kind !== 'head') return found.data?.items ?? []
    const keys = touched(mine.flatMap((e) => e.ops))
    return found.data.items.map((i) => (keys.has(i.key) ? withPending(i, found.data.commit, mine) : i))
  }, [found.data, edits, view])
  const assets = counts['asset'] ?? 0
  const sources = useMemo((): Sources | null => {
    const more = { levels: levels.data ?? [], suspects: suspects.data ?? [] }
    if (found.data) return { items, findings: findings.data ?? [], ...more }
    return frame.data ? { items: frame.data.items, findings: [], awaited: assets, ...more } : null
  }, [found.data, frame.data, items, assets, levels.data, findings.data, suspects.data])
  const known = found.data ? items : (frame.data?.items ?? items)
  return { scene: useScene(sources), items: known, error: found.error ?? levels.error, progress }
}

/** Makes a scene at once where that is quick, else in slices while the one before stays. */
function useScene(sources: Sources | null): Scene | null {
  const quick = sources !== null && sources.items.length + sources.findings.length <= small
  const now = useMemo(() => (quick && sources ? sceneOf(sources) : null), [quick, sources])
  const [slow, setSlow] = useState<Scene | null>(null)
  // What was made at once stays while a larger one is made.
  if (now !== null && slow !== now) setSlow(now)
  useEffect(() => {
    if (!sources || quick) return
    const stop = new AbortController()
    runSliced(sceneWork(sources), stop.signal).then(setSlow, () => undefined)
    return () => stop.abort()
  }, [sources, quick])
  return sources === null ? null : quick ? now : slow
}
