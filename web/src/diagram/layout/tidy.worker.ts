/// <reference lib="webworker" />
/** Arranges a scene beside the page. */
import type { StoredLayout } from './stored'
import { tidyWork } from './tidy'
import { arrangeable, stepsOf, type TidySubject } from './tidy-subject'

/** What comes back: how far it is, and at last the layout. */
export type TidyAnswer = { done: number; all: number } | { layout: StoredLayout }

const tellEvery = 100

self.onmessage = (event: MessageEvent<TidySubject>) => {
  const { scene, isOpen } = arrangeable(event.data)
  const work = tidyWork(scene, isOpen)
  const all = stepsOf(event.data)
  let told = performance.now()
  for (let done = 1; ; done++) {
    const step = work.next()
    if (step.done) {
      self.postMessage({ layout: step.value } satisfies TidyAnswer)
      return
    }
    const now = performance.now()
    if (now - told < tellEvery) continue
    told = now
    self.postMessage({ done: Math.min(done, all), all } satisfies TidyAnswer)
  }
}
