import { useMemo } from 'react'
import type { ChainSet } from '../../api/chain-queries'
import { useProjectAddress } from '../../ui/navigation'
import type { Layer } from './cells'
import { layers, readSearch, type GroupBy, type Show } from './selection'

const shows: readonly Show[] = ['all', 'incomplete', 'suspect']

/** What is traced and shown, and how to change it. */
export interface TraceView {
  set: ChainSet
  show: Show
  layer: Layer | null
  by: GroupBy
  narrowed: boolean
  /** What stands in the box for words: a key, a row, or words. */
  words: string
  setPlace: (place: string) => void
  setFr: (fr: string) => void
  setFilter: (filter: string) => void
  setShow: (show: Show) => void
  setLayer: (layer: Layer | null) => void
  setBy: (by: GroupBy) => void
  search: (text: string) => void
  clear: () => void
}

/** What the address says of the trace, and how to change it. */
export function useTraceView(): TraceView {
  const [address, change] = useProjectAddress()
  const { view, subject } = address
  return useMemo(() => {
    const of = (name: string) => (view[name] ? [view[name]] : undefined)
    const item = view['of'] ?? subject ?? undefined
    const set: ChainSet = {
      place: of('place'),
      fr: of('fr'),
      row: of('row'),
      item: item === undefined ? undefined : [item],
      filter: view['filter'],
      q: view['q'],
    }
    const put = (more: Record<string, string>) =>
      change({ view: { ...view, ...more }, ...('of' in more ? { subject: null } : {}) }, { replace: true })
    return {
      set,
      show: shows.find((s) => s === view['show']) ?? 'all',
      layer: layers.find((l) => l === view['layer']) ?? null,
      by: view['by'] === 'row' ? 'row' : 'place',
      narrowed: Object.values(set).some((v) => v !== undefined && v !== ''),
      words: item ?? view['row'] ?? view['q'] ?? '',
      setPlace: (place: string) => put({ place }),
      setFr: (fr: string) => put({ fr }),
      setFilter: (filter: string) => put({ filter }),
      setShow: (show: Show) => put({ show: show === 'all' ? '' : show }),
      setLayer: (layer: Layer | null) => put({ layer: layer ?? '' }),
      setBy: (by: GroupBy) => put({ by: by === 'place' ? '' : by }),
      search: (text: string) => {
        const found = readSearch(text)
        put({ of: found.item ?? '', row: found.row ?? '', q: found.q ?? '' })
      },
      clear: () => put({ of: '', row: '', q: '', place: '', fr: '', filter: '', show: '', layer: '' }),
    }
  }, [view, subject, change])
}
