/** Columns that nobody writes: levels, suspect links and findings, computed by the server. */
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
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

/** Answers for the computed columns that are shown; nothing is asked for those that are not. */
export function useComputed(view: View, kind: string, columns: readonly GridColumn[]): Computed {
  const shown = new Set(columns.map((c) => c.id))
  const wants = (...names: ComputedName[]) => names.some((n) => shown.has(computedColumn(n)))
  const { data: levels } = useQuery({ ...levelsQuery(view), enabled: wants('achieved', 'capability', 'gap') })
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
    for (const c of kind === 'asset' ? (levels?.assets ?? []) : kind === 'product' ? (levels?.products ?? []) : [])
      put('capability', c.key, c.capability)
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
  }, [levels, suspects, check, kind])
}
