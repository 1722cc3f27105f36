import { memo } from 'react'
import { vectorGlyph, type GlyphFill } from '../../domain/vector-glyph'
import type { Levels } from '../model'
import { placed } from './paths'

interface VectorMarkProps {
  levels: Levels
  x: number
  y: number
  scale?: number
}

/** The vector of a place in its head, a few paths for all bars. Its text stands in the zone's own label. */
export const VectorMark = memo(function VectorMark({ levels, x, y, scale = 1 }: VectorMarkProps) {
  const glyph = vectorGlyph(levels.approved ? levels : { ...levels, target: [] }, 's')
  const fills = new Map<GlyphFill, string>()
  for (const r of glyph.rects)
    fills.set(r.fill, `${fills.get(r.fill) ?? ''}M${r.x} ${r.y}H${r.x + r.width}V${r.y + r.height}H${r.x}Z`)
  const strokes = new Map<string, string>()
  for (const o of glyph.outlines) strokes.set(o.stroke, (strokes.get(o.stroke) ?? '') + o.d)
  return (
    <>
      {[...fills].map(([name, d]) =>
        name === 'hatch' ? (
          // The pattern grows with the bars.
          <path key={name} d={d} fill="url(#hatch)" transform={`translate(${x} ${y}) scale(${scale})`} />
        ) : (
          <path key={name} d={placed(d, x, y, scale)} fill={`var(--${name})`} />
        ),
      )}
      {[...strokes].map(([name, d]) => (
        <path key={name} d={placed(d, x, y, scale)} fill="none" stroke={`var(--${name})`} strokeWidth={scale} />
      ))}
    </>
  )
})
