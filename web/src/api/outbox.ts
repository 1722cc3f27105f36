/**
 * The edits of the user on their way to the record. They are on the shelf
 * before they are sent, so that a reload, a lost connection or an ended session
 * loses nothing, and each carries a name, so that sending twice records once.
 */
import {
  clashes,
  isPending,
  mergesByItself,
  nextToSend,
  raised,
  rebased,
  type EditFault,
  type Now,
  type Pending,
  type PendingState,
} from '../domain/pending'
import type { Op } from '../domain/op'
import { backoff } from '../lib/backoff'
import type { Shelf } from '../lib/kept'
import { randomId } from '../lib/random'
import { createStore, type Store } from '../lib/store'
import { asProblem } from './problem'

/** What came of an edit: its commit, where the record stands, and the keys of new items by the names in its steps. */
export interface Recorded {
  commit: number
  head: number
  given?: readonly { ref?: string; key: string }[]
}

/** What sends one edit; it may be called again for the same edit. */
export type Send = (edit: Pending) => Promise<Recorded>

/** What the outbox needs from outside. */
export interface OutboxParts {
  shelf: Shelf
  send: Send
  now: () => number
  later: (run: () => void, ms: number) => void
  /** Told of each edit that was recorded. */
  onRecorded?: (edit: Pending, commit: number, head: number) => void
  /** Reads what an edit in conflict touches, so that what does not clash is merged without asking. */
  look?: (edit: Pending) => Promise<Now>
}

export interface NewEdit {
  project: string
  ops: Op[]
  label?: string
  expected?: number
  base?: Pending['base']
}

const prefix = 'outbox.'
/** How long a recorded edit stays to cover answers that are still on their way. */
const remember = 30_000
/** How often an edit is merged without asking before its author is asked all the same. */
const mergeTries = 3

export class Outbox {
  /** All edits of the user, the oldest first. */
  readonly list: Store<readonly Pending[]> = createStore<readonly Pending[]>([])
  /** Whether the browser keeps edits over a reload. */
  readonly kept = createStore(true)
  private user = ''
  private failures = 0
  private running = new Set<string>()
  private waiters = new Map<string, (done: Recorded | null) => void>()
  private merged = new Map<string, number>()

  constructor(private readonly parts: OutboxParts) {}

  /** Takes up the edits of a user, also those that an earlier page could not send. */
  use(user: string): void {
    this.user = user
    const found = this.parts.shelf
      .names(prefix)
      .map((name) => this.parts.shelf.read(name))
      .filter(isPending)
      .filter((p) => p.user === user)
      .map((p): Pending => (p.state.is === 'sending' ? { ...p, state: { is: 'waiting' } } : p))
      .sort((a, b) => a.made - b.made || (a.id < b.id ? -1 : 1))
    this.list.set(found)
    this.kick()
  }

  /** Puts an edit on its way. It shows at once. */
  add(edit: NewEdit): Pending {
    const pending: Pending = {
      id: randomId(),
      user: this.user,
      project: edit.project,
      ops: edit.ops,
      label: edit.label ?? 'edit',
      expected: edit.expected ?? 0,
      made: this.parts.now(),
      base: edit.base ?? {},
      state: { is: 'waiting' },
    }
    this.kept.set(this.keep(pending))
    this.list.set((l) => [...l, pending])
    this.kick()
    return pending
  }

  /** Resolves when an edit is recorded; to null when it is let go. Only the page that made it is told. */
  recorded(id: string): Promise<Recorded | null> {
    return new Promise((resolve) => this.waiters.set(id, resolve))
  }

  /** Sends again what could not be sent, now. */
  retry(): void {
    this.failures = 0
    for (const p of this.list.get()) if (p.state.is === 'refused') this.move(p.id, { is: 'waiting' })
    this.kick()
  }

  /** Lets an edit go. */
  discard(id: string): void {
    this.parts.shelf.remove(prefix + id)
    this.tell(id, null)
    this.list.set((l) => l.filter((p) => p.id !== id))
    this.kick()
  }

