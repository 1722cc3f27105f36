import { useCallback, useState } from 'react'
import { userId } from '../../api/session'
import { shelf } from '../../lib/kept'

/**
 * What somebody has typed or chosen and not sent; it outlives the browser. Kept
 * per user. What another version wrote is left aside.
 */
export function useDraft<T>(name: string, initial: T, isOne: (x: unknown) => x is T): [T, (next: T) => void, () => void] {
  const at = `start.${userId()}.${name}`
  const [value, setValue] = useState(() => {
    const kept = shelf.read(at)
    return isOne(kept) ? kept : initial
  })
  const set = useCallback(
    (next: T) => {
      setValue(next)
      shelf.write(at, next)
    },
    [at],
  )
  const forget = useCallback(() => {
    setValue(initial)
    shelf.remove(at)
  }, [at, initial])
  return [value, set, forget]
}
