/** Columns that nobody writes: levels, suspect links and findings, computed by the server. */
import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { api, read } from '../../api/client'
import type { PlaceLevels } from '../../api/documents'
import type { View } from '../../api/project'
import { findingsQuery, levelsQuery, suspectLinksQuery } from '../../api/queries'
import type { CellValue, GridColumn } from '../../ui/grid/column'

export const computedNames = ['achieved', 'capability', 'gap', 'suspects', 'findings'] as const
export type ComputedName = (typeof computedNames)[number]

/** How a computed column is called; no property begins so. */
export const computedColumn = (name: ComputedName): string => `∑ ${name}`

const places = new Set(['zone', 'conduit'])
const components = new Set(['asset', 'product'])

/** The computed columns that a kind has. */
export function computedOf(kind: string): readonly ComputedName[] {
  if (places.has(kind)) return computedNames
  return components.has(kind) ? ['capability', 'suspects', 'findings'] : ['suspects', 'findings']
}

export interface Computed {
  value: (column: string, key: string) => CellValue
  /** All levels of a zone or conduit, to draw them in one glyph. */
  place: (key: string) => PlaceLevels | undefined
  /** Rises when answers come. */
  version: object
}

type Capabilities = ReadonlyMap<string, readonly number[]>

/** So many assets or products are asked for at once. */
const keysAtOnce = 500

/** SL-C of assets or products, some hundred at a time; what was known stays until the new answer is there. */
function useCapabilities(view: View, keys: readonly string[], whole: boolean): Capabilities {
  const [known, setKnown] = useState<Capabilities>(new Map())
  const question = whole && keys.length > 0 ? `${view.project} ${view.key} ${keys.length} ${keys[0]} ${keys.at(-1)}` : ''
  useEffect(() => {
    if (question === '') return
    const stop = new AbortController()
    const load = async () => {
      const found = new Map<string, readonly number[]>()
      for (let i = 0; i < keys.length; i += keysAtOnce) {
        const query = { ...view.query, item: keys.slice(i, i + keysAtOnce) }
        const answer = await read(
          () =>
            api.GET('/api/v1/projects/{project}/levels', {
              params: { path: { project: view.project }, query },
              signal: stop.signal,
            }),
          { signal: stop.signal },
        )
        for (const c of [...(answer.assets ?? []), ...(answer.products ?? [])]) found.set(c.key, c.capability)
        if (!stop.signal.aborted) setKnown((before) => new Map([...before, ...found]))
      }
    }
    load().catch(() => undefined) // the column stays empty, the rest of the grid does not depend on it
    return () => stop.abort()
  }, [question]) // eslint-disable-line react-hooks/exhaustive-deps -- the question says it all
  return known
}

interface ComputedParts {
  view: View
  kind: string
  columns: readonly GridColumn[]
  /** Keys of all items, once they are there. */
  keys: readonly string[]
  whole: boolean
}

/** Answers for the computed columns that are shown; nothing is asked for those that are not. */
export function useComputed({ view, kind, columns, keys, whole }: ComputedParts): Computed {
  const shown = new Set(columns.map((c) => c.id))
  const wants = (...names: ComputedName[]) => names.some((n) => shown.has(computedColumn(n)))
  const { data: levels } = useQuery({ ...levelsQuery(view), enabled: places.has(kind) && wants('achieved', 'capability', 'gap') })
  const capabilities = useCapabilities(view, keys, whole && components.has(kind) && wants('capability'))
  const { data: suspects } = useQuery({ ...suspectLinksQuery(view), enabled: wants('suspects') })
  const { data: check } = useQuery({ ...findingsQuery(view), enabled: wants('findings') })
  return useMemo(() => {
    const tables = new Map<string, Map<string, CellValue>>()
    const put = (name: ComputedName, key: string, value: CellValue) => {
      const id = computedColumn(name)
      const table = tables.get(id) ?? new Map<string, CellValue>()
      tables.set(id, table)
      table.set(key, value)
    }
    const byPlace = new Map<string, PlaceLevels>()
    if (levels && places.has(kind))
      for (const p of levels.places) {
        byPlace.set(p.key, p)
        put('achieved', p.key, p.achieved)
        put('capability', p.key, p.capability)
        if (p.gap.some((g) => g > 0)) put('gap', p.key, p.gap)
      }
    for (const [key, capability] of capabilities) put('capability', key, [...capability])
    const count = (name: ComputedName, keys: Iterable<string>) => {
      const sums = new Map<string, number>()
      for (const key of keys) sums.set(key, (sums.get(key) ?? 0) + 1)
      for (const [key, sum] of sums) put(name, key, sum)
    }
    count(
      'suspects',
      (suspects?.links ?? []).map((l) => l.from),
    )
    // A finding counts once for each item it names, unless somebody lives with it.
    count('findings', (check?.findings ?? []).filter((f) => !f.accepted).flatMap((f) => [...new Set(f.subjects)])) // prettier-ignore
    return {
      value: (column, key) => tables.get(column)?.get(key),
      place: (key) => byPlace.get(key),
      version: tables,
    }
  }, [levels, capabilities, suspects, check, kind])
}
