/**
 * How long to wait before the attempt after n failures, in milliseconds:
 * doubling from 500 up to 30,000, spread by a fifth so that clients of a server
 * that restarts do not all come back at once.
 */
export function backoff(failures: number, random: () => number = Math.random): number {
  const base = Math.min(500 * 2 ** Math.max(failures - 1, 0), 30_000)
  return Math.round(base * (0.9 + 0.2 * random()))
}

/** Resolves after some milliseconds, or rejects when the signal aborts. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(done, ms)
    function done() {
      signal?.removeEventListener('abort', stop)
      resolve()
    }
    function stop() {
      clearTimeout(timer)
      reject(signal?.reason instanceof Error ? signal.reason : new DOMException('aborted', 'AbortError'))
    }
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, { once: true })
  })
}
