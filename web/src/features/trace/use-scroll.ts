import { useCallback, useRef, useState } from 'react'
import { unitAt } from './selection'
import { useScrolled } from '../../ui/use-scrolled'

/** Pixels drawn above and below what is in sight. */
const beyond = 200
/** Entries that come and go together, so that not every frame changes them. */
const step = 4

interface Range {
  first: number
  /** Behind the last. */
  end: number
}

/** Which entries of a scrolled box are drawn. It changes once a frame at most. */
export function useScroll(offsets: readonly number[]) {
  const box = useRef<HTMLDivElement>(null)
  const [range, setRange] = useState<Range>({ first: 0, end: 0 })
  const look = useCallback(() => {
    const el = box.current
    if (!el) return
    const first = Math.floor(unitAt(offsets, el.scrollTop - beyond) / step) * step
    const last = unitAt(offsets, el.scrollTop + el.clientHeight + beyond) + 1
    const end = Math.min(offsets.length - 1, Math.ceil(last / step) * step)
    setRange((before) => (before.first === first && before.end === end ? before : { first, end }))
  }, [offsets])
  const onScroll = useScrolled(box, look)
  /** Brings a line into sight, below the head. */
  const reveal = useCallback(
    (top: number, height: number) => {
      const el = box.current
      if (!el) return
      const room = el.clientHeight - (el.querySelector('thead')?.clientHeight ?? 0)
      if (top < el.scrollTop) el.scrollTop = top
      else if (top + height > el.scrollTop + room) el.scrollTop = top + height - room
      look()
    },
    [look],
  )
  return { box, range, onScroll, reveal }
}
