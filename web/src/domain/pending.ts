/**
 * Edits on their way to the record. An edit waits, is sent, and is either
 * recorded or comes back: refused, because it cannot be right, or in conflict,
 * because somebody else was faster. Nothing leaves the list unless it is
 * recorded or its author lets it go.
 */
import { applied, touched, writes, type ItemLike, type Op, type Value } from './op'

export interface Pending {
  /** Name of the call, so that sending twice records once. */
  id: string
  user: string
  project: string
  ops: Op[]
  label: string
  /** The commit its author looked at; 0 for whatever the head is. */
  expected: number
  /** When it was made, in Unix milliseconds. */
  made: number
  /** The values before, by key and field, for a merge. */
  base: Record<string, Record<string, Value | null>>
  state: PendingState
}

export type PendingState =
  | { is: 'waiting' }
  | { is: 'sending' }
  | { is: 'recorded'; commit: number }
  | { is: 'refused'; message: string }
  | { is: 'conflict'; message: string; head: number }

/** What is shown of all edits of a project together. */
export interface SavedState {
  is: 'saved' | 'saving' | 'offline' | 'attention'
  /** Edits that are not recorded. */
  waiting: number
  /** When the oldest of them was made. */
  since: number | null
}

const open = (p: Pending) => p.state.is !== 'recorded'

/** Sums up. Offline says that the last attempt to reach the server failed. */
export function savedState(list: readonly Pending[], offline: boolean): SavedState {
  const unsaved = list.filter(open)
  const since = unsaved.length > 0 ? Math.min(...unsaved.map((p) => p.made)) : null
  const stuck = unsaved.some((p) => p.state.is === 'refused' || p.state.is === 'conflict')
  const is = stuck ? 'attention' : offline ? 'offline' : unsaved.length > 0 ? 'saving' : 'saved'
  return { is, waiting: unsaved.length, since }
}

/** The next edit to send: the oldest, and none while one before it is stuck or under way. */
export function nextToSend(list: readonly Pending[]): Pending | null {
  const first = list.find(open)
  return first?.state.is === 'waiting' ? first : null
}

/** An item with the edits that the state it was read at does not hold yet. */
export function withPending<T extends ItemLike>(item: T, readAt: number, list: readonly Pending[]): T {
  let out = item
  for (const p of list) {
    const done = p.state.is === 'recorded' && p.state.commit <= readAt
    if (!done && p.state.is !== 'refused') out = applied(out, p.ops)
  }
  return out
}

/** Edits that concern an item and are not recorded. */
export const pendingOf = (list: readonly Pending[], key: string): Pending[] =>
  list.filter((p) => open(p) && touched(p.ops).has(key))

/** One field that two people wrote. */
export interface Clash {
  key: string
  name: string
  base: Value | null
  mine: Value | null
  theirs: Value | null
}

/** The fields of an edit that differ now from what its author saw. */
export function clashes(p: Pending, now: (key: string) => ItemLike | undefined): Clash[] {
  const out: Clash[] = []
  for (const w of writes(p.ops)) {
    const item = now(w.key)
    const theirs = item ? ((w.name === 'title' ? item.title : item.properties[w.name]) ?? null) : null
    const base = p.base[w.key]?.[w.name] ?? null
    const mine = w.value ?? null
    if (JSON.stringify(theirs) !== JSON.stringify(base) && JSON.stringify(theirs) !== JSON.stringify(mine))
      out.push({ key: w.key, name: w.name, base, mine, theirs })
  }
  return out
}

/** The edit again on a newer head, without the fields in which the other's value was chosen. Null if nothing is left. */
export function rebased(p: Pending, head: number, drop: readonly { key: string; name: string }[]): Pending | null {
  const gone = (key: string | undefined, name: string) => drop.some((d) => d.key === key && d.name === name)
  const ops: Op[] = []
  for (const op of p.ops) {
    if (op.op !== 'set' && op.op !== 'unset') {
      ops.push(op)
      continue
    }
    const next: Op = { op: op.op, key: op.key }
    if (op.title !== undefined && !gone(op.key, 'title')) next.title = op.title
    const properties = Object.fromEntries(Object.entries(op.properties ?? {}).filter(([name]) => !gone(op.key, name)))
    if (Object.keys(properties).length > 0) next.properties = properties
    const unset = (op.unset ?? []).filter((name) => !gone(op.key, name))
    if (unset.length > 0) next.unset = unset
    if (next.title !== undefined || next.properties || next.unset) ops.push(next)
  }
  return ops.length === 0 ? null : { ...p, ops, expected: head, state: { is: 'waiting' } }
}

/** Whether something read from storage is an edit of this version. */
export function isPending(x: unknown): x is Pending {
  if (typeof x !== 'object' || x === null) return false
  const p = x as Partial<Pending>
  return (
    typeof p.id === 'string' &&
    typeof p.user === 'string' &&
    typeof p.project === 'string' &&
    Array.isArray(p.ops) &&
    typeof p.made === 'number' &&
    typeof p.state?.is === 'string'
  )
}
