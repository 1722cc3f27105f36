/**
 * The edits of the user on their way to the record. They are on the shelf
 * before they are sent, so that a reload, a lost connection or an ended session
 * loses nothing, and each carries a name, so that sending twice records once.
 */
import { isPending, nextToSend, rebased, type Pending, type PendingState } from '../domain/pending'
import type { Op } from '../domain/op'
import { backoff } from '../lib/backoff'
import type { Shelf } from '../lib/kept'
import { randomId } from '../lib/random'
import { createStore, type Store } from '../lib/store'
import { asProblem } from './problem'

/** What sends one edit; it may be called again for the same edit. */
export type Send = (edit: Pending) => Promise<{ commit: number; head: number }>

/** What the outbox needs from outside. */
export interface OutboxParts {
  shelf: Shelf
  send: Send
  now: () => number
  later: (run: () => void, ms: number) => void
  /** Told of each edit that was recorded. */
  onRecorded?: (edit: Pending, commit: number, head: number) => void
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

export class Outbox {
  /** All edits of the user, the oldest first. */
  readonly list: Store<readonly Pending[]> = createStore<readonly Pending[]>([])
  /** Whether the browser keeps edits over a reload. */
  readonly kept = createStore(true)
  private user = ''
  private failures = 0
  private running = new Set<string>()

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

  /** Sends again what could not be sent, now. */
  retry(): void {
    this.failures = 0
    for (const p of this.list.get()) if (p.state.is === 'refused') this.move(p.id, { is: 'waiting' })
    this.kick()
  }

  /** Lets an edit go. */
  discard(id: string): void {
    this.parts.shelf.remove(prefix + id)
    this.list.set((l) => l.filter((p) => p.id !== id))
    this.kick()
  }

  /** Sends an edit again on a newer head, without the fields in which the other's value was chosen. */
  settle(id: string, head: number, drop: readonly { key: string; name: string }[]): void {
    const before = this.list.get().find((p) => p.id === id)
    if (!before) return
    const after = rebased(before, head, drop)
    if (!after) {
      this.discard(id)
      return
    }
    // Another call, so another name: the first one was answered.
    const fresh = { ...after, id: randomId() }
    this.keep(fresh)
    this.parts.shelf.remove(prefix + id)
    this.list.set((l) => l.map((p) => (p.id === id ? fresh : p)))
    this.kick()
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
      const { commit, head } = await this.parts.send(edit)
      this.failures = 0
      this.parts.shelf.remove(prefix + edit.id)
      this.move(edit.id, { is: 'recorded', commit })
      this.parts.later(() => this.list.set((l) => l.filter((p) => p.id !== edit.id)), remember)
      this.parts.onRecorded?.(edit, commit, head)
      return true
    } catch (error) {
      const problem = asProblem(error)
      if (problem.kind === 'conflict' || problem.kind === 'changed') {
        this.move(edit.id, { is: 'conflict', message: problem.detail, head: problem.head })
      } else if (problem.passing || problem.kind === 'not-signed-in') {
        this.move(edit.id, { is: 'waiting' })
        this.failures++
        this.parts.later(() => this.kick(), Math.max(problem.wait * 1000, backoff(this.failures)))
      } else {
        this.move(edit.id, { is: 'refused', message: problem.detail })
      }
      return false
    }
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
