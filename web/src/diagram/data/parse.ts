/** Large answers of the API, read by a worker. */
interface Answer {
  id: number
  entries?: unknown[]
  rest?: Record<string, unknown>
  error?: string
}

interface Waiting {
  entries: unknown[]
  done: (all: { entries: unknown[]; rest: Record<string, unknown> }) => void
  failed: (error: Error) => void
}

let worker: Worker | null = null
let last = 0
const waiting = new Map<number, Waiting>()

function reader(): Worker {
  if (worker) return worker
  worker = new Worker(new URL('./parse.worker.ts', import.meta.url), { type: 'module' })
  worker.onmessage = (event: MessageEvent<Answer>) => {
    const { id, entries, rest, error } = event.data
    const w = waiting.get(id)
    if (!w) return
    if (entries) {
      for (const e of entries) w.entries.push(e)
      return
    }
    waiting.delete(id)
    if (rest) w.done({ entries: w.entries, rest })
    else w.failed(new Error(error ?? 'unreadable answer'))
  }
  worker.onerror = (event) => {
    for (const w of waiting.values()) w.failed(new Error(event.message))
    waiting.clear()
    worker = null
  }
  return worker
}

/** From this size on an answer is read aside: below, handing it over costs more than it saves. */
const large = 400_000

/** The list in an answer, and the answer without it. */
export function listIn<T, R>(bytes: ArrayBuffer, list: string): Promise<{ entries: T[]; rest: R }> {
  if (bytes.byteLength < large) {
    const all = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>
    return Promise.resolve({ entries: (all[list] ?? []) as T[], rest: all as R })
  }
  return new Promise((resolve, reject) => {
    const id = ++last
    waiting.set(id, {
      entries: [],
      done: ({ entries, rest }) => resolve({ entries: entries as T[], rest: rest as R }),
      failed: reject,
    })
    reader().postMessage({ id, bytes, list }, [bytes])
  })
}
