import { memo, type ReactNode } from 'react'
import type { Chain } from '../../api/chain-queries'
import { Glyph } from '../../ui/Glyph'
import type { GlyphName } from '../../ui/glyph-names'
import { useT, type Translate } from '../../ui/language'
import { KeyLink } from '../../ui/navigation'
import { cellsOf, linesOf, type Cell, type Layer } from './cells'
import { StepCell } from './StepCell'
import type { GroupBy } from './selection'
import { excused } from './selection'
import css from './Trace.module.css'

/** What a cell can be asked to do. */
export interface CellActions {
  add: (chain: Chain, cell: Cell) => void
  confirm: (chain: Chain, cell: Cell) => void
  reach: (unit: number, line: number, column: number) => void
}

interface ChainRowsProps {
  chain: Chain
  unit: number
  /** Number of its first line among all, from 1. */
  first: number
  by: GroupBy
  placeTitle: string
  rowTitle: string
  /** The cell of this chain that has the keys, as line and column. */
  active: { line: number; column: number } | null
  editable: boolean
  /** Whether suspect links can be confirmed here. */
  confirms: boolean
  actions: CellActions
}

/** Lines from which what a merged cell says stays in sight while it is scrolled past; it costs time to draw. */
const tall = 6

type CellProps = ChainRowsProps & { lines: number }

const chainGlyphs: Record<string, GlyphName> = {
  'not allocated': 'chain-no-design',
  'no design': 'chain-no-design',
  'component requirement missing': 'chain-component-requirement-missing',
  'no test': 'chain-no-test',
  'not run': 'chain-not-run',
  'last run failed': 'chain-last-run-failed',
  'no evidence': 'chain-no-evidence',
  'evidence not valid': 'chain-evidence-not-valid',
  suspect: 'chain-suspect',
  complete: 'chain-complete',
}

const gapWords: Record<Layer, Parameters<Translate>[0]> = {
  allocation: 'trace.noAllocation',
  'component requirement': 'trace.noRequirement',
  design: 'trace.noDesign',
  'test case': 'trace.noTest',
  'test run': 'trace.noRun',
  evidence: 'trace.noEvidence',
}

/** The words of a step that is missing. */
export const gapText = (t: Translate, layer: Layer): string => t(gapWords[layer])

/** Sign and words of a chain as a whole. */
export function chainWords(t: Translate, c: Chain): { glyph: GlyphName; words: string } {
  if (excused(c))
    return c.counts === 'compensated'
      ? { glyph: 'strength-compensated', words: t('trace.compensated') }
      : { glyph: 'strength-not-applicable', words: t('assessment.not applicable') }
  const state = c.state === 'not allocated' ? t('trace.notAllocated') : t(`chain.${c.state}`)
  return { glyph: chainGlyphs[c.state] ?? 'chain-no-design', words: state }
}

/** One row of the standard on one place: all lines of its chain. */
export const ChainRows = memo(function ChainRows(p: ChainRowsProps) {
  const cells = cellsOf(p.chain)
  const lines = linesOf(p.chain)
  const row = { ...p, lines }
  return (
    <tbody className={css.chain} data-excused={excused(p.chain) || undefined}>
      {Array.from({ length: lines }, (_, line) => (
        <tr key={line} aria-rowindex={p.first + line}>
          {cells
            .filter((c) => c.line === line)
            .map((cell) => (
              <TraceCell key={cell.column} cell={cell} p={row} />
            ))}
        </tr>
      ))}
    </tbody>
  )
})

