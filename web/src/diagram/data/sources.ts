/** The answers of the API that a diagram is made of. Large ones come in pages and are read aside. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { api, read } from '../../api/client'
import type { View } from '../../api/project'
import type { ItemLike } from '../../domain/op'
import { createStore } from '../../lib/store'
import type { SourceFinding, SourceLevels, Sources } from '../model'
import { listIn } from './parse'

/** An item of the picture, as steps can be applied to it. */
export type DiagramItem = ItemLike & { kind: string }

/** How far the loading of a picture has come. */
export interface Progress {
  done: number
  all: number
}

/** Loading that is under way, by project. */
export const loading = createStore<Readonly<Record<string, Progress>>>({})

const frameKinds = ['zone', 'conduit', 'channel']
const kinds = [...frameKinds, 'asset']
/** Small enough that the first drawing never waits long for one. */
const pageSize = 4_000
/** More changes than this are not worth asking for one by one. */
const fewChanges = 60

interface Loaded {
  items: DiagramItem[]
  commit: number
}

interface Question {
  view: View
  counts: Record<string, number>
}

/** The last load of each project: the next needs only what has changed since. */
const before = new Map<string, Loaded>()

/** Whether what changed since the last load is enough to show the newest state. */
export const isLoaded = (view: View): boolean => view.at.kind === 'head' && before.has(view.project)

/** All items of a picture, with how far it is told on the way. */
async function allItems({ view, counts }: Question, signal: AbortSignal): Promise<Loaded> {
  const old = before.get(view.project)
  const next = (old && (await onlyChanged(old, view, signal).catch(() => null))) ?? (await everyItem(view, counts, signal))
  if (view.at.kind === 'head') before.set(view.project, next)
  return next
}

/** Up to so many items a picture is loaded at once; a larger one shows its zones and conduits before its assets. */
export const largePicture = 2_000

/** Whether a picture is drawn before its assets are there. */
export const isLarge = (counts: Record<string, number>): boolean => kinds.reduce((n, k) => n + (counts[k] ?? 0), 0) > largePicture

/** Reads all items of some kinds, page by page; told hears how many have come. */
async function everyPage(view: View, of: typeof kinds, signal: AbortSignal, told: (done: number) => void): Promise<Loaded> {
  const items: DiagramItem[] = []
  let cursor: string | undefined
  for (;;) {
    const bytes = await read(() =>
      api.GET('/api/v1/projects/{project}/items', {
        params: { path: { project: view.project }, query: { ...view.query, kind: of, limit: pageSize, cursor } },
        parseAs: 'arrayBuffer',
        signal,
      }),
    )
    const page = await listIn<DiagramItem, { next: string; state: { commit: number } }>(bytes, 'items')
    for (const item of page.entries) items.push(item)
    if (page.rest.next === '') return { items, commit: page.rest.state.commit }
    cursor = page.rest.next
    told(items.length)
  }
}

async function everyItem(view: View, counts: Record<string, number>, signal: AbortSignal): Promise<Loaded> {
  const all = kinds.reduce((n, k) => n + (counts[k] ?? 0), 0)
  const told = (done: number) => loading.set((l) => ({ ...l, [view.project]: { done, all: Math.max(all, done) } }))
  try {
    return await everyPage(view, kinds, signal, told)
  } finally {
    loading.set((l) => Object.fromEntries(Object.entries(l).filter(([p]) => p !== view.project)))
  }
}

/** The same items with what changed since; null if that is not to be had cheaply. */
async function onlyChanged(old: Loaded, view: View, signal: AbortSignal): Promise<Loaded | null> {
  const head = /^head (\d+)/.exec(view.key)?.[1]
  if (view.at.kind !== 'head' || head === undefined || Number(head) < old.commit || old.items.length <= largePicture) return null
  if (Number(head) === old.commit) return old
  const diff = await read(() =>
    api.GET('/api/v1/projects/{project}/diff', {
      params: { path: { project: view.project }, query: { from: String(old.commit), at: head } },
      signal,
    }),
  )
  if (diff.items.length > fewChanges) return null
  const fresh = new Map<string, DiagramItem>()
  const prefix = (k: string) => k.split('-')[0] ?? ''
  const shown = new Set(old.items.map((i) => prefix(i.key)))
  for (const change of diff.items.filter((c) => shown.has(prefix(c.key)))) {
    const item = await read(() =>
      api.GET('/api/v1/projects/{project}/items/{key}', {
        params: { path: { project: view.project, key: change.key }, query: { at: head } },
        signal,
      }),
    )
    fresh.set(change.key, item as unknown as DiagramItem)
  }
  const items = old.items.map((i) => fresh.get(i.key) ?? i)
  const known = new Set(old.items.map((i) => i.key))
  for (const [key, item] of fresh) if (!known.has(key)) items.push(item)
  return { items: items.filter((i) => !(i as { retired?: boolean }).retired), commit: Number(head) }
}

const ofState = { staleTime: Infinity, placeholderData: keepPreviousData, structuralSharing: false }
const key = (view: View, what: string) => ['project', view.project, 'state', view.key, 'diagram', what]

/** Zones, conduits, channels and assets of a state. */
export const diagramItemsQuery = (view: View, counts: Record<string, number>) =>
  queryOptions({
    ...ofState,
    queryKey: key(view, 'items'),
    queryFn: ({ signal }) => allItems({ view, counts }, signal),
  })

/** Zones, conduits and channels of a state: what a large picture begins with. */
export const diagramFrameQuery = (view: View) =>
  queryOptions({
    ...ofState,
    placeholderData: undefined,
    queryKey: key(view, 'frame'),
    queryFn: ({ signal }) => everyPage(view, frameKinds, signal, () => undefined),
  })

/** Findings of a state, read aside: a large plant has very many. */
export const diagramFindingsQuery = (view: View) =>
  queryOptions({
    ...ofState,
    queryKey: key(view, 'findings'),
    queryFn: async ({ signal }): Promise<SourceFinding[]> => {
      const bytes = await read(() =>
        api.GET('/api/v1/projects/{project}/findings', {
          params: { path: { project: view.project }, query: view.query },
          parseAs: 'arrayBuffer',
          signal,
        }),
      )
      return (await listIn<SourceFinding, unknown>(bytes, 'findings')).entries
    },
  })

/** Levels of all places of a state. */
export const diagramLevelsQuery = (view: View) =>
  queryOptions({
    ...ofState,
    queryKey: key(view, 'levels'),
    queryFn: async ({ signal }): Promise<SourceLevels[]> => {
      const bytes = await read(() =>
        api.GET('/api/v1/projects/{project}/levels', {
          params: { path: { project: view.project }, query: view.query },
          parseAs: 'arrayBuffer',
          signal,
        }),
      )
      return (await listIn<SourceLevels, unknown>(bytes, 'places')).entries
    },
  })

/** Suspect links of a state. */
export const diagramSuspectsQuery = (view: View) =>
  queryOptions({
    ...ofState,
    queryKey: key(view, 'suspects'),
    queryFn: async ({ signal }): Promise<Sources['suspects']> => {
      const bytes = await read(() =>
        api.GET('/api/v1/projects/{project}/links/suspect', {
          params: { path: { project: view.project }, query: view.query },
          parseAs: 'arrayBuffer',
          signal,
        }),
      )
      return (await listIn<Sources['suspects'][number], unknown>(bytes, 'links')).entries
    },
  })
