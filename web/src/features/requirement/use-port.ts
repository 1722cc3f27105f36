import { useCallback, useLayoutEffect, useRef, useState } from 'react'
import { drawnOf, scrollTo, towards, type Drawn, type Measures, type Port } from './layout'
import { useScrolled } from '../../ui/use-scrolled'

const nothing: Drawn = { top: 0, bottom: 0, first: 0, last: 0 }
const same = (a: Drawn, b: Drawn) => a.top === b.top && a.bottom === b.bottom && a.first === b.first && a.last === b.last

/** How far a box is scrolled, and its size. */
export const portOf = (el: HTMLElement): Port => ({
  top: el.scrollTop,
  left: el.scrollLeft,
  width: el.clientWidth,
  height: el.clientHeight,
})

/** What of the matrix is drawn as its box is scrolled; it changes once a frame at most. */
export function usePort(lines: number, columns: number, at: Measures) {
  const box = useRef<HTMLDivElement>(null)
  const [drawn, setDrawn] = useState<Drawn>(nothing)
  const drawnNow = useRef<Drawn>(nothing)
  const again = useRef(() => {})
  const look = useCallback(() => {
    const el = box.current
    if (!el) return
    const goal = drawnOf(portOf(el), lines, columns, at)
    const next = towards(drawnNow.current, goal)
    if (same(next, drawnNow.current)) return
    drawnNow.current = next
    setDrawn(next)
    if (!same(next, goal)) again.current()
  }, [lines, columns, at])
  const onScroll = useScrolled(box, look)
  useLayoutEffect(() => {
    again.current = onScroll
    look()
  }, [look, onScroll])
  /** Brings a cell into sight. */
  const reveal = useCallback(
    (row: number, col: number) => {
      const el = box.current
      if (!el) return
      const to = scrollTo({ row, col }, portOf(el), at)
      if (to.top !== el.scrollTop) el.scrollTop = to.top
      if (to.left !== el.scrollLeft) el.scrollLeft = to.left
      look()
    },
    [at, look],
  )
  return { box, drawn, onScroll, reveal }
}