function TraceCell({ cell, p }: { cell: Cell; p: CellProps }) {
  const t = useT()
  const on =
    p.active !== null && p.active.column === cell.column && p.active.line >= cell.line && p.active.line < cell.line + cell.span
  const { content } = cell
  const missing = content.is === 'gap' && !excused(p.chain)
  const suspect = content.is === 'step' && content.step.suspect !== undefined
  const look = missing ? css.missing : suspect ? css.suspect : content.is === 'none' ? css.none : ''
  return (
    <td
      rowSpan={cell.span}
      className={`${look} ${on ? css.active : ''} ${cell.line + cell.span === p.lines ? css.last : ''}`}
      role="gridcell"
      aria-colindex={cell.column + 1}
      tabIndex={on ? 0 : -1}
      data-at={`${p.unit}.${cell.line}.${cell.column}`}
      onFocus={() => p.actions.reach(p.unit, cell.line, cell.column)}
    >
      <div className={cell.span > tall ? `${css.inside} ${css.stays}` : css.inside} style={{ maxHeight: cell.span * 28 - 1 }}>
        <Inside cell={cell} p={p} t={t} />
      </div>
    </td>
  )
}

function Inside({ cell, p, t }: { cell: Cell; p: CellProps; t: Translate }): ReactNode {
  const { chain } = p
  const { content } = cell
  switch (content.is) {
    case 'row':
      return <RowHead chain={chain} by={p.by} place={p.placeTitle} row={p.rowTitle} lines={cell.span} />
    case 'allocation':
      return <Allocation chain={chain} lines={cell.span} />
    case 'step':
      return (
        <StepCell step={content.step} lines={cell.span} editable={p.confirms} onConfirm={() => p.actions.confirm(chain, cell)} />
      )
    case 'gap': {
      const { gap } = content
      const what = gap.layer === 'component requirement' && gap.componentRow ? gap.componentRow : ''
      if (excused(chain)) return <span className={css.quiet}>–</span>
      return (
        <div className={css.gap}>
          <span className={css.line} title={gap.assets?.join(', ')}>
            {gapText(t, gap.layer)} {what}
          </span>
          {p.editable && (
            <button type="button" className={css.add} tabIndex={-1} onClick={() => p.actions.add(chain, cell)}>
              {t('trace.add')}
              <span className="visually-hidden"> {`${t(`trace.column.${gap.layer}`)}, ${gap.row}, ${gap.place}`}</span>
            </button>
          )}
        </div>
      )
    }
    case 'none':
      return <span className="visually-hidden">{t('trace.nothingNeeded')}</span>
    case 'waits':
      return <span className={css.quiet}>…</span>
  }
}

interface RowHeadProps {
  chain: Chain
  by: GroupBy
  /** Titles of its place and of its row. */
  place: string
  row: string
  lines: number
}

function RowHead({ chain, by, place, row, lines }: RowHeadProps) {
  const t = useT()
  const title = by === 'place' ? row : place
  return (
    <div className={css.step} title={`${chain.row} ${row}, ${chain.place} ${place}`}>
      {by === 'place' ? (
        <b className={css.code}>{chain.row}</b>
      ) : (
        <KeyLink item={chain.place} className={css.key} tabIndex={-1} />
      )}
      <span className={lines > 1 ? css.wrap : css.line} style={lines > 1 ? { WebkitLineClamp: Math.min(lines, 3) } : undefined}>
        {title}
      </span>
      <span className={css.level} title={chain.asked ? t('trace.level', { level: chain.level }) : t('trace.above')}>
        {chain.asked ? `SL ${chain.level}` : `(SL ${chain.level})`}
      </span>
    </div>
  )
}

function Allocation({ chain, lines }: { chain: Chain; lines: number }) {
  const t = useT()
  const { glyph, words } = chainWords(t, chain)
  const tone =
    chain.state === 'suspect' || chain.state === 'evidence not valid'
      ? 'suspect-text'
      : chain.state === 'last run failed'
        ? 'gap-text'
        : 'muted'
  return (
    <div className={css.step} title={`${chain.allocation ?? ''}: ${words}`}>
      <Glyph name={glyph} size={14} />
      <KeyLink item={chain.allocation ?? ''} className={css.key} tabIndex={-1} />
      <span
        className={`${lines > 1 ? css.wrap : css.line} ${tone}`}
        style={lines > 1 ? { WebkitLineClamp: Math.min(lines, 3) } : undefined}
      >
        {chain.retired
          ? t('item.retired')
          : chain.state === 'complete' || excused(chain)
            ? excused(chain)
              ? words
              : t('trace.complete')
            : words}
      </span>
    </div>
  )
}
