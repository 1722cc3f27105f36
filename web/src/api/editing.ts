/**
 * How screens change the record: `edit` puts steps on their way and returns at
 * once, `undo` and `redo` take commits of one's own back and bring them back.
 */
import type { QueryClient } from '@tanstack/react-query'
import { decisionOf, type Decision } from '../domain/decision'
import { fieldOf, setFields, written, type FieldChanges, type ItemLike, type Op } from '../domain/op'
import { baseFor, type Now, type Pending } from '../domain/pending'
import { afterCommit, afterRedo, afterUndo, isUndoStack, noUndo, type UndoStack } from '../domain/undo'
import { shelf, tabShelf } from '../lib/kept'
import { createStore } from '../lib/store'
import { api, call, write } from './client'
import { asItem, type Head, type ProjectDetail, type SchemaDocument } from './documents'
import { Outbox } from './outbox'
import { queryKeys, schemaQuery } from './queries'

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

const expectedOf = (p: Pending) => (p.expected > 0 ? { expected: p.expected } : {})

const sendSteps = (p: Pending) =>
  api.POST('/api/v1/projects/{project}/commits', {
    params: { path: { project: p.project }, header: { 'Idempotency-Key': p.id } },
    body: { ops: p.ops, label: p.label, ...expectedOf(p) },
  })

function sendDecision(p: Pending, d: Decision) {
  const params = { path: { project: p.project, place: d.place }, header: { 'Idempotency-Key': p.id } }
  return d.is === 'approval'
    ? api.POST('/api/v1/projects/{project}/places/{place}/target', {
        params,
        body: { target: d.target, rationale: d.rationale, ...expectedOf(p) },
      })
    : api.POST('/api/v1/projects/{project}/places/{place}/target/confirm', {
        params,
        body: { reason: d.reason, ...expectedOf(p) },
      })
}

export const outbox = new Outbox({
  shelf,
  send: async (p) => {
    const decision = decisionOf(p)
    // The outbox repeats by itself, so that a reload and a lost answer are one case.
    const done = await call(() => (decision ? sendDecision(p, decision) : sendSteps(p)))
    return { commit: done.commit?.number ?? done.head, head: done.head, given: done.items }
  },
  look: async (p) => nowOf(await Promise.all([...written(p.ops)].map((key) => itemNow(p.project, key)))),
  now: () => Date.now(),
  later: (run, ms) => void setTimeout(run, ms),
  onRecorded: (p: Pending, commit, head) => {
    moveHead(p.project, head)
    setUndo(p.project, (s) => afterCommit(s, commit))
  },
})

/** An item as the record has it at this moment. */
const itemNow = async (project: string, key: string): Promise<ItemLike> =>
  asItem(await call(() => api.GET('/api/v1/projects/{project}/items/{key}', { params: { path: { project, key } } })))

/** What a merge has to know of the record. */
export function nowOf(items: readonly ItemLike[]): Now {
  const verbs = queries?.getQueryData<SchemaDocument>(schemaQuery().queryKey)?.verbs
  return {
    item: (key) => items.find((i) => i.key === key),
    // Without the schema a link is taken for single: then its author is asked.
    single: (verb) => verbs?.find((v) => v.verb === verb)?.single ?? true,
  }
}

/** Puts steps on their way. Give the items as they were seen, for a merge. */
export function edit(project: string, expected: number, ops: Op[], items: readonly ItemLike[] = [], label?: string): Pending {
  return outbox.add({ project, expected, ops, base: baseFor(ops, items), label })
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

/** Takes one edit back: lets it go if it was not sent yet, else by a new commit once it is recorded. False if there was nothing to take back. */
export async function takeBackEdit(project: string, id: string): Promise<boolean> {
  const state = outbox.list.get().find((p) => p.id === id)?.state
  if (state?.is === 'waiting' || state?.is === 'refused' || state?.is === 'conflict') {
    outbox.discard(id)
    return true
  }
  const commit = state?.is === 'recorded' ? state.commit : (await outbox.recorded(id))?.commit
  if (commit === undefined) return false
  const by = await undoCommit(project, commit)
  setUndo(project, (s) => ({ undo: s.undo.filter((n) => n !== commit), redo: [...s.redo, by] }))
  return true
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
  const by = await undoCommit(project, number)
  setUndo(project, (s) => after(s, by))
  return by
}

async function undoCommit(project: string, number: number): Promise<number> {
  const done = await write((header) =>
    api.POST('/api/v1/projects/{project}/commits/{number}/undo', { params: { path: { project, number }, header }, body: {} }),
  )
  moveHead(project, done.head)
  return done.commit?.number ?? done.head
}
