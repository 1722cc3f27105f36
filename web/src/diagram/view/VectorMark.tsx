import { memo } from 'react'
import { vectorGlyph, type GlyphFill } from '../../domain/vector-glyph'
import type { Levels } from '../model'

const fill = (name: GlyphFill) => (name === 'hatch' ? 'url(#hatch)' : `var(--${name})`)

/** The vector of a place in its head, a few paths for all bars. Its text stands in the zone's own label. */
export const VectorMark = memo(function VectorMark({ levels, x, y }: { levels: Levels; x: number; y: number }) {
  const glyph = vectorGlyph(levels.approved ? levels : { ...levels, target: [] }, 's')
  const fills = new Map<GlyphFill, string>()
  for (const r of glyph.rects) fills.set(r.fill, `${fills.get(r.fill) ?? ''}M${r.x} ${r.y}h${r.width}v${r.height}h${-r.width}z`)
  const strokes = new Map<string, string>()
  for (const o of glyph.outlines) strokes.set(o.stroke, (strokes.get(o.stroke) ?? '') + o.d)
  return (
    <g transform={`translate(${x} ${y})`}>
      {[...fills].map(([name, d]) => (
        <path key={name} d={d} fill={fill(name)} />
      ))}
      {[...strokes].map(([name, d]) => (
        <path key={name} d={d} fill="none" stroke={`var(--${name})`} strokeWidth={1} />
      ))}
    </g>
  )
})
