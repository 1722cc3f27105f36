import { useCallback, useRef, useState } from 'react'
import { scrollFor, windowOf, type Window } from './layout'
import type { Cell } from './selection'
import { useScrolled } from '../use-scrolled'

const none: Window = { top: 0, bottom: 0, left: 1, right: 1 }
const same = (a: Window, b: Window) => a.top === b.top && a.bottom === b.bottom && a.left === b.left && a.right === b.right

/** Which rows and columns of a scrolled box are drawn. It changes once a frame at most. */
export function useWindow(rows: number, offsets: readonly number[], head: number, row: number, frozen: number) {
  const box = useRef<HTMLDivElement>(null)
  const [win, setWin] = useState<Window>(none)
  const look = useCallback(() => {
    const el = box.current
    if (!el) return
    const next = windowOf(
      { top: el.scrollTop, left: el.scrollLeft, width: el.clientWidth, height: el.clientHeight - head },
      rows,
      offsets,
      row,
      frozen,
    )
    setWin((before) => (same(before, next) ? before : next))
  }, [rows, offsets, head, row, frozen])
  const onScroll = useScrolled(box, look)
  /** Brings a cell into sight. */
  const reveal = useCallback(
    (cell: Cell) => {
      const el = box.current
      if (!el) return
      const to = scrollFor(
        cell,
        { top: el.scrollTop, left: el.scrollLeft, width: el.clientWidth, height: el.clientHeight },
        offsets,
        head,
        row,
        frozen,
      )
      if (to.top !== el.scrollTop) el.scrollTop = to.top
      if (to.left !== el.scrollLeft) el.scrollLeft = to.left
      look()
    },
    [offsets, head, row, frozen, look],
  )
  return { box, win, onScroll, reveal }
}
