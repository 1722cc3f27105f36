/**
 * How screens change the record: `edit` puts steps on their way and returns at
 * once, `undo` and `redo` take commits of one's own back and bring them back.
 */
import type { QueryClient } from '@tanstack/react-query'
import { fieldOf, setFields, type FieldChanges, type ItemLike, type Op } from '../domain/op'
import type { Pending } from '../domain/pending'
import { afterCommit, afterRedo, afterUndo, isUndoStack, noUndo, type UndoStack } from '../domain/undo'
import { shelf, tabShelf } from '../lib/kept'
import { createStore } from '../lib/store'
import { api, call, write } from './client'
import type { Head, ProjectDetail } from './documents'
import { Outbox } from './outbox'
import { queryKeys } from './queries'

let queries: QueryClient | null = null

/** Gives the cache whose heads move when an edit is recorded. */
export function connectEditing(client: QueryClient): void {
  queries = client
}

/** Moves the head of a project in the cache; it never goes back. */
export function moveHead(project: string, commit: number, date?: string): void {
  queries?.setQueryData<ProjectDetail>(queryKeys.project(project), (before) => {
    if (!before || (before.head.commit >= commit && (!date || before.head.date === date))) return before
    const head: Head = { commit: Math.max(before.head.commit, commit), date: date ?? before.head.date }
    return { ...before, head }
  })
}

export const outbox = new Outbox({
  shelf,
  send: async (p) => {
    const body = { ops: p.ops, label: p.label, ...(p.expected > 0 ? { expected: p.expected } : {}) }
    // The outbox repeats by itself, so that a reload and a lost answer are one case.
    const done = await call(() =>
      api.POST('/api/v1/projects/{project}/commits', {
        params: { path: { project: p.project }, header: { 'Idempotency-Key': p.id } },
        body,
      }),
    )
    return { commit: done.commit?.number ?? done.head, head: done.head }
  },
  now: () => Date.now(),
  later: (run, ms) => void setTimeout(run, ms),
  onRecorded: (p: Pending, commit, head) => {
    moveHead(p.project, head)
    setUndo(p.project, (s) => afterCommit(s, commit))
  },
})

/** Puts steps on their way. Give the items as they were seen, for a merge. */
export function edit(project: string, expected: number, ops: Op[], items: readonly ItemLike[] = [], label?: string): void {
  const base: Pending['base'] = {}
  for (const op of ops) {
    const item = items.find((i) => i.key === op.key)
    if (!item) continue
    const names = [...(op.title === undefined ? [] : ['title']), ...Object.keys(op.properties ?? {}), ...(op.unset ?? [])]
    const of = (base[item.key] ??= {})
    for (const name of names) of[name] = fieldOf(item, name) ?? null
  }
  outbox.add({ project, expected, ops, base, label })
}

/** Puts a change of fields of one item on its way. */
export function editFields(project: string, expected: number, item: ItemLike, changes: FieldChanges): void {
  // A property that is not set cannot be unset: the server refuses that.
  const real = Object.fromEntries(
    Object.entries(changes).filter(([name, value]) => value !== undefined || fieldOf(item, name) !== undefined),
  )
  const op = setFields(item.key, real)
  if (op) edit(project, expected, [op], [item])
}

/** What can be taken back in each project; outlives a reload of the tab. */
export const undoStacks = createStore<Readonly<Record<string, UndoStack>>>({})

/** The list of one project. */
export function undoOf(project: string): UndoStack {
  const known = undoStacks.get()[project]
  if (known) return known
  const kept = tabShelf.read(`undo.${project}`)
  return isUndoStack(kept) ? kept : noUndo
}

function setUndo(project: string, change: (s: UndoStack) => UndoStack): void {
  const next = change(undoOf(project))
  tabShelf.write(`undo.${project}`, next)
  undoStacks.set((all) => ({ ...all, [project]: next }))
}

/** Takes the last commit of one's own back by a new one; null if there is none. */
export const undo = (project: string): Promise<number | null> => takeBack(project, undoOf(project).undo.at(-1), afterUndo)

/** Takes the last undo back. */
export const redo = (project: string): Promise<number | null> => takeBack(project, undoOf(project).redo.at(-1), afterRedo)

async function takeBack(
  project: string,
  number: number | undefined,
  after: (s: UndoStack, by: number) => UndoStack,
): Promise<number | null> {
  if (number === undefined) return null
  const done = await write((header) =>
    api.POST('/api/v1/projects/{project}/commits/{number}/undo', { params: { path: { project, number }, header }, body: {} }),
  )
  const by = done.commit?.number ?? done.head
  setUndo(project, (s) => after(s, by))
  moveHead(project, done.head)
  return by
}
