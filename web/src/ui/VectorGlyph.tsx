import { memo } from 'react'
import { frs } from '../domain/sl'
import { glyphSizes, vectorGlyph, type GlyphFill, type GlyphLevels, type GlyphSize } from '../domain/vector-glyph'
import { useT } from './language'
import css from './VectorGlyph.module.css'

const fill = (name: GlyphFill) => (name === 'hatch' ? 'url(#hatch)' : `var(--${name})`)

interface VectorGlyphProps {
  levels: GlyphLevels
  size: GlyphSize
  /** Whose vector it is, for screen readers. */
  title: string
}

/** The SL vector of a place: seven bars with target, achieved, claimed and capability. */
export const VectorGlyph = memo(function VectorGlyph({ levels, size, title }: VectorGlyphProps) {
  const t = useT()
  const glyph = vectorGlyph(levels, size)
  const { bar, gap } = glyphSizes[size]
  const letters = size === 's' ? 0 : size === 'm' ? 11 : 32
  const at = (name: keyof GlyphLevels, i: number) => levels[name]?.[i] ?? 0
  const said = frs.map((fr, i) =>
    t('vector.component', {
      fr,
      achieved: at('achieved', i),
      target: at('target', i),
      claimed: at('claimed', i),
      capability: at('capability', i),
    }),
  )
  return (
    <svg
      className={css.glyph}
      width={glyph.width + 8}
      height={glyph.height + letters + 2}
      viewBox={`-1 -1 ${glyph.width + 8} ${glyph.height + letters + 2}`}
      role="img"
      aria-label={`${title}: ${said.join('; ')}`}
    >
      {glyph.rects.map((r, i) => (
        <rect key={i} x={r.x} y={r.y} width={r.width} height={r.height} fill={fill(r.fill)} />
      ))}
      {glyph.outlines.map((o, i) => (
        <path key={i} d={o.d} fill="none" stroke={`var(--${o.stroke})`} strokeWidth={o.width} />
      ))}
      {size !== 's' &&
        frs.map((fr, i) => {
          const below = at('achieved', i) < at('target', i)
          const x = i * (bar + gap) + bar / 2
          return (
            <g key={fr} className={below ? css.below : undefined}>
              <text
                x={x}
                y={glyph.height + (size === 'm' ? 10 : 15)}
                textAnchor="middle"
                className={size === 'm' ? css.small : css.large}
              >
                {fr}
              </text>
              {size === 'l' && (
                <text x={x} y={glyph.height + 30} textAnchor="middle" className={css.levels}>
                  <tspan className={css.achieved}>{at('achieved', i)}</tspan>
                  <tspan className={css.of}> / {at('target', i)}</tspan>
                </text>
              )}
            </g>
          )
        })}
    </svg>
  )
})
