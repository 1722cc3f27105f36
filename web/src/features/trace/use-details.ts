import { useCallback, useEffect, useMemo, useReducer, useState } from 'react'
import { detailsAtOnce, readDetails, type Chain } from '../../api/chain-queries'
import type { View } from '../../api/project'

interface Kept {
  state: string
  chain: Chain
}

/** How many chains are kept with their steps; beyond it the oldest go. */
const most = 4000
/** Rest of the wheel before steps are asked for, in milliseconds. */
const rest = 60

/**
 * The steps of the chains in sight. They are asked for when scrolling rests;
 * after a commit those before stay until the new ones are there.
 */
export function useDetails(view: View, wanted: readonly string[]) {
  const [kept] = useState(() => new Map<string, Kept>())
  const [version, changed] = useReducer((n: number) => n + 1, 0)
  const [error, setError] = useState<unknown>(null)
  const [again, retry] = useReducer((n: number) => n + 1, 0)
  const names = wanted.join(' ')
  useEffect(() => {
    const missing = names.split(' ').filter((k) => k !== '' && kept.get(k)?.state !== view.key)
    if (missing.length === 0) return
    const stop = new AbortController()
    const timer = setTimeout(() => {
      const load = async () => {
        for (let i = 0; i < missing.length; i += detailsAtOnce) {
          for (const chain of await readDetails(view, missing.slice(i, i + detailsAtOnce), stop.signal)) {
            if (chain.allocation === undefined) continue
            kept.delete(chain.allocation)
            kept.set(chain.allocation, { state: view.key, chain })
          }
          for (const key of kept.keys()) {
            if (kept.size <= most) break
            kept.delete(key)
          }
          changed()
        }
        setError(null)
      }
      load().catch((e: unknown) => {
        if (!stop.signal.aborted) setError(e)
      })
    }, rest)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [names, view, kept, again])
  /** A row with its steps, or as it is while they are read. */
  const detailed = useCallback(
    (c: Chain): Chain => {
      const found = c.allocation === undefined ? undefined : kept.get(c.allocation)
      // Steps of another state may not fit the row any more; its length must.
      return found && (found.state === view.key || found.chain.lines === c.lines) ? found.chain : c
    },
    // eslint-disable-next-line react-hooks/exhaustive-deps -- the map stays the same object; version says that it changed
    [kept, version, view.key],
  )
  return useMemo(() => ({ detailed, error, retry }), [detailed, error])
}
