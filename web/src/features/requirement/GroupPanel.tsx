import type { Matrix } from '../../api/matrix-queries'
import type { Fr } from '../../domain/sl'
import { Button } from '../../ui/Button'
import { useT } from '../../ui/language'
import { KeyLink } from '../../ui/navigation'
import { Empty } from '../../ui/Notice'
import { VectorGlyph } from '../../ui/VectorGlyph'
import { signOf, type Overlay } from './cells'
import { Section } from './CellPanel'
import { standingOf, type OpenRow } from './compensate'
import { signMark } from './MatrixCells'
import { whyWords } from './words'
import css from './Panel.module.css'

interface GroupPanelProps {
  matrix: Matrix
  overlay: Overlay
  fr: Fr
  place: number
  onJump: (name: string) => void
  onClose: () => void
}

/** The inputs of one number: the level of an FR on a place, and the rows that hold it down. */
export function GroupPanel({ matrix, overlay, fr, place, onJump, onClose }: GroupPanelProps) {
  const t = useT()
  const p = matrix.places[place]!
  const { achieved, target, holding, later } = standingOf(matrix, overlay, fr, place)
  const list = (of: readonly OpenRow[]) => (
    <ul>
      {of.map(({ row, cell }) => (
        <li key={row.row}>
          <button type="button" className={css.jump} onClick={() => onJump(`${p.key} ${row.row}`)}>
            <span className={css.mark}>{signMark(signOf(cell))}</span>
            <span className="grow">
              <span className="mono">{row.row}</span> {row.title}
              <small>{whyWords(t, cell)}</small>
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
  return (
    <>
      <div className={css.head}>
        <div className="row">
          <KeyLink item={p.key} />
          <span className="muted tiny grow ellipsis">{p.title}</span>
          <Button look="icon" small glyph="ui-close" aria-label={t('matrix.panel.close')} onClick={onClose} />
        </div>
        <h2>{t(`matrix.fr.${fr}`)}</h2>
        <p className={css.applies}>{t('matrix.group.level', { fr, achieved, target })}</p>
      </div>
      <div className={css.section}>
        <VectorGlyph size="l" levels={p} title={p.title} />
      </div>
      {holding.length + later.length === 0 && <Empty>{t('matrix.group.none')}</Empty>}
      {holding.length > 0 && <Section title={t('matrix.group.holding', { fr, achieved })}>{list(holding)}</Section>}
      {later.length > 0 && <Section title={t('matrix.group.later')}>{list(later)}</Section>}
    </>
  )
}
