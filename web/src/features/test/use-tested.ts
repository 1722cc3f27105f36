import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useProject } from '../../api/project'
import { allItemsQuery } from '../../api/test-queries'
import type { Tested } from './run-draft'

/** Items of these kinds whose key is among the keys, as a filter. */
const among = (keys: readonly string[]) => `key in [${keys.map((k) => JSON.stringify(k)).join(', ')}]`

/** The most assets that are proposed; a countermeasure of a whole plant stands at more than a test looks at. */
const most = 6

/** The assets that a case is likely carried out on: those that implement or carry what it verifies. Null until they are known. */
export function useTested(verifies: readonly string[]): string[] | null {
  const { view } = useProject()
  const none = verifies.length === 0
  const items = useQuery({
    ...allItemsQuery(view, ['component requirement', 'countermeasure'], { filter: among(verifies) }),
    placeholderData: undefined,
    enabled: !none,
  })
  return useMemo(() => {
    if (none || items.error) return []
    if (!items.data) return null
    const assets = items.data.flatMap((i) =>
      i.links
        .filter((l) => (l.verb === 'implemented by' || l.verb === 'deployed at') && l.to.startsWith('AST-'))
        .map((l) => l.to),
    )
    const list = [...new Set(assets)]
    return list.length <= most ? list : []
  }, [none, items.data, items.error])
}

/** Assets with title and firmware, in the order of the keys. */
export function useAssets(keys: readonly string[]): Tested[] {
  const { view } = useProject()
  const items = useQuery({ ...allItemsQuery(view, ['asset'], { filter: among(keys) }), enabled: keys.length > 0 })
  return useMemo(() => {
    const byKey = new Map((items.data ?? []).map((i) => [i.key, i]))
    return keys.map((key) => {
      const firmware = byKey.get(key)?.properties['firmware']
      return { key, title: byKey.get(key)?.title ?? '', firmware: typeof firmware === 'string' ? firmware : '' }
    })
  }, [keys, items.data])
}
