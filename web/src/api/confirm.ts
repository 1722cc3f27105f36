/**
 * Sensitive operations ask who the user is when the last proof is some minutes
 * old. A call that hears so waits here until the user has proved it over the
 * open page, and is then made once more.
 */
import { createStore } from '../lib/store'

/** Whether a call waits for a confirmation. */
export const confirming = createStore<{ done: (proved: boolean) => void } | null>(null)

/** Resolves to whether the user proved who it is. Calls that wait together share one question. */
export function confirmIdentity(): Promise<boolean> {
  return new Promise((resolve) => {
    const before = confirming.get()
    confirming.set({
      done: (proved) => {
        confirming.set(null)
        before?.done(proved)
        resolve(proved)
      },
    })
  })
}
