import { backoff, pause } from '../lib/backoff'

const tries = 30

/** Loads a part of the app, again and again while the server is away: what was opened shows once it is back. */
export async function patient<T>(load: () => Promise<T>): Promise<T> {
  for (let failures = 1; ; failures++) {
    try {
      return await load()
    } catch (error) {
      if (failures >= tries) throw error
      await pause(backoff(failures))
    }
  }
}

/** The parts that are needed most when the server is away, or that have to come at once. */
const first: readonly (() => Promise<unknown>)[] = [
  () => import('../features/item/PendingDialog'),
  () => import('../features/sign-in/SignInOverlay'),
  () => import('../features/item/ItemPanel'),
  () => import('./palette/Palette'),
  () => import('./palette/KeyMap'),
  () => import('../features/help/HelpDrawer'),
]

let warm = false

/** Loads those parts in advance, one after the other, once the page has come to rest. */
export function warmUp(): () => void {
  if (warm) return () => undefined
  const timer = setTimeout(() => {
    warm = true
    void first.reduce((before, load) => before.then(load), Promise.resolve() as Promise<unknown>).catch(() => (warm = false))
  }, 2500)
  return () => clearTimeout(timer)
}
