/**
 * Long work in slices, so that the page answers meanwhile. Work is a generator
 * that yields where it may rest; the same work can be done at once in a test.
 */
export type Work<T> = Generator<undefined, T, undefined>

/** Does all of it at once. */
export function runNow<T>(work: Work<T>): T {
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
  }
}

/** Lets the browser do what waits: events, and painting. */
export function rest(): Promise<void> {
  return new Promise((resolve) => {
    const channel = new MessageChannel()
    channel.port1.onmessage = () => {
      channel.port1.close()
      resolve()
    }
    channel.port2.postMessage(null)
  })
}

/** Does it in slices of a few milliseconds. Rejects with AbortError when it is no longer wanted. */
export async function runSliced<T>(work: Work<T>, signal?: AbortSignal, slice = 8): Promise<T> {
  for (;;) {
    signal?.throwIfAborted()
    const end = performance.now() + slice
    do {
      const step = work.next()
      if (step.done) return step.value
    } while (performance.now() < end)
    await rest()
  }
}
