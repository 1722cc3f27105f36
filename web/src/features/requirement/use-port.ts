import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from 'react'
import { drawnOf, type Drawn, type Measures } from './layout'

const nothing: Drawn = { top: 0, bottom: 0, first: 0, last: 0 }
const same = (a: Drawn, b: Drawn) => a.top === b.top && a.bottom === b.bottom && a.first === b.first && a.last === b.last

/** What of the matrix is drawn as its box is scrolled; it changes once a frame at most. */
export function usePort(box: RefObject<HTMLDivElement | null>, lines: number, columns: number, at: Measures) {
  const [drawn, setDrawn] = useState<Drawn>(nothing)
  const frame = useRef(0)
  const look = useCallback(() => {
    const el = box.current
    if (!el) return
    const port = { top: el.scrollTop, left: el.scrollLeft, width: el.clientWidth, height: el.clientHeight }
    const next = drawnOf(port, lines, columns, at)
    setDrawn((before) => (same(before, next) ? before : next))
  }, [box, lines, columns, at])
  const onScroll = useCallback(() => {
    if (frame.current) return
    frame.current = requestAnimationFrame(() => {
      frame.current = 0
      look()
    })
  }, [look])
  useLayoutEffect(look, [look])
  useEffect(() => {
    const el = box.current
    if (!el) return
    const watch = new ResizeObserver(look)
    watch.observe(el)
    return () => {
      watch.disconnect()
      cancelAnimationFrame(frame.current)
      frame.current = 0
    }
  }, [box, look])
  return { drawn, onScroll, look }
}
