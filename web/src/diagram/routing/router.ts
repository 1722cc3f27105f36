/** The worker that routes, and who waits for it. Of several questions of one asker only the last is answered. */
import { createStore } from '../../lib/store'
import type { RouteAnswer, RouteProgress, RouteQuestion } from './route.worker'

type Ask = Omit<RouteQuestion, 'id' | 'album'>

let worker: Worker | null = null
let last = 0
let busy = 0
const answers = new Map<number, { id: number; take: (answer: RouteAnswer) => void }>()
const next = new Map<number, { ask: Ask; take: (answer: RouteAnswer) => void }>()
const running = new Map<number, number>()

function router(): Worker {
  if (worker) return worker
  worker = new Worker(new URL('./route.worker.ts', import.meta.url), { type: 'module' })
  worker.onmessage = (event: MessageEvent<RouteAnswer | RouteProgress>) => {
    if ('done' in event.data) {
      routingProgress.set(event.data)
      return
    }
    if (routingProgress.get()) routingProgress.set(null)
    const album = running.get(event.data.id)
    running.delete(event.data.id)
    if (album === undefined) return
    const waits = answers.get(album)
    answers.delete(album)
    if (waits?.id === event.data.id) waits.take(event.data)
    const follow = next.get(album)
    next.delete(album)
    if (follow) send(album, follow.ask, follow.take)
  }
  return worker
}

/** How far the routing of many conduits is; null while none is under way. */
export const routingProgress = createStore<RouteProgress | null>(null)

/** A number for who asks. */
export const newAlbum = (): number => ++busy

/** Asks for lines. While an answer is on its way, only the latest question waits. */
export function askRoutes(album: number, ask: Ask, take: (answer: RouteAnswer) => void): void {
  if (answers.has(album)) next.set(album, { ask, take })
  else send(album, ask, take)
}

function send(album: number, ask: Ask, take: (answer: RouteAnswer) => void) {
  const id = ++last
  answers.set(album, { id, take })
  running.set(id, album)
  router().postMessage({ ...ask, id, album } satisfies RouteQuestion)
}
