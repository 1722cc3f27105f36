/**
 * Edits on their way to the record. An edit waits, is sent, and is either
 * recorded or comes back: refused, because it cannot be right, or in conflict,
 * because somebody else was faster. Nothing leaves the list unless it is
 * recorded or its author lets it go.
 */
import { approves, inForce } from './decision'
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
  | { is: 'refused'; message: string; faults?: readonly EditFault[] }
  | { is: 'conflict'; message: string; head: number }

/** One thing that is wrong with an edit, and where: location is a path into what was sent. */
export interface EditFault {
  message: string
  location?: string
  field?: string
  subject?: string
}

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

/** The name under which the base keeps the far ends of an item's links of a verb. */
export const linkName = (verb: string): string => `→ ${verb}`

/** The name under which the base keeps whether an item is retired. */
export const retiredName = 'retired'

/** What stands under a name of the base: a field, the far ends of links of a verb, or whether it is retired. */
export function baseOf(item: ItemLike, name: string): Value | null {
  if (name === 'title') return item.title
  if (name === retiredName && item.properties[name] === undefined) return item.retired
  if (name.startsWith('→ '))
    return item.links
      .filter((l) => linkName(l.verb) === name)
      .map((l) => l.to)
      .sort()
  return item.properties[name] ?? null
}

/** What an edit rests on, by key and name: what its author saw of all that it changes. */
export function baseFor(ops: readonly Op[], items: readonly ItemLike[]): Pending['base'] {
  const base: Pending['base'] = {}
  for (const c of changesOf(ops)) {
    const item = items.find((i) => i.key === c.key)
    if (item) (base[c.key] ??= {})[c.name] ??= baseOf(item, c.name)
  }
  return base
}

/** Everything that steps change, as key and name. */
function changesOf(ops: readonly Op[]): { key: string; name: string }[] {
  const out: { key: string; name: string }[] = writes(ops).map(({ key, name }) => ({ key, name }))
  for (const op of ops) {
    if ((op.op === 'link' || op.op === 'unlink') && op.from && op.verb && !op.from.startsWith('$'))
      out.push({ key: op.from, name: linkName(op.verb) })
    if ((op.op === 'retire' || op.op === 'revive') && op.key) out.push({ key: op.key, name: retiredName })
  }
  return out
}

/** One field, or the links of one verb, that two people wrote. */
export interface Clash {
  key: string
  name: string
  base: Value | null
  mine: Value | null
  theirs: Value | null
}

/** What the record holds now, for a merge. */
export interface Now {
  item: (key: string) => ItemLike | undefined
  /** Whether an item has at most one link of a verb; links of other verbs never clash, they add up. */
  single: (verb: string) => boolean
}

/** What of an edit differs now from what its author saw: fields, the one link of a verb, retirement. */
export function clashes(p: Pending, now: Now): Clash[] {
  const out: Clash[] = []
  const same = (a: Value | null, b: Value | null) => JSON.stringify(a) === JSON.stringify(b)
  const seen = new Set<string>()
  for (const c of changesOf(p.ops)) {
    if (seen.has(`${c.key} ${c.name}`)) continue
    seen.add(`${c.key} ${c.name}`)
    if (c.name.startsWith('→ ') && !now.single(c.name.slice(2))) continue
    const base = p.base[c.key]?.[c.name] ?? null
    const item = now.item(c.key)
    const theirs = item ? baseOf(item, c.name) : null
    const mine = mineOf(p.ops, c, base)
    if (!same(theirs, base) && !same(theirs, mine)) out.push({ ...c, base, mine, theirs })
  }
  // An approval writes the proposed target too; the choice is one.
  const decided = approves(p.ops) && out.some((c) => c.name === inForce)
  return decided ? out.filter((c) => c.name !== 'target') : out
}

