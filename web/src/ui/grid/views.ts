/** Named views of a grid: which columns, which filter, which order. */
import { isColumnLayout, type ColumnLayout } from './layout'
import type { SortBy } from './sort'

export interface GridView {
  name: string
  layout: ColumnLayout
  filter: string
  /** Texts above columns. */
  quick: Record<string, string>
  sort: SortBy[]
}

/** Whether something read from storage is a view of this version. */
export function isGridView(x: unknown): x is GridView {
  const v = x as Partial<GridView> | null
  if (
    typeof v !== 'object' ||
    v === null ||
    typeof v.name !== 'string' ||
    typeof v.filter !== 'string' ||
    !isColumnLayout(v.layout)
  )
    return false
  if (typeof v.quick !== 'object' || v.quick === null || !Object.values(v.quick).every((t) => typeof t === 'string')) return false
  return (
    Array.isArray(v.sort) &&
    v.sort.every((s: Partial<SortBy>) => typeof s.column === 'string' && typeof s.descending === 'boolean')
  )
}

/** The views with one put in or replaced, by name. */
export const withView = (views: readonly GridView[], view: GridView): GridView[] =>
  [...views.filter((v) => v.name !== view.name), view].sort((a, b) => a.name.localeCompare(b.name))

/** Sorting and quick filters as they stand in an address: "firmware" or "-firmware,title"; "criticality:high|function:PLC". */
export const formatSort = (by: readonly SortBy[]): string => by.map((s) => (s.descending ? '-' : '') + s.column).join(',')
export const parseSort = (text: string | undefined): SortBy[] =>
  (text ?? '')
    .split(',')
    .filter((part) => part.replace('-', '') !== '')
    .map((part) => (part.startsWith('-') ? { column: part.slice(1), descending: true } : { column: part, descending: false }))

const escape = (t: string) => t.replace(/[\\|:]/g, '\\$&')

export const formatQuick = (quick: Readonly<Record<string, string>>): string =>
  Object.keys(quick)
    .sort()
    .filter((id) => quick[id] !== '')
    .map((id) => `${escape(id)}:${escape(quick[id] ?? '')}`)
    .join('|')

export function parseQuick(text: string | undefined): Record<string, string> {
  const out: Record<string, string> = {}
  if (!text) return out
  const unescape = (t: string) => t.replace(/\\(.)/gs, '$1')
  for (const part of text.match(/(?:\\.|[^|\\])+/gs) ?? []) {
    const found = /^((?:\\.|[^:\\])+):(.*)$/s.exec(part)
    if (found) out[unescape(found[1] ?? '')] = unescape(found[2] ?? '')
  }
  return out
}
