import { useEffect, type RefObject } from 'react'
import { zoomedAt, type Viewport } from './viewport'

/** Moves and zooms by the wheel: Ctrl zooms at the pointer, Shift moves sideways. React listens to wheels passively, so that it cannot keep the page from zooming. */
export function useWheel(ref: RefObject<Element | null>, current: Viewport, change: (to: Viewport) => void): void {
  useEffect(() => {
    const element = ref.current
    if (!element) return
    let now = current
    let frame = 0
    const wheel = (event: Event) => {
      if (!(event instanceof WheelEvent)) return
      event.preventDefault()
      const r = element.getBoundingClientRect()
      const at = { x: event.clientX - r.left, y: event.clientY - r.top }
      const unit = event.deltaMode === 1 ? 16 : 1
      if (event.ctrlKey || event.metaKey) now = zoomedAt(now, at, now.k * Math.exp((-event.deltaY * unit) / 320))
      else {
        const dx = event.shiftKey ? event.deltaY : event.deltaX
        now = { ...now, x: now.x - dx * unit, y: now.y - (event.shiftKey ? 0 : event.deltaY) * unit }
      }
      // Several turns come within one frame.
      if (frame === 0)
        frame = requestAnimationFrame(() => {
          frame = 0
          change(now)
        })
    }
    element.addEventListener('wheel', wheel, { passive: false })
    return () => {
      cancelAnimationFrame(frame)
      element.removeEventListener('wheel', wheel)
    }
  }, [ref, current, change])
}
