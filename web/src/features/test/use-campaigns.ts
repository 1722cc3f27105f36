import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useProject } from '../../api/project'
import { allItemsQuery } from '../../api/test-queries'
import { campaignsOf, type Campaign } from './campaigns'
import { useCases } from './use-tests'

/** All campaigns of the project, and the cases they are made of. */
export function useCampaigns(): ReturnType<typeof useCases> & { campaigns: readonly Campaign[] } {
  const { view } = useProject()
  const cases = useCases()
  const tasks = useQuery(allItemsQuery(view, ['task']))
  const campaigns = useMemo(() => campaignsOf(tasks.data ?? [], cases.lines), [tasks.data, cases.lines])
  return {
    ...cases,
    campaigns,
    loaded: cases.loaded && tasks.data !== undefined,
    error: cases.error ?? tasks.error,
    retry: () => {
      cases.retry()
      void tasks.refetch()
    },
  }
}
