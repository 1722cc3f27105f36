import { symbolOf } from '../../diagram/symbol'
import { vectorGlyph } from '../../domain/vector-glyph'
import type { Vector } from '../../domain/sl'
import { Glyph } from '../../ui/Glyph'
import type { GlyphName } from '../../ui/glyph-names'
import { editText, type TextOptions } from '../../ui/grid/cell-text'
import type { CellLook } from '../../ui/grid/cell-view'
import type { CellValue, GridColumn } from '../../ui/grid/column'
import { VectorGlyph } from '../../ui/VectorGlyph'
import { computedColumn, type Computed } from './use-computed'

const textOf = (value: CellValue): string => (typeof value === 'string' ? value : '')

/** The symbol of an asset by what it does. */
export const assetGlyph = (value: (id: string) => CellValue): GlyphName =>
  `asset-${symbolOf({ function: textOf(value('function')), title: textOf(value('title')), wireless: value('wireless') === true, safety: value('safety_related') === true })}`

/** A vector as seven bars; the numbers are its name. */
export function drawVector(_row: number, column: GridColumn, look: CellLook) {
  if (column.type !== 'vector' || !Array.isArray(look.value)) return undefined
  const vector = look.value as number[]
  const gap = column.id === computedColumn('gap')
  const drawing = vectorGlyph(gap ? { target: vector } : { target: vector, achieved: vector }, 's')
  return (
    <svg
      width={drawing.width + 2}
      height={drawing.height + 2}
      viewBox={`-1 -1 ${drawing.width + 2} ${drawing.height + 2}`}
      role="img"
      aria-label={vector.join(', ')}
    >
      <title>{vector.join(', ')}</title>
      {drawing.rects.map((r, i) => (
        <rect key={i} x={r.x} y={r.y} width={r.width} height={r.height} fill={`var(--${r.fill})`} />
      ))}
    </svg>
  )
}

const signs: Record<string, GlyphName> = {
  [computedColumn('suspects')]: 'marker-suspect',
  [computedColumn('findings')]: 'ui-warning',
}

/** Draws what no text shows well: levels against their target, and counts of what somebody has to look at. */
export function drawCell(computed: Computed, keyOf: (row: number) => string, number: (n: number) => string) {
  return (row: number, column: GridColumn, look: CellLook) => {
    const sign = signs[column.id]
    if (sign && typeof look.value === 'number')
      return (
        <>
          <Glyph name={sign} size={14} />
          <span>{number(look.value)}</span>
        </>
      )
    const place = column.id === computedColumn('achieved') ? computed.place(keyOf(row)) : undefined
    if (!place) return drawVector(row, column, look)
    const levels = {
      target: place.target as unknown as Vector,
      achieved: place.achieved as unknown as Vector,
      claimed: place.claimed as unknown as Vector,
      capability: place.capability as unknown as Vector,
    }
    return <VectorGlyph levels={levels} size="s" title={place.title} />
  }
}

/** The width that most values of a column fit into. */
export function fitting(
  column: GridColumn,
  rows: { count: number; value: (row: number, column: GridColumn) => CellValue },
  options: TextOptions,
): number {
  let most = column.heading.length + 3
  for (let row = 0; row < Math.min(rows.count, 500); row++)
    most = Math.max(most, editText(column, rows.value(row, column), options).length)
  return Math.min(16 + most * 7, 420)
}