/** What its author wants to stand under a name. */
function mineOf(ops: readonly Op[], c: { key: string; name: string }, base: Value | null): Value | null {
  const field = writes(ops).findLast((w) => w.key === c.key && w.name === c.name)
  if (field) return field.value ?? null
  const own = ops.filter((op) => (op.from ?? op.key) === c.key)
  if (c.name === retiredName) return own.findLast((op) => op.op === 'retire' || op.op === 'revive')?.op === 'retire'
  const ends = new Set(Array.isArray(base) ? (base as string[]) : [])
  for (const op of own) {
    if (!op.verb || !op.to || linkName(op.verb) !== c.name) continue
    if (op.op === 'link') ends.add(op.to)
    else if (op.op === 'unlink') ends.delete(op.to)
  }
  return [...ends].sort()
}

/** Whether a conflict without a clash can be sent again without asking: what is confirmed, approved or retired has to be looked at. */
export const mergesByItself = (p: Pending): boolean =>
  !approves(p.ops) && p.ops.every((op) => ['create', 'set', 'unset', 'link', 'unlink'].includes(op.op))

/**
 * The edits after one of them was recorded: those of the same author that were
 * made on the commit right before it, or on it, rest on what it holds, so they
 * expect its commit. If others committed in between, the server has to look.
 */
export function raised(list: readonly Pending[], done: Pending, commit: number): Pending[] {
  return list.map((p) => {
    const mine = p.project === done.project && p.user === done.user && p.id !== done.id
    const follows = p.expected === commit - 1 && done.expected <= p.expected
    return mine && follows && (p.state.is === 'waiting' || p.state.is === 'refused') ? { ...p, expected: commit } : p
  })
}

/**
 * The edit again on a newer head, without what the other's value was chosen in.
 * Steps about links that others have made or taken away are left out, and a
 * single link takes the place of the other's. Null if nothing is left, or if the
 * target of an approval is the other's.
 */
export function rebased(p: Pending, head: number, drop: readonly { key: string; name: string }[], now?: Now): Pending | null {
  if (approves(p.ops) && drop.some((d) => d.name === inForce || d.name === 'target')) return null
  const gone = (key: string | undefined, name: string) => drop.some((d) => d.key === key && d.name === name)
  const ops: Op[] = []
  for (const op of p.ops) {
    if ((op.op === 'link' || op.op === 'unlink') && gone(op.from, linkName(op.verb ?? ''))) continue
    if ((op.op === 'retire' || op.op === 'revive') && gone(op.key, retiredName)) continue
    if (op.op === 'link' || op.op === 'unlink') ops.push(...linkAgain(op, now))
    else if ((op.op !== 'set' && op.op !== 'unset') || op.from !== undefined) ops.push(op)
    else ops.push(...setAgain(op, gone, now))
  }
  const left = ops.filter((op, i) => ops.findIndex((o) => JSON.stringify(o) === JSON.stringify(op)) === i)
  return left.length === 0 ? null : { ...p, ops: left, expected: head, state: { is: 'waiting' } }
}

function setAgain(op: Op, gone: (key: string | undefined, name: string) => boolean, now?: Now): Op[] {
  const next: Op = { op: op.op, key: op.key }
  if (op.title !== undefined && !gone(op.key, 'title')) next.title = op.title
  const properties = Object.fromEntries(Object.entries(op.properties ?? {}).filter(([name]) => !gone(op.key, name)))
  if (Object.keys(properties).length > 0) next.properties = properties
  const item = now?.item(op.key ?? '')
  // What the other has taken away cannot be taken away again.
  const unset = (op.unset ?? []).filter((name) => !gone(op.key, name) && (!item || item.properties[name] !== undefined))
  if (unset.length > 0) next.unset = unset
  return next.title !== undefined || next.properties || next.unset ? [next] : []
}

function linkAgain(op: Op, now?: Now): Op[] {
  const item = now?.item(op.from ?? '')
  if (!now || !item || !op.verb) return [op]
  const there = item.links.filter((l) => l.verb === op.verb).map((l) => l.to)
  if (op.op === 'unlink') return op.to !== undefined && there.includes(op.to) ? [op] : []
  if (op.to !== undefined && there.includes(op.to)) return []
  const others = now.single(op.verb) ? there : []
  return [...others.map((to): Op => ({ op: 'unlink', from: op.from, verb: op.verb, to })), op]
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
