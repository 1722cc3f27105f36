/**
 * Layouts of one project as everybody has them. A change is kept in the browser
 * at once and sent a moment later; what others moved meanwhile is merged box by
 * box, and nothing of theirs is lost.
 */
import { api, call, read } from '../../api/client'
import type { ApiProblem } from '../../api/problem'
import { shelf } from '../../lib/kept'
import { createStore, type Store } from '../../lib/store'
import { mergedLayout, movedBoxes, packed, unpacked } from '../layout/packed'
import type { StoredLayout } from '../layout/stored'

/** Where the last move is: sent, on its way, waiting for the server, or only here as the user may not write. */
export type Kept = 'sent' | 'sending' | 'waiting' | 'here'

/** One layout as it is known. */
export interface Page {
  /** Undefined until it is known, null if there is none. */
  layout: StoredLayout | null | undefined
  kept: Kept
}

interface Shelved {
  mine: unknown
  base: unknown
  revision: number
  unsent: boolean
}

const sendAfter = 700
const tryAgainAfter = 6_000
const problemOf = (error: unknown): ApiProblem['kind'] | undefined => (error as Partial<ApiProblem>).kind

/** One layout of a project, while it is open somewhere on the page. */
export class LayoutPage {
  readonly page: Store<Page> = createStore<Page>({ layout: undefined, kept: 'sent' })
  private base: StoredLayout | null = null
  private revision = 0
  private unsent = false
  private timer: ReturnType<typeof setTimeout> | undefined
  private running = false
  private asked = false

  constructor(
    private readonly project: string,
    private readonly name: string,
  ) {}

  /** Looks what the server has, and takes it in. */
  async look(): Promise<void> {
    if (this.running) return
    if (!this.asked) this.fromShelf()
    this.asked = true
    try {
      const found = await read(() =>
        api.GET('/api/v1/projects/{project}/layouts/{name}', { params: { path: { project: this.project, name: this.name } } }),
      )
      if (this.running || found.revision === this.revision) {
        if (this.page.get().layout === undefined) this.show(this.base)
        return
      }
      const theirs = unpacked(found.content)
      if (theirs) this.takeIn(theirs, found.revision)
    } catch (error) {
      // Without an answer the layout of this browser serves; it is sent when the server is back.
      if (problemOf(error) === 'not-found') this.revision = 0
      if (this.page.get().layout === undefined) this.show(null)
    }
    if (this.unsent) this.later(sendAfter)
  }

  /** Whether the server has another revision by now. */
  isBehind(revision: number): boolean {
    return revision !== this.revision && !this.running
  }

  /** Changes the layout. Without the right to write it stays in this browser. */
  set(layout: StoredLayout, shared: boolean): void {
    this.page.set({ layout, kept: shared ? 'sending' : 'here' })
    this.unsent ||= shared
    this.toShelf()
    if (shared) this.later(sendAfter)
  }

  /** Shows a layout that was worked out and that nobody moved anything in yet. */
  settle(layout: StoredLayout): void {
    this.page.set((p) => ({ ...p, layout }))
  }

  private show(layout: StoredLayout | null) {
    this.page.set((p) => ({ ...p, layout }))
  }

  private takeIn(theirs: StoredLayout, revision: number) {
    const mine = this.page.get().layout
    const next = mine && this.unsent ? mergedLayout(this.base, mine, theirs) : theirs
    this.base = theirs
    this.revision = revision
    this.page.set((p) => ({ ...p, layout: next }))
    this.toShelf()
  }

  private later(ms: number) {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.send(), ms)
  }

  private async send(): Promise<void> {
    const mine = this.page.get().layout
    if (this.running || !mine || !this.unsent) return
    this.running = true
    let next: number
    try {
      const done = await call(() =>
        api.PUT('/api/v1/projects/{project}/layouts/{name}', {
          params: {
            path: { project: this.project, name: this.name },
            header: this.revision > 0 ? { 'If-Match': `"r${this.revision}"` } : { 'If-None-Match': '*' },
          },
          body: { content: packed(mine) },
        }),
      )
      this.base = mine
      this.revision = done.revision
      const now = this.page.get().layout
      this.unsent = now !== mine && now !== null && now !== undefined && movedBoxes(now, mine).length > 0
      this.page.set((p) => ({ ...p, kept: this.unsent ? 'sending' : 'sent' }))
      next = this.unsent ? sendAfter : 0
    } catch (error) {
      next = await this.afterFailure(error)
    } finally {
      this.running = false
    }
    this.toShelf()
    if (next > 0) this.later(next)
  }

  /** What to do when a layout could not be sent; milliseconds until the next try, 0 for none. */
  private async afterFailure(error: unknown): Promise<number> {
    const status = (error as { status?: number }).status
    if (status === 412) {
      const found = await read(() =>
        api.GET('/api/v1/projects/{project}/layouts/{name}', { params: { path: { project: this.project, name: this.name } } }),
      ).catch(() => null)
      const theirs = found && unpacked(found.content)
      if (theirs) this.takeIn(theirs, found.revision)
      else if (found) this.revision = found.revision
      return found ? 1 : tryAgainAfter
    }
    if (status === 404) {
      this.revision = 0
      return 1
    }
    if (status === 403 || status === 422 || status === 413) {
      this.unsent = false
      this.page.set((p) => ({ ...p, kept: 'here' }))
      return 0
    }
    this.page.set((p) => ({ ...p, kept: 'waiting' }))
    return tryAgainAfter
  }

  private shelfName = () => `layout.${this.project}.${this.name}`

  private fromShelf() {
    const found = shelf.read(this.shelfName()) as Partial<Shelved> | undefined
    const mine = unpacked(found?.mine ?? found)
    if (!mine) return
    this.unsent = found?.unsent === true
    // Without own moves what was kept is what the server had.
    this.base = this.unsent ? unpacked(found?.base) : mine
    this.revision = typeof found?.revision === 'number' ? found.revision : 0
    this.page.set({ layout: mine, kept: this.unsent ? 'waiting' : 'sent' })
  }

  private toShelf() {
    const mine = this.page.get().layout
    if (!mine) return
    const kept: Shelved = {
      mine: packed(mine),
      base: this.unsent && this.base ? packed(this.base) : null,
      revision: this.revision,
      unsent: this.unsent,
    }
    shelf.write(this.shelfName(), kept)
  }
}

const pages = new Map<string, LayoutPage>()

/** The page of a layout; the same object for everybody who asks. */
export function layoutPage(project: string, name: string): LayoutPage {
  const id = `${project} ${name}`
  const page = pages.get(id) ?? new LayoutPage(project, name)
  pages.set(id, page)
  return page
}
