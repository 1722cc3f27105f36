import { Glyph } from '../../ui/Glyph'
import type { Overlay } from '../../ui/grid/overlay'
import type { PastePlan } from '../../ui/grid/paste-plan'
import { currentRange, isSingle, type Selection } from '../../ui/grid/selection'
import { useGridText } from '../../ui/grid/words'
import type { Pasting } from './PastePanel'
import css from './GridScreen.module.css'

interface FootProps {
  selection: Selection
  rows: number
  overlay: Overlay
  pasting: Pasting | null
  plan: PastePlan | null
}

/** Where the user is, what is on its way, and the keys that matter here. */
export function Foot({ selection, rows, overlay, pasting, plan }: FootProps) {
  const t = useGridText()
  const range = currentRange(selection)
  return (
    <div className={css.foot}>
      {pasting && plan ? (
        <span>
          {t('grid.paste.foot', {
            rows: plan.rows.length,
            columns: pasting.layout.columns.length,
            row: pasting.at.row + 1,
          })}
        </span>
      ) : (
        <span aria-live="polite">
          {isSingle(selection)
            ? t('grid.foot.row', { row: Math.min(selection.active.row + 1, rows), count: rows })
            : t('grid.foot.selection', { rows: range.bottom - range.top + 1, columns: range.right - range.left + 1 })}
        </span>
      )}
      {overlay.saving > 0 && <span role="status">{t('grid.foot.saving', { count: overlay.saving })}</span>}
      {overlay.stuck > 0 && (
        <span className={css.stuck} role="status">
          <Glyph name="marker-suspect" size={12} />
          {t('grid.foot.stuck', { count: overlay.stuck })}
        </span>
      )}
      <span className={css.keys}>
        {pasting ? (
          <>
            <kbd>Ctrl Z</kbd> {t('grid.paste.undo')}
          </>
        ) : (
          <>
            <kbd>F2</kbd> {t('grid.foot.keys')} <kbd>Ctrl D</kbd> {t('grid.foot.fill')} <kbd>Space</kbd> {t('grid.foot.open')}
          </>
        )}
      </span>
    </div>
  )
}
