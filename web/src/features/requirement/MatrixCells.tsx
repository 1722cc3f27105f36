/** The cells of one line, in runs. Each is drawn once and kept while it stays the same. */
import { memo, type ReactElement } from 'react'
import type { Matrix } from '../../api/matrix-queries'
import { frs, type Fr } from '../../domain/sl'
import { Glyph } from '../../ui/Glyph'
import type { GlyphName } from '../../ui/glyph-names'
import type { Translate } from '../../ui/language'
import { cellAt, frAt, signOf, type Flat, type Overlay, type Sign } from './cells'
import { matches, picksCells, type Filter, type Line } from './filter'
import { runOf } from './layout'
import { cellWords } from './words'
import css from './Matrix.module.css'

/** All that cells are drawn from. The same object as long as nothing of it changes. */
export interface Drawing {
  matrix: Matrix
  overlay: Overlay
  flat: Flat
  filter: Filter
  columns: readonly number[]
  /** The first column that is a conduit. */
  conduits: number
  /** Open points about allocations, by key. */
  points: ReadonlyMap<string, number>
  t: Translate
  /** Begins the ids of cells. */
  id: string
}

const strengthGlyph: Partial<Record<Sign['strength'], GlyphName>> = {
  compensated: 'strength-compensated',
  claimed: 'strength-claimed',
  suspect: 'strength-suspect',
  gap: 'strength-gap',
  'partly-met': 'strength-partly-met',
  'not-assessed': 'strength-not-assessed',
  'not-applicable': 'strength-not-applicable',
}
const drawn = new Map<string, ReactElement | null>()

/** The signs of a cell; the same element for the same sign. */
export function signMark(sign: Sign): ReactElement | null {
  const name = `${sign.strength}|${sign.chain}|${sign.note}`
  const before = drawn.get(name)
  if (before !== undefined) return before
  const made = makeMark(sign)
  drawn.set(name, made)
  return made
}

function makeMark(sign: Sign): ReactElement | null {
  if (sign.strength === 'above') return null
  if (sign.strength === 'met') return <i className={css.met} />
  if (sign.strength === 'not-allocated') return <i className={css.unallocated} />
  const glyph = strengthGlyph[sign.strength]
  return (
    <>
      {glyph && <Glyph name={glyph} size={14} />}
      {sign.chain && <Glyph name={chainGlyph(sign.chain)} size={14} />}
      {sign.note === 'suspect' && <Glyph name="marker-suspect" size={14} />}
      {sign.note === 'approval' && <Glyph name="ui-user" size={13} className={css.approval} />}
    </>
  )
}

export const chainGlyph = (chain: string): GlyphName => `chain-${chain.replaceAll(' ', '-')}` as GlyphName

interface RunProps {
  drawing: Drawing
  line: Line
  at: number
  run: number
  /** Selected columns of this line, -1 without any. */
  from: number
  to: number
  /** The active column if it is in this run, else -1. */
  active: number
}

/** A run of cells. */
export const Run = memo(function Run({ drawing, line, at, run, from, to, active }: RunProps) {
  const start = run * runOf
  const cells = drawing.columns.slice(start, start + runOf)
  return (
    <div className={css.run} role="presentation" style={{ left: `calc(var(--row-head) + ${start} * var(--col))` }}>
      {cells.map((place, i) => {
        const col = start + i
        const seat = {
          role: 'gridcell',
          id: col === active ? `${drawing.id}-${at}-${col}` : undefined,
          'aria-colindex': col + 2,
          'aria-selected': col >= from && col <= to,
        } as const
        const edge = col === drawing.conduits && col > 0 ? css.edge : ''
        return line.is === 'group' ? (
          <GroupCell key={col} seat={seat} edge={edge ?? ''} drawing={drawing} fr={line.fr} place={place} />
        ) : (
          <RowCell key={col} seat={seat} edge={edge ?? ''} drawing={drawing} row={line.row} place={place} />
        )
      })}
    </div>
  )
})

interface Seat {
  role: 'gridcell'
  id: string | undefined
  'aria-colindex': number
  'aria-selected': boolean
}

function RowCell({
  seat,
  edge,
  drawing,
  row,
  place,
}: {
  seat: Seat
  edge: string
  drawing: Drawing
  row: number
  place: number
}) {
  const cell = cellAt(drawing.matrix, row, place, drawing.overlay)
  const sign = signOf(cell)
  const faint = picksCells(drawing.filter) && !matches(drawing.flat, drawing.filter, row, place)
  const look = [css.cell, edge, cell.asked ? '' : css.void, faint ? css.faint : '', cell.unsaved ? css.unsaved : '']
  const points = cell.allocation === '' ? 0 : (drawing.points.get(cell.allocation) ?? 0)
  const words = cellWords(drawing.t, cell)
  return (
    <div
      {...seat}
      className={look.join(' ')}
      aria-label={points > 0 ? `${words}, ${drawing.t('matrix.points', { count: points })}` : words}
    >
      {signMark(sign)}
      {points > 0 && <Glyph name="ui-help" size={11} className={css.point} />}
    </div>
  )
}

function GroupCell({ seat, edge, drawing, fr, place }: { seat: Seat; edge: string; drawing: Drawing; fr: Fr; place: number }) {
  const p = drawing.matrix.places[place]!
  const achieved = p.achieved[frAt(fr)] ?? 0
  const target = p.target[frAt(fr)] ?? 0
  return (
    <div {...seat} className={`${css.cell} ${css.level} ${edge}`} aria-label={drawing.t('matrix.level', { achieved, target })}>
      {target === 0 && achieved === 0 ? (
        <span className={css.none}>–</span>
      ) : (
        <>
          <b className={achieved < target ? css.below : undefined}>{achieved}</b>/{target}
        </>
      )}
    </div>
  )
}

/** The number of an FR, 1 to 7. */
export const frNumber = (fr: Fr): number => frs.indexOf(fr) + 1
