/** The standard: its rows, what they are for, and the words of the trade, in the language of the page. */
import { queryOptions, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { spokenNow } from '../lib/spoken'
import { useStore } from '../lib/use-store'
import { api, read } from './client'
import { useProject } from './project'
import { levelsQuery } from './queries'
import type { components } from './schema'

type Schemas = components['schemas']
export type StandardRow = Schemas['Requirement']
export type RequirementDetail = Schemas['RequirementDetail']
export type Term = Schemas['Term']

/** Asked once in each language, for they stay the same for the life of a server. */
const keyOf = (...names: string[]) => ['server', 'standard', spokenNow.get(), ...names] as const

const partsOf = (named: string) => {
  const [part = '', edition] = named.split(':')
  return { part, edition }
}

/** The rows of an edition with their FR and level; such as "62443-3-3:2013". */
export const rowsQuery = (named: string) => {
  const { part, edition } = partsOf(named)
  return queryOptions({
    queryKey: keyOf(named),
    queryFn: ({ signal }) =>
      read(() => api.GET('/api/v1/standard/{part}', { params: { path: { part }, query: { edition } }, signal })),
    staleTime: Infinity,
    enabled: part !== '',
  })
}

/** What a row is for and what convinces. */
export const requirementQuery = (named: string, code: string) => {
  const { part, edition } = partsOf(named)
  return queryOptions({
    queryKey: keyOf(named, code),
    queryFn: ({ signal }) =>
      read(() => api.GET('/api/v1/standard/{part}/{code}', { params: { path: { part, code }, query: { edition } }, signal })),
    staleTime: Infinity,
    enabled: part !== '' && code !== '',
  })
}

/** Terms with their meaning for both kinds of reader. */
export const glossaryQuery = () =>
  queryOptions({
    queryKey: keyOf('glossary'),
    queryFn: ({ signal }) => read(() => api.GET('/api/v1/glossary', { signal })),
    staleTime: Infinity,
  })

/** The language of a text where it is not that of the page: the catalogue may have it in English only. */
export const englishIn = (of: { english_only?: string[] } | undefined, text: string): 'en' | undefined =>
  of?.english_only?.includes(text) ? 'en' : undefined

/** Gives the title of a row in the language of the page; pass the one the answer has, which is English. */
export type RowTitle = (code: string, own: string) => string

const asItIs: RowTitle = (_, own) => own

/** The titles of rows by their codes. The standard as answers name it; that of the state looked at without it. */
export function useRowTitles(standard?: string): RowTitle {
  const { view } = useProject()
  const english = useStore(spokenNow) === 'en'
  const levels = useQuery({ ...levelsQuery(view), enabled: !english && standard === undefined })
  const { data } = useQuery({ ...rowsQuery(english ? '' : (standard ?? levels.data?.standard.system ?? '')) })
  return useMemo(() => {
    if (english || !data) return asItIs
    const titles = new Map(data.rows.map((r) => [r.code, r.title]))
    return (code, own) => titles.get(code) ?? own
  }, [english, data])
}
