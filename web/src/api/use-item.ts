import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { pendingOf, withPending } from '../domain/pending'
import { useStore } from '../lib/use-store'
import { outbox } from './editing'
import type { View } from './project'
import { itemQuery } from './queries'

/** An item as it will be once the edits of the user are recorded. pending says whether any are not. */
export function useItem(view: View, key: string) {
  const query = useQuery(itemQuery(view, key))
  const edits = useStore(outbox.list)
  const item = useMemo(() => {
    const mine = edits.filter((e) => e.project === view.project)
    return query.data && view.at.kind === 'head' ? withPending(query.data, query.data.state.commit, mine) : query.data
  }, [query.data, edits, view])
  const pending = useMemo(
    () =>
      pendingOf(
        edits.filter((e) => e.project === view.project),
        key,
      ),
    [edits, view.project, key],
  )
  return { item, pending, error: query.error, isPending: query.isPending, refetch: query.refetch }
}
