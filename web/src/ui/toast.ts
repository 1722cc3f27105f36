import { createStore } from '../lib/store'

/** One short word about what was done, with a way back. */
export interface Toast {
  id: number
  text: string
  action?: { label: string; run: () => void }
}

export const toasts = createStore<readonly Toast[]>([])

let last = 0

/** Says something for some seconds; screen readers are told too. */
export function say(text: string, action?: Toast['action']): void {
  const toast = { id: ++last, text, action }
  toasts.set((all) => [...all.slice(-2), toast])
  setTimeout(() => toasts.set((all) => all.filter((x) => x !== toast)), action ? 8000 : 5000)
}
