import { useCallback, useEffect, useRef } from 'react'

/** A function that stays the same object and always does what the latest one does. For events, not for drawing. */
export function useStable<A extends unknown[], R>(run: (...args: A) => R): (...args: A) => R {
  const latest = useRef(run)
  useEffect(() => {
    latest.current = run
  })
  return useCallback((...args: A) => latest.current(...args), [])
}
