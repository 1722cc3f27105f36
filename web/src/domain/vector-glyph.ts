/**
 * The geometry of the SL vector glyph: levels in, shapes out. A view maps
 * shapes to <rect> and <path>; fills are names of colour tokens, "hatch" is the
 * pattern of what is claimed only.
 */
import { frs, type Vector } from './sl'

export type GlyphSize = 's' | 'm' | 'l'

/** Levels of one place. Missing vectors count as absent: no hatch, no tick. */
export interface GlyphLevels {
  target?: Vector
  achieved?: Vector
  claimed?: Vector
  capability?: Vector
  /** How many of the achieved levels rest on compensation. */
  compensated?: Vector
  /** How many levels are lost to suspicion. */
  suspect?: Vector
}

export type GlyphFill = 'met' | 'met-soft' | 'comp' | 'suspect' | 'hatch' | 'gap-bg' | 'track' | 'surface' | 'text'

export interface GlyphRect {
  x: number
  y: number
  width: number
  height: number
  fill: GlyphFill
}

export interface GlyphOutline {
  d: string
  stroke: 'ink-soft' | 'gap'
  width: number
}

export interface Glyph {
  width: number
  height: number
  rects: GlyphRect[]
  outlines: GlyphOutline[]
}

/** Measures in pixels: bar, gap between bars, level, slit between levels, outline, tick as length and thickness. */
export const glyphSizes = {
  s: { bar: 7, gap: 3, level: 4, slit: 1, outline: 1, tick: [2, 1.5] },
  m: { bar: 14, gap: 6, level: 6, slit: 1, outline: 1, tick: [4, 2] },
  l: { bar: 26, gap: 12, level: 11, slit: 2, outline: 1.5, tick: [8, 2.5] },
} as const

type Bar = Record<keyof GlyphLevels, number>

function fillOf(level: number, bar: Bar): GlyphFill {
  if (level <= bar.achieved - bar.compensated) return level <= bar.target ? 'met' : 'met-soft'
  if (level <= bar.achieved) return 'comp'
  if (level <= bar.achieved + bar.suspect) return 'suspect'
  if (level <= bar.claimed) return 'hatch'
  return level <= bar.target ? 'gap-bg' : 'track'
}

/** Draws the seven bars. */
export function vectorGlyph(levels: GlyphLevels, size: GlyphSize): Glyph {
  const d = glyphSizes[size]
  const height = 4 * d.level + 3 * d.slit
  const glyph: Glyph = { width: frs.length * d.bar + (frs.length - 1) * d.gap, height, rects: [], outlines: [] }
  const at = (name: keyof GlyphLevels, i: number) => levels[name]?.[i] ?? 0
  frs.forEach((_, i) => {
    const bar: Bar = {
      target: at('target', i),
      achieved: at('achieved', i),
      claimed: at('claimed', i),
      capability: at('capability', i),
      compensated: at('compensated', i),
      suspect: at('suspect', i),
    }
    drawBar(glyph, i * (d.bar + d.gap), bar, size)
  })
  return glyph
}

function drawBar(glyph: Glyph, x: number, bar: Bar, size: GlyphSize) {
  const d = glyphSizes[size]
  const top = (level: number) => glyph.height - level * d.level - (level - 1) * d.slit
  for (let level = 1; level <= 4; level++) {
    const fill = fillOf(level, bar)
    glyph.rects.push({ x, y: top(level), width: d.bar, height: d.level, fill })
    if (fill === 'comp')
      glyph.rects.push({ x: x + d.bar / 2 - 0.75, y: top(level), width: 1.5, height: d.level, fill: 'surface' })
  }
  if (bar.target > 0) glyph.outlines.push(...outline(x, bar, top, glyph.height, d.bar, d.outline))
  if (bar.capability > 0) {
    const [width, thick] = d.tick
    glyph.rects.push({ x: x + d.bar, y: top(bar.capability) - thick / 2, width, height: thick, fill: 'text' })
  }
}

function outline(
  x: number,
  bar: Bar,
  top: (l: number) => number,
  height: number,
  barWidth: number,
  width: number,
): GlyphOutline[] {
  const left = x - 0.5
  const right = x + barWidth + 0.5
  const foot = height + 0.5
  const reached = Math.min(bar.achieved, bar.target)
  const cap = top(bar.target) - 0.5
  const joint = reached > 0 ? top(reached) - 0.5 : foot
  const out: GlyphOutline[] = []
  if (reached > 0) out.push({ d: `M${left} ${joint}V${foot}H${right}V${joint}`, stroke: 'ink-soft', width })
  out.push({
    d: `M${left} ${joint}V${cap}H${right}V${joint}${reached > 0 ? '' : 'Z'}`,
    stroke: reached < bar.target ? 'gap' : 'ink-soft',
    width,
  })
  return out
}
