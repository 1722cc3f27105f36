import { backoff, pause } from '../lib/backoff'
import { asProblem, type ApiProblem } from './problem'

/** What repeats a call. */
export interface RetryOptions {
  /** How many attempts in all. */
  attempts?: number
  signal?: AbortSignal
  wait?: (ms: number, signal?: AbortSignal) => Promise<void>
}

/**
 * Makes a call again when it failed for a reason that passes. Only for calls
 * that may be made twice: those that read, and those that carry a name.
 */
export async function retried<T>(call: () => Promise<T>, { attempts = 4, signal, wait = pause }: RetryOptions = {}): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await call()
    } catch (error) {
      const problem: ApiProblem = asProblem(error)
      if (!problem.passing || failures >= attempts || signal?.aborted) throw problem
      await wait(Math.max(problem.wait * 1000, backoff(failures)), signal)
    }
  }
}
