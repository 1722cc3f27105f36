/**
 * The check of a whole record in this browser. It goes on while the user looks
 * elsewhere in the app, and its result stays until the page is loaded anew.
 */
import { api, read } from '../../api/client'
import { openLog } from '../../api/history-queries'
import { readCheckpoint } from '../../domain/record/note'
import type { Known, Verdict } from '../../domain/record/verify-log'
import { shelf } from '../../lib/kept'
import { createStore } from '../../lib/store'
import type { FromVerifier, ToVerifier } from './verify-messages'

export interface Verification {
  project: string
  is: 'running' | 'done' | 'stopped' | 'broken'
  /** Commits checked, of how many. */
  done: number
  of: number
  bytes: number
  verdict?: Verdict
  error?: unknown
  /** When it ended, and after how many milliseconds. */
  at?: string
  ms?: number
  kept: Kept | null
}

/** What this browser found the last time it checked this record, to hold the next check against. */
export interface Kept {
  key: string
  size: number
  root: string
  at: string
}

export const verification = createStore<Verification | null>(null)

const shelfName = (id: string) => `record.${id}`

/** What is kept of a record, by its id. */
export function keptOf(id: string): Kept | null {
  const k = shelf.read(shelfName(id)) as Partial<Kept> | undefined
  const whole = typeof k?.key === 'string' && typeof k.root === 'string' && typeof k.at === 'string' && Number.isInteger(k.size)
  return whole ? (k as Kept) : null
}

/** Forgets what was found before, so that the next check begins from nothing. */
export const forgetKept = (id: string): void => shelf.remove(shelfName(id))

let stop: AbortController | null = null

/** Ends a check that is running. */
export function stopVerifying(): void {
  stop?.abort()
}

/** Checks the record of a project from its first commit to its newest. */
export async function startVerifying(project: { key: string; id: string }): Promise<void> {
  stopVerifying()
  const mine = new AbortController()
  stop = mine
  const began = performance.now()
  const kept = keptOf(project.id)
  const set = (part: Partial<Verification>) => {
    if (stop === mine) verification.set((v) => (v ? { ...v, ...part } : v))
  }
  verification.set({ project: project.key, is: 'running', done: 0, of: 0, bytes: 0, kept })
  try {
    // The checkpoint is asked for by itself: the log has to agree with it, and it says how much there is to do.
    const said = await read(() =>
      api.GET('/api/v1/projects/{project}/checkpoint', { params: { path: { project: project.key } }, signal: mine.signal }),
    )
    const now = readCheckpoint(said.checkpoint)
    set({ of: now?.size ?? 0 })
    const known: Known[] = []
    if (kept) known.push({ size: kept.size, root: kept.root, from: 'kept' })
    if (now) known.push({ size: now.size, root: now.root, from: 'server' })
    const log = await openLog(project.key, mine.signal)
    const verdict = await inWorker(log, { is: 'start', key: kept?.key, known }, mine.signal, (done, bytes) =>
      set({ done, bytes }),
    )
    const at = new Date().toISOString()
    if (verdict.good && verdict.proved.signed) {
      const { keyText, size, root } = verdict.proved
      shelf.write(shelfName(project.id), { key: keyText, size, root, at } satisfies Kept)
    }
    set({
      is: 'done',
      verdict,
      at,
      ms: performance.now() - began,
      ...(verdict.good ? { done: verdict.proved.size, of: verdict.proved.size, bytes: verdict.proved.bytes } : {}),
    })
  } catch (error) {
    set(mine.signal.aborted ? { is: 'stopped' } : { is: 'broken', error })
  }
}

function inWorker(
  log: ReadableStream<Uint8Array>,
  start: ToVerifier,
  signal: AbortSignal,
  onProgress: (commit: number, bytes: number) => void,
): Promise<Verdict> {
  const worker = new Worker(new URL('./verify.worker.ts', import.meta.url), { type: 'module' })
  const reader = log.getReader()
  const say = (message: ToVerifier) => worker.postMessage(message)
  return new Promise<Verdict>((resolve, reject) => {
    const fail = (why: unknown) => reject(why instanceof Error ? why : new Error(String(why)))
    signal.addEventListener('abort', () => fail(signal.reason))
    worker.onerror = (e) => fail(e.message)
    worker.onmessage = ({ data }: MessageEvent<FromVerifier>) => {
      switch (data.is) {
        case 'more':
          reader.read().then((r) => say({ is: 'piece', bytes: r.done ? null : r.value }), fail)
          break
        case 'progress':
          onProgress(data.commit, data.bytes)
          break
        case 'verdict':
          resolve(data.verdict)
          break
        case 'broken':
          fail(data.message)
          break
      }
    }
    say(start)
  }).finally(() => {
    worker.terminate()
    void reader.cancel().catch(() => undefined)
  })
}
