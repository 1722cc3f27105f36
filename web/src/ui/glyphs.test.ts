import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { glyphNames } from './glyph-names'
import tokens from './styles/tokens.json'
// @ts-expect-error it is a script, not part of the app
import { tokensCss } from '../../scripts/tokens.mjs'

test('the sprite holds exactly the named glyphs', () => {
  const sprite = readFileSync(new URL('./sprite.svg', import.meta.url), 'utf8')
  const found = [...sprite.matchAll(/<symbol id="g-([^"]+)"/g)].map((m) => m[1])
  expect(found.sort()).toEqual([...glyphNames].sort())
})

test('tokens.css was made from tokens.json', () => {
  const css = readFileSync(new URL('./styles/tokens.css', import.meta.url), 'utf8')
  expect(css, 'run node scripts/tokens.mjs').toBe((tokensCss as (t: unknown) => string)(tokens))
})

const luminance = (hex: string) => {
  const [r, g, b] = [1, 3, 5]
    .map((i) => parseInt(hex.slice(i, i + 2), 16) / 255)
    .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0)
}
const contrast = (a: string, b: string) => {
  const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p)
  return ((x ?? 0) + 0.05) / ((y ?? 0) + 0.05)
}

test.each(['light', 'dark'] as const)('text can be read in %s', (theme) => {
  const t: Record<string, string> = tokens[theme]
  const pairs = [
    ['text', 'surface'],
    ['text-2', 'surface'],
    ['text-3', 'surface'],
    ['text-3', 'subtle'],
    ['text-3', 'canvas'],
    ['accent', 'surface'],
    ['accent', 'accent-bg'],
    ['on-accent', 'accent'],
    ['suspect-text', 'suspect-bg'],
    ['gap-text', 'gap-bg'],
    ['comp', 'comp-bg'],
    ['add-text', 'add-bg'],
    ['del-text', 'del-bg'],
  ]
  for (const [fore, back] of pairs) expect(contrast(t[fore!]!, t[back!]!), `${fore} on ${back}`).toBeGreaterThanOrEqual(4.5)
  for (const sign of ['met', 'gap', 'control']) expect(contrast(t[sign]!, t['surface']!), sign).toBeGreaterThanOrEqual(3)
})
