import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { ItemSeen } from '../../api/documents'
import { allItemsQuery } from '../../api/place-queries'
import { useProject } from '../../api/project'
import { levelsQuery, placeTraceQuery } from '../../api/queries'
import { compareKeys } from '../../domain/key'

/** An item of a list, as far as the page shows it. */
export interface Part {
  key: string
  title: string
  properties: Record<string, unknown>
  links: readonly { verb: string; to: string; title: string }[]
}

/** What a zone or conduit is made of and what bears on it. */
export interface PlaceParts {
  assets: readonly Part[]
  conduits: readonly string[]
  subzones: readonly string[]
  channels: readonly Part[]
  /** The filter expression that finds the channels. */
  channelFilter: string
  risks: readonly Part[]
  functions: readonly Part[]
  /** Countermeasures that stand here or hold a row of the place. */
  measures: readonly Part[]
  /** Allocations of the place by key. */
  allocations: ReadonlyMap<string, string>
  /** Keys of the place and of everything in it. */
  members: ReadonlySet<string>
  loaded: boolean
  error: unknown
}

const asParts = (items: { key: string; title: string; properties: unknown; links: Part['links'] }[] | undefined): Part[] =>
  ((items ?? []) as Part[]).slice().sort((a, b) => compareKeys(a.key, b.key))

const to = (p: Part, verb: string) => p.links.filter((l) => l.verb === verb).map((l) => l.to)

/** The filter expression that finds the assets of a place. */
export const assetsIn = (place: string): string => `linked("in", "${place}")`

/** Reads the parts of a place. */
export function usePlaceParts(item: ItemSeen | undefined): PlaceParts {
  const { view } = useProject()
  const key = item?.key ?? ''
  const on = item !== undefined
  const conduits = useMemo(
    () => (item?.linked_from.filter((l) => l.verb === 'connects').map((l) => l.from) ?? []).sort(compareKeys),
    [item],
  )
  const runs = useMemo(() => (item?.kind === 'conduit' ? [key] : conduits), [item?.kind, key, conduits])
  const channelFilter = [
    ...runs.map((c) => `linked("via", "${c}")`),
    ...(item?.kind === 'zone' ? [`linked("from", "${key}")`, `linked("to", "${key}")`] : []),
  ].join(' or ')
  const assets = useQuery({ ...allItemsQuery(view, 'asset', assetsIn(key)), enabled: on })
  const channels = useQuery({ ...allItemsQuery(view, 'channel', channelFilter), enabled: on && channelFilter !== '' })
  const risks = useQuery({ ...allItemsQuery(view, 'risk'), enabled: on })
  const functions = useQuery({ ...allItemsQuery(view, 'safety function'), enabled: on })
  const measures = useQuery({ ...allItemsQuery(view, 'countermeasure'), enabled: on })
  const trace = useQuery({ ...placeTraceQuery(view, key), enabled: on && !item.retired })
  return useMemo(() => {
    const own = asParts(assets.data)
    const members = new Set([key, ...own.map((a) => a.key)])
    const allocations = new Map(trace.data?.rows.flatMap((r) => (r.allocation ? [[r.allocation, r.row] as const] : [])) ?? [])
    const bears = (verb: string) => (p: Part) => to(p, verb).some((k) => members.has(k))
    const holds = (p: Part) => [...to(p, 'satisfies'), ...to(p, 'compensates')].some((k) => allocations.has(k))
    return {
      assets: own,
      conduits,
      subzones: (item?.linked_from.filter((l) => l.verb === 'within').map((l) => l.from) ?? []).sort(compareKeys),
      channelFilter,
      channels: asParts(channels.data),
      risks: asParts(risks.data).filter(bears('threatens')),
      functions: asParts(functions.data).filter(bears('performed by')),
      measures: asParts(measures.data).filter((p) => bears('deployed at')(p) || holds(p)),
      allocations,
      members,
      loaded: assets.data !== undefined && measures.data !== undefined && risks.data !== undefined,
      error: assets.error ?? channels.error ?? risks.error ?? functions.error ?? measures.error ?? trace.error,
    }
  }, [item, key, conduits, channelFilter, assets, channels, risks, functions, measures, trace])
}

/** Vectors of other places by their keys. */
export function usePlaceVectors() {
  const { view } = useProject()
  const { data } = useQuery(levelsQuery(view))
  return useMemo(() => new Map(data?.places.map((p) => [p.key, p])), [data])
}
