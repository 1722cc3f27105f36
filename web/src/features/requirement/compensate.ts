/** From selected cells to the rows that a countermeasure is to stand in for. */
import type { Matrix } from '../../api/matrix-queries'
import type { Target } from '../../domain/compensation'
import type { Fr } from '../../domain/sl'
import type { Spot } from './assess'
import { cellAt, frAt, isLive, type CellState, type Overlay } from './cells'

/** What of a selection can be compensated, and how many cells are left out for which reason. */
export interface Picked {
  targets: Target[]
  /** They count already. */
  counting: number
  /** No target asks for them. */
  above: number
  /** They are being recorded and have no key yet. */
  saving: number
}

/** Picks the cells that can be compensated. One alone may be compensated already: it is looked at again. */
export function targetsOf(m: Matrix, overlay: Overlay, spots: readonly Spot[]): Picked {
  const out: Picked = { targets: [], counting: 0, above: 0, saving: 0 }
  for (const spot of spots) {
    const cell = cellAt(m, spot.row, spot.place, overlay)
    const row = m.rows[spot.row]!
    const place = m.places[spot.place]!
    const live = isLive(cell)
    if (!live && !cell.asked) out.above++
    else if (cell.allocation === '' && live) out.saving++
    else if (live && (cell.counts === 'compensated' ? spots.length > 1 : cell.counts !== 'does not count')) out.counting++
    else
      out.targets.push({
        allocation: cell.allocation,
        retired: cell.retired,
        place: place.key,
        placeTitle: place.title,
        row: row.row,
        title: row.title,
        reference: `${m.standard.system} ${row.row}`,
      })
  }
  return out
}

/** Whether a cell can be compensated, or is. */
export const mayCompensate = (cell: CellState): boolean =>
  (isLive(cell) || cell.asked) && (cell.counts === 'does not count' || cell.counts === 'compensated')

/** A row up to the target that does not count. */
export interface OpenRow {
  row: Matrix['rows'][number]
  cell: CellState
}

/** The level of an FR on a place, the rows that hold it down, and those that are open above it. */
export function standingOf(m: Matrix, overlay: Overlay, fr: Fr, place: number) {
  const p = m.places[place]!
  const achieved = p.achieved[frAt(fr)] ?? 0
  const rows = m.rows.flatMap((row, i): OpenRow[] => {
    if (row.fr !== fr) return []
    const cell = cellAt(m, i, place, overlay)
    return cell.asked && cell.counts === 'does not count' ? [{ row, cell }] : []
  })
  return {
    achieved,
    target: p.target[frAt(fr)] ?? 0,
    holding: rows.filter((r) => r.row.level === achieved + 1),
    later: rows.filter((r) => r.row.level > achieved + 1),
  }
}
