/**
 * Room for zones that were arranged while collapsed and are open now: what
 * stands in the same row moves to the right, what stands below moves down.
 * Nothing of it is written into the layout, so closing brings all back.
 */
import type { Point } from '../geometry'
import type { StoredBox, StoredLayout } from './stored'

export interface Size {
  w: number
  h: number
}

/** How far things stand aside. */
export interface Room {
  shift: (key: string, box: Pick<StoredBox, 'x' | 'y' | 'h'>) => Point
  /** How far what begins at a height moves down. */
  down: (y: number) => number
}

interface Growth {
  key: string
  x: number
  y: number
  right: number
  bottom: number
  dw: number
  dh: number
}

/** The room that siblings make; null if none of them grows. */
export function roomFor(
  siblings: readonly string[],
  layout: StoredLayout,
  sizes: ReadonlyMap<string, Size>,
  collapsed: ReadonlySet<string>,
): Room | null {
  const growths: Growth[] = []
  for (const key of siblings) {
    const box = layout.boxes[key]
    const size = sizes.get(key)
    if (!box?.small || !size || collapsed.has(key)) continue
    const [w, h] = [box.w ?? 0, box.h ?? 0]
    const growth = { key, x: box.x, y: box.y, right: box.x + w, bottom: box.y + h }
    growths.push({ ...growth, dw: Math.max(0, size.w - w), dh: Math.max(0, size.h - h) })
  }
  if (growths.length === 0) return null
  const rows = inRows(growths)
  const down = (y: number) => rows.reduce((sum, r) => sum + (y >= r.bottom ? r.dh : 0), 0)
  return {
    down,
    shift: (key, box) => {
      const low = box.y + (box.h ?? 0)
      let x = 0
      for (const g of growths) if (g.key !== key && g.y < low && box.y < g.bottom && box.x >= g.right) x += g.dw
      return { x, y: down(box.y) }
    },
  }
}

/** Zones that grow in the same row push what is below only once, as far as the highest of them needs. */
function inRows(growths: readonly Growth[]): { bottom: number; dh: number }[] {
  const rows: { top: number; bottom: number; dh: number }[] = []
  for (const g of [...growths].sort((a, b) => a.y - b.y)) {
    const row = rows.at(-1)
    if (row && g.y < row.bottom) {
      row.bottom = Math.min(row.bottom, g.bottom)
      row.dh = Math.max(row.dh, g.dh)
    } else rows.push({ top: g.y, bottom: g.bottom, dh: g.dh })
  }
  return rows
}
