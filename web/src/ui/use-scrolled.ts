import { useCallback, useEffect, useLayoutEffect, useRef, type RefObject } from 'react'

/**
 * Looks again at a scrolled box whenever it is scrolled, sized or drawn anew; of
 * scrolling at most once a frame. Gives the handler for its scroll events.
 */
export function useScrolled(box: RefObject<HTMLElement | null>, look: () => void): () => void {
  const frame = useRef(0)
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
    return () => watch.disconnect()
  }, [box, look])
  useEffect(() => () => cancelAnimationFrame(frame.current), [])
  return onScroll
}
