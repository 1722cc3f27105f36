import { expect, test } from 'vitest'
import reference from './testdata/vector-glyph.json'
import { vectorGlyph, type GlyphSize } from './vector-glyph'

test('shapes are those of the reference drawing', () => {
  for (const c of reference)
    expect(vectorGlyph(c.levels, c.size as GlyphSize), `${JSON.stringify(c.levels)} ${c.size}`).toEqual(c.glyph)
})

test('sizes are those of the visual language', () => {
  expect(vectorGlyph({}, 's')).toMatchObject({ width: 67, height: 19 })
  expect(vectorGlyph({}, 'm')).toMatchObject({ width: 134, height: 27 })
  expect(vectorGlyph({}, 'l')).toMatchObject({ width: 254, height: 50 })
})

const fillsOfFirstBar = (levels: Parameters<typeof vectorGlyph>[0]) =>
  vectorGlyph(levels, 'm')
    .rects.filter((r) => r.x === 0 && r.width === 14)
    .map((r) => r.fill)

test('a bar reads from the bottom: met, compensated, suspect, claimed, open, track', () => {
  const one = (n: number) => [n, 0, 0, 0, 0, 0, 0]
  expect(fillsOfFirstBar({ target: one(3), achieved: one(1), claimed: one(2) })).toEqual(['met', 'hatch', 'gap-bg', 'track'])
  expect(fillsOfFirstBar({ target: one(1), achieved: one(2) })).toEqual(['met', 'met-soft', 'track', 'track'])
  expect(fillsOfFirstBar({ target: one(3), achieved: one(1), suspect: one(1) })).toEqual(['met', 'suspect', 'gap-bg', 'track'])
  expect(fillsOfFirstBar({ target: one(2), achieved: one(2), compensated: one(1) })).toEqual(['met', 'comp', 'track', 'track'])
})

test('a red cap is a gap, and a bar without a target has no outline', () => {
  const open = vectorGlyph({ target: [2], achieved: [1] }, 'm').outlines
  expect(open.map((o) => o.stroke)).toEqual(['ink-soft', 'gap'])
  const met = vectorGlyph({ target: [2], achieved: [2] }, 'm').outlines
  expect(met.map((o) => o.stroke)).toEqual(['ink-soft', 'ink-soft'])
  expect(vectorGlyph({ target: [0], achieved: [2] }, 'm').outlines).toEqual([])
  expect(vectorGlyph({ target: [2], achieved: [0] }, 'm').outlines).toEqual([
    { d: 'M-0.5 27.5V13.5H14.5V27.5Z', stroke: 'gap', width: 1 },
  ])
})

test('the capability tick stands on the right side at the top of its level', () => {
  const ticks = vectorGlyph({ capability: [3] }, 'l').rects.filter((r) => r.fill === 'text')
  expect(ticks).toEqual([{ x: 26, y: 11.75, width: 8, height: 2.5, fill: 'text' }])
})
