import { gutter } from './layout'
import { isSingle, rangeOf, type Range, type Selection } from './selection'
import css from './Grid.module.css'

interface SelectionLayerProps {
  selection: Selection
  offsets: readonly number[]
  head: number
  row: number
  /** So many columns stay in sight. */
  frozen: number
  /** What is on the clipboard or in a preview, with a dashed line around. */
  ants: Range | null
  /** The active row is a line above a group, which is one cell. */
  line: boolean
  focused: boolean
  /** The range can be filled by dragging its corner. */
  handle: boolean
  onHandle: (event: React.PointerEvent) => void
}

/** The selection as frames over the cells. What lies in the frozen column is drawn once more above it. */
export function SelectionLayer({
  selection,
  offsets,
  head,
  row,
  frozen: count,
  ants,
  line,
  focused,
  handle,
  onHandle,
}: SelectionLayerProps) {
  const frozen = offsets[count] ?? 0
  const box = (r: Range, inFrozen: boolean) => {
    const left = Math.max(offsets[r.left] ?? 0, 0)
    const end = inFrozen ? Math.min(offsets[r.right + 1] ?? 0, frozen) : (offsets[r.right + 1] ?? 0)
    return {
      left: inFrozen ? left : left + gutter,
      top: head + r.top * row,
      width: end - left,
      height: (r.bottom - r.top + 1) * row - 1,
    }
  }
  const at = selection.active
  const active = line ? { top: at.row, bottom: at.row, left: 0, right: offsets.length - 2 } : rangeOf(at, at)
  const last = selection.ranges.at(-1)
  const draw = (inFrozen: boolean) => {
    // A line above a group runs over the frozen columns in one piece.
    const shows = (r: Range) => !inFrozen || (!line && r.left < count)
    return (
      <>
        {!isSingle(selection) &&
          selection.ranges.map((r, i) => shows(r) && <div key={i} className={css.range} style={box(r, inFrozen)} />)}
        {shows(active) && <div className={css.active} style={box(active, inFrozen)} />}
        {ants && shows(ants) && <div className={css.ants} style={box(ants, inFrozen)} />}
      </>
    )
  }
  const corner = last && box(last, false)
  return (
    <div aria-hidden className={focused ? undefined : css.quiet}>
      <div className={css.frozenLayer}>{draw(true)}</div>
      <div className={css.layer}>
        {draw(false)}
        {handle && !line && corner && (
          <div
            className={css.handle}
            style={{ left: corner.left + corner.width - 5, top: corner.top + corner.height - 4 }}
            onPointerDown={onHandle}
          />
        )}
      </div>
    </div>
  )
}
