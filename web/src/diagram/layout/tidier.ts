/** Arranging beside the page, with a count on the way; whoever asked may stop it. */
import { createStore } from '../../lib/store'
import type { Scene } from '../model'
import { tidyWork, type IsOpen } from './tidy'
import { tidySubject } from './tidy-subject'
import type { TidyAnswer } from './tidy.worker'
import type { StoredLayout } from './stored'
import { runSliced } from '../data/sliced'

/** How far an arrangement is that takes long, and how to stop it; null while none is under way. */
export const tidying = createStore<{ done: number; all: number; stop: () => void } | null>(null)

/** From so many zones on a scene is arranged by a worker. */
export const manyZones = 60

/** Arranges a scene by a worker: the same layout as `tidy` gives. Rejects with AbortError when it is stopped. */
export function tidyAside(scene: Scene, isOpen: IsOpen, signal?: AbortSignal): Promise<StoredLayout> {
  const stop = new AbortController()
  const aborted = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal
  return inWorker(scene, isOpen, aborted, (done, all) => tidying.set({ done, all, stop: () => stop.abort() }))
    .catch((error: unknown) => {
      aborted.throwIfAborted()
      // Without workers it is done here, in slices.
      if (error instanceof WorkerFault) return runSliced(tidyWork(scene, isOpen), aborted)
      throw error
    })
    .finally(() => tidying.set(null))
}

class WorkerFault extends Error {}

function inWorker(
  scene: Scene,
  isOpen: IsOpen,
  signal: AbortSignal,
  tell: (done: number, all: number) => void,
): Promise<StoredLayout> {
  return new Promise<StoredLayout>((resolve, reject) => {
    signal.throwIfAborted()
    const worker = new Worker(new URL('./tidy.worker.ts', import.meta.url), { type: 'module' })
    signal.addEventListener('abort', () => {
      worker.terminate()
      reject(new DOMException('stopped', 'AbortError'))
    })
    worker.onerror = (event) => {
      worker.terminate()
      reject(new WorkerFault(event.message))
    }
    worker.onmessage = (event: MessageEvent<TidyAnswer>) => {
      if ('done' in event.data) return tell(event.data.done, event.data.all)
      worker.terminate()
      resolve(event.data.layout)
    }
    worker.postMessage(tidySubject(scene, isOpen))
  })
}
