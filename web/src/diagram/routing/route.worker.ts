/// <reference lib="webworker" />
/** Routes conduits and places their labels beside the page, so that it never waits for them. */
import type { VisibleConduit } from '../visible'
import { groundFrom, type PlainGround } from './ground'
import { labels, type Label, type LabelWish } from './labels'
import { mended, type Routing } from './routes'

/** What is asked: everything that lines depend on. */
export interface RouteQuestion {
  id: number
  /** Who asks: the lines before are mended. */
  album: number
  ground: PlainGround
  conduits: VisibleConduit[]
  wishes: LabelWish[]
  /** Labels to leave where they are if their lines stay. */
  kept: Map<string, Label>
}

/** How many conduits are routed, where that takes long. */
export interface RouteProgress {
  id: number
  done: number
  all: number
}

/** Lines and labels. */
export interface RouteAnswer {
  id: number
  routing: Routing
  labels: Map<string, Label>
}

const last = new Map<number, Routing>()
const albums = 4
const tellEvery = 250

self.onmessage = (event: MessageEvent<RouteQuestion>) => {
  const { id, album, conduits, wishes, kept } = event.data
  const ground = groundFrom(event.data.ground)
  const before = last.get(album) ?? null
  let told = performance.now()
  const routing = mended(before, ground, conduits, (done) => {
    const now = performance.now()
    if (now - told < tellEvery) return
    told = now
    self.postMessage({ id, done, all: conduits.length } satisfies RouteProgress)
  })
  last.delete(album)
  last.set(album, routing)
  if (last.size > albums) last.delete([...last.keys()][0] ?? -1)
  const steady = new Map([...kept].filter(([key]) => before !== null && before.routes.get(key) === routing.routes.get(key)))
  // What the page has or does not need is not handed over.
  const answer: Routing = { ...routing, raw: new Map(), boxes: new Map() }
  self.postMessage({ id, routing: answer, labels: labels(routing.routes, wishes, ground, steady) } satisfies RouteAnswer)
}