  /** Sends an edit again on a newer head, without what the other's value was chosen in. */
  settle(id: string, head: number, drop: readonly { key: string; name: string }[], now?: Now): void {
    const before = this.list.get().find((p) => p.id === id)
    if (!before) return
    const after = rebased(before, head, drop, now)
    if (!after) {
      this.discard(id)
      return
    }
    // Another call, so another name: the first one was answered.
    const fresh = { ...after, id: randomId() }
    this.keep(fresh)
    this.parts.shelf.remove(prefix + id)
    const waiter = this.waiters.get(id)
    if (waiter) this.waiters.set(fresh.id, waiter)
    this.waiters.delete(id)
    this.merged.set(fresh.id, this.merged.get(id) ?? 0)
    this.list.set((l) => l.map((p) => (p.id === id ? fresh : p)))
    this.kick()
  }

  private tell(id: string, done: Recorded | null): void {
    this.waiters.get(id)?.(done)
    this.waiters.delete(id)
  }

  /** Merges an edit in conflict if nothing of it clashes; false if its author has to choose. */
  private async merge(edit: Pending, head: number): Promise<boolean> {
    const tries = this.merged.get(edit.id) ?? 0
    if (!this.parts.look || !mergesByItself(edit) || tries >= mergeTries) return false
    const now = await this.parts.look(edit).catch(() => null)
    if (!now || clashes(edit, now).length > 0) return false
    this.merged.set(edit.id, tries + 1)
    this.settle(edit.id, head, [], now)
    return true
  }

  /** Looks for something to send, one edit of a project at a time. */
  kick(): void {
    const projects = new Set(this.list.get().map((p) => p.project))
    for (const project of projects) if (!this.running.has(project)) void this.run(project)
  }

  private async run(project: string): Promise<void> {
    this.running.add(project)
    try {
      for (;;) {
        const edit = nextToSend(this.list.get().filter((p) => p.project === project))
        if (!edit || edit.user !== this.user) return
        if (!(await this.sendOne(edit))) return
      }
    } finally {
      this.running.delete(project)
    }
  }

  /** Sends one edit; false if sending has to wait. */
  private async sendOne(edit: Pending): Promise<boolean> {
    this.move(edit.id, { is: 'sending' })
    try {
      const done = await this.parts.send(edit)
      const { commit, head } = done
      this.failures = 0
      this.parts.shelf.remove(prefix + edit.id)
      this.move(edit.id, { is: 'recorded', commit })
      this.raise(edit, commit)
      this.tell(edit.id, done)
      this.parts.later(() => this.list.set((l) => l.filter((p) => p.id !== edit.id)), remember)
      this.parts.onRecorded?.(edit, commit, head)
      return true
    } catch (error) {
      const problem = asProblem(error)
      if (problem.kind === 'conflict' || problem.kind === 'changed') {
        if (await this.merge(edit, problem.head)) return true
        this.move(edit.id, { is: 'conflict', message: problem.detail, head: problem.head })
      } else if (problem.passing || problem.kind === 'not-signed-in') {
        this.move(edit.id, { is: 'waiting' })
        this.failures++
        this.parts.later(() => this.kick(), Math.max(problem.wait * 1000, backoff(this.failures)))
      } else {
        this.move(edit.id, { is: 'refused', message: problem.detail, faults: problem.errors.map(faultOf) })
      }
      return false
    }
  }

  /** Later edits of the user rest on what was just recorded. */
  private raise(done: Pending, commit: number): void {
    const before = this.list.get()
    const after = raised(before, done, commit)
    this.list.set(after)
    after.forEach((p, i) => p !== before[i] && this.keep(p))
  }

  private move(id: string, state: PendingState): void {
    this.list.set((l) => l.map((p) => (p.id === id ? { ...p, state } : p)))
    const after = this.list.get().find((p) => p.id === id)
    if (after && state.is !== 'recorded') this.keep(after)
  }

  private keep(p: Pending): boolean {
    return this.parts.shelf.write(prefix + p.id, p)
  }
}

const faultOf = (e: EditFault): EditFault => ({ message: e.message, location: e.location, field: e.field, subject: e.subject })
