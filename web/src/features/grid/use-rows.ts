/**
 * The items of a kind in memory: they come page by page, and after a commit
 * only what it touched is read again.
 */
import { useCallback, useEffect, useRef, useState } from 'react'
import { api, call, read } from '../../api/client'
import { asProblem, type ApiProblem } from '../../api/problem'
import type { View } from '../../api/project'
import { touched, type Op } from '../../domain/op'
import { pause } from '../../lib/backoff'
import { allOf } from '../../ui/grid/quick-filter'
import { RowTable, type RowItem } from '../../ui/grid/row-table'

/** The first page is small, so that something is there at once; the others are large. */
const firstPage = 300
const nextPage = 1200
/** More commits or items than this are read as a whole. */
const mostCommits = 20
const mostItems = 900
const keysAtOnce = 250

export interface Rows {
  table: RowTable
  /** The commit the rows are from; 0 before the first page. */
  readAt: number
  version: number
  loading: boolean
  problem: ApiProblem | null
}

interface Question {
  view: View
  kind: string
  filter: string
  head: number
}

/** Loads and keeps the rows of a question. */
export function useRows({ view, kind, filter, head }: Question): Rows & { reload: () => void } {
  const [rows, setRows] = useState<Rows>(() => ({ table: new RowTable(), readAt: 0, version: 0, loading: true, problem: null }))
  const [again, setAgain] = useState(0)
  const table = useRef(rows.table)
  const readAt = useRef(0)
  const began = useRef(false)
  const busy = useRef<Promise<void>>(Promise.resolve())
  const question = JSON.stringify([view.project, view.query, kind, filter, again])

  useEffect(() => {
    const stop = new AbortController()
    const fresh = new RowTable()
    let pages = 0
    const show = (more: Partial<Rows>) => !stop.signal.aborted && setRows((r) => ({ ...r, ...more, version: r.version + 1 }))
    const load = async () => {
      // Who is still typing a filter does not want every letter of it.
      if (began.current) await pause(250, stop.signal)
      began.current = true
      let cursor: string | undefined
      show({ loading: true, problem: null })
      do {
        const page = await read(
          () =>
            api.GET('/api/v1/projects/{project}/items', {
              params: {
                path: { project: view.project },
                query: {
                  ...view.query,
                  kind: [kind],
                  filter: filter || undefined,
                  limit: pages === 0 ? firstPage : nextPage,
                  cursor,
                },
              },
              signal: stop.signal,
            }),
          { signal: stop.signal },
        )
        if (stop.signal.aborted) return
        fresh.put(page.items as RowItem[])
        if (pages++ === 0) table.current = fresh
        readAt.current = page.state.commit
        cursor = page.next === '' ? undefined : page.next
        show({ table: fresh, readAt: page.state.commit, loading: cursor !== undefined, problem: null })
      } while (cursor !== undefined)
    }
    readAt.current = 0
    busy.current = load().catch((error: unknown) => {
      if (!stop.signal.aborted) show({ loading: false, problem: asProblem(error) })
    })
    return () => stop.abort()
  }, [question]) // eslint-disable-line react-hooks/exhaustive-deps -- the question says it all

  useEffect(() => {
    if (view.at.kind !== 'head') return
    const stop = new AbortController()
    const follow = async () => {
      await busy.current
      if (stop.signal.aborted || readAt.current === 0 || head <= readAt.current) return
      const keys = await touchedSince(view.project, readAt.current, head, stop.signal)
      if (stop.signal.aborted) return
      if (!keys || keys.length > mostItems) return setAgain((n) => n + 1)
      const { items, commit } = await readKeys(view, kind, filter, keys, stop.signal)
      if (stop.signal.aborted) return
      const found = new Set(items.map((i) => i.key))
      table.current.put(items)
      table.current.remove(new Set(keys.filter((k) => !found.has(k))))
      readAt.current = Math.max(commit, head)
      setRows((r) => ({ ...r, table: table.current, readAt: readAt.current, version: r.version + 1 }))
    }
    follow().catch((error: unknown) => {
      if (!stop.signal.aborted && asProblem(error).kind !== 'lost') setAgain((n) => n + 1)
    })
    return () => stop.abort()
  }, [head, question]) // eslint-disable-line react-hooks/exhaustive-deps

  return { ...rows, reload: useCallback(() => setAgain((n) => n + 1), []) }
}

/** Keys of the items that commits changed; null if that is not known or too much. */
async function touchedSince(project: string, from: number, to: number, signal: AbortSignal): Promise<string[] | null> {
  if (to - from > mostCommits) return null
  const keys = new Set<string>()
  for (let number = from + 1; number <= to; number++) {
    const commit = await read(
      () => api.GET('/api/v1/projects/{project}/commits/{number}', { params: { path: { project, number } }, signal }),
      { signal },
    )
    for (const op of commit.operations) {
      const named = touched([op as Op])
      if (named.size === 0) return null
      for (const key of named) {
        if (!/^[A-Z]{3}-\d+$/.test(key)) return null
        keys.add(key)
      }
    }
  }
  return [...keys]
}

async function readKeys(
  view: View,
  kind: string,
  filter: string,
  keys: readonly string[],
  signal: AbortSignal,
): Promise<{ items: RowItem[]; commit: number }> {
  const items: RowItem[] = []
  let commit = 0
  for (let i = 0; i < keys.length; i += keysAtOnce) {
    const list = keys.slice(i, i + keysAtOnce).map((k) => `"${k}"`)
    const page = await call(() =>
      api.GET('/api/v1/projects/{project}/items', {
        params: {
          path: { project: view.project },
          query: { ...view.query, kind: [kind], filter: allOf([`key in [${list.join(',')}]`, filter]), limit: keysAtOnce },
        },
        signal,
      }),
    )
    items.push(...(page.items as RowItem[]))
    commit = page.state.commit
  }
  return { items, commit }
}
