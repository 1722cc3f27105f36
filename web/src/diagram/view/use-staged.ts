import { useEffect, useState } from 'react'

interface Stages<T> {
  now: T
  /** What each part shows; null where it shows nothing yet. */
  parts: readonly (T | null)[]
  /** The next part to follow. */
  next: number
}

/** All parts, of which the first shows the new value and the others follow. */
function begun<T>(value: T, count: number, before: readonly (T | null)[]): Stages<T> {
  const parts = Array.from({ length: count }, (_, i) => (i === 0 ? value : (before[i] ?? null)))
  return { now: value, parts, next: 1 }
}

/**
 * A value that the parts of a large drawing take over one each frame, so that
 * no frame has to draw all of it. A single part follows at once.
 */
export function useStaged<T>(value: T, count: number): readonly (T | null)[] {
  const [stages, setStages] = useState(() => begun(value, count, []))
  let current = stages
  if (stages.now !== value || stages.parts.length !== count) {
    current = begun(value, count, stages.parts)
    setStages(current)
  }
  const waits = current.next < current.parts.length
  useEffect(() => {
    if (!waits) return
    const frame = requestAnimationFrame(() =>
      setStages((s) => {
        if (s.next >= s.parts.length) return s
        return { ...s, parts: s.parts.map((p, i) => (i === s.next ? s.now : p)), next: s.next + 1 }
      }),
    )
    return () => cancelAnimationFrame(frame)
  }, [waits, stages])
  return current.parts
}
