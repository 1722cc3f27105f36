import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useProject } from '../../api/project'
import { gapsQuery } from '../../api/queries'
import { allItemsQuery, evidenceFilesQuery } from '../../api/test-queries'
import { caseLines, type CaseLine } from './cases'

const caseKinds = ['test case', 'test run', 'evidence'] as const

/** All test cases with their runs, evidence and what they hold down. */
export function useCases(): { lines: readonly CaseLine[]; loaded: boolean; error: unknown; today: string; retry: () => void } {
  const { view, head } = useProject()
  const items = useQuery(allItemsQuery(view, caseKinds, { suspect: true }))
  const gaps = useQuery(gapsQuery(view))
  const files = useQuery(evidenceFilesQuery(view))
  const today = gaps.data?.state.date ?? head.date
  const lines = useMemo(() => {
    const of = (kind: string) => (items.data ?? []).filter((i) => i.kind === kind)
    return caseLines({
      cases: of('test case'),
      runs: of('test run'),
      evidence: of('evidence'),
      gaps: gaps.data?.gaps ?? [],
      broken: new Set((files.data ?? []).filter((f) => f.file_state !== 'present').map((f) => f.digest)),
      today,
    })
  }, [items.data, gaps.data, files.data, today])
  return {
    lines,
    loaded: items.data !== undefined && gaps.data !== undefined && files.data !== undefined,
    error: items.error ?? gaps.error ?? files.error,
    today,
    retry: () => void Promise.all([items.refetch(), gaps.refetch(), files.refetch()]),
  }
}
