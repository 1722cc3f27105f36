import { memo } from 'react'
import type { MatrixRow } from '../../api/matrix-queries'
import type { Fr } from '../../domain/sl'
import { Glyph } from '../../ui/Glyph'
import type { Line } from './filter'
import { rowHeight, runOf } from './layout'
import { frNumber, Run, type Drawing } from './MatrixCells'
import css from './Matrix.module.css'

interface MatrixLineProps {
  drawing: Drawing
  line: Line
  at: number
  /** Runs of columns to draw. */
  first: number
  last: number
  from: number
  to: number
  active: number
  onFold: (fr: Fr) => void
}

/** One line: its head, which stays at the left, and the runs of cells in sight. */
export const MatrixLine = memo(function MatrixLine(props: MatrixLineProps) {
  const { drawing, line, at, first, last, from, to, active, onFold } = props
  const runs: number[] = []
  for (let run = first; run < last; run++) runs.push(run)
  const look = line.is === 'group' ? css.group : css.row
  return (
    <div
      role="row"
      aria-rowindex={at + 2}
      className={`${css.line} ${look} ${active >= 0 ? css.here : ''}`}
      style={{ top: at * rowHeight }}
    >
      {line.is === 'group' ? (
        <GroupHead drawing={drawing} line={line} onFold={onFold} />
      ) : (
        <RowHead row={drawing.matrix.rows[line.row]!} drawing={drawing} />
      )}
      {runs.map((run) => {
        const start = run * runOf
        const mine = (col: number) => col >= start && col < start + runOf
        const touches = from >= 0 && from < start + runOf && to >= start
        return (
          <Run
            key={run}
            drawing={drawing}
            line={line}
            at={at}
            run={run}
            from={touches ? Math.max(from, start) : -1}
            to={touches ? Math.min(to, start + runOf - 1) : -1}
            active={mine(active) ? active : -1}
          />
        )
      })}
    </div>
  )
})

function RowHead({ row, drawing }: { row: MatrixRow; drawing: Drawing }) {
  const enhancement = row.row.indexOf('RE(')
  const code = enhancement < 0 ? row.row : row.row.slice(enhancement)
  return (
    <div role="rowheader" aria-colindex={1} className={`${css.rowHead} ${enhancement < 0 ? '' : css.enhancement}`}>
      <span className={css.code}>
        {enhancement > 0 && <span className="visually-hidden">{row.row.slice(0, enhancement)}</span>}
        {code}
      </span>
      <span className={`${css.name} ellipsis`} title={`${row.row} ${row.title}`}>
        {row.title}
      </span>
      <span className={css.from} title={drawing.t('matrix.fromLevel', { level: row.level })}>
        {row.level}
      </span>
    </div>
  )
}

function GroupHead({ drawing, line, onFold }: { drawing: Drawing; line: Line & { is: 'group' }; onFold: (fr: Fr) => void }) {
  const { t } = drawing
  const name = t(`matrix.fr.${line.fr}`)
  return (
    <div role="rowheader" aria-colindex={1} className={css.rowHead}>
      <button
        type="button"
        tabIndex={-1}
        className={css.fold}
        aria-expanded={!line.folded}
        aria-label={t(line.folded ? 'matrix.unfold' : 'matrix.fold', { fr: line.fr })}
        onClick={() => onFold(line.fr)}
      >
        <Glyph name={line.folded ? 'ui-chevron-right' : 'ui-chevron-down'} size={12} />
      </button>
      <b className="nowrap">
        FR {frNumber(line.fr)} {line.fr}
      </b>
      <span className={`${css.name} muted ellipsis`}>{name}</span>
      <span className={css.from} title={t('matrix.rowsShown', { count: line.rows })}>
        {line.rows}
      </span>
    </div>
  )
}
