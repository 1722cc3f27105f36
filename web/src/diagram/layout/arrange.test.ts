import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { bottom, right, type Rect } from '../geometry'
import { sceneOf, type Sources } from '../model'
import { noFilter, visible } from '../visible'
import { aligned, distributed, resized, resizedBox, shiftedBy, snapped } from './arrange'
import { settle } from './settle'
import type { StoredLayout } from './stored'

const hall = sceneOf(JSON.parse(readFileSync(new URL('../testdata/turbine-hall.json', import.meta.url), 'utf8')) as Sources)
const seen = visible(hall, new Set(), noFilter)
const start = settle(hall, seen, null)
const after = (layout: StoredLayout) => settle(hall, seen, layout).boxes
const box = (key: string, boxes: ReadonlyMap<string, Rect> = start.boxes) => boxes.get(key) as Rect

test('a box near a neighbour is drawn into line with it, else onto the grid', () => {
  const near = snapped({ x: 103, y: 501, w: 50, h: 20 }, [{ x: 100, y: 0, w: 80, h: 20 }], 6)
  expect(near.dx).toBe(-3)
  expect(near.dy).toBe(3)
  expect(near.guides).toEqual([{ axis: 'x', at: 100, from: 0, to: 521 }])
  expect(snapped({ x: 13, y: 13, w: 5, h: 5 }, [], 6)).toEqual({ dx: 3, dy: 3, guides: [] })
})

test('a nudge moves just what is chosen, with what is in it', () => {
  const now = after(shiftedBy(hall, start.layout, start.boxes, ['ZON-8'], 16, 8))
  expect(box('ZON-8', now).x).toBe(box('ZON-8').x + 16)
  const inner = hall.zones.get('ZON-8')?.assets[0] ?? ''
  expect(box(inner, now).y).toBe(box(inner).y + 8)
  for (const key of seen.zones) if (key !== 'ZON-8') expect(box(key, now), key).toEqual(box(key))
})

test('boxes are brought into line with the first, and spread evenly', () => {
  const roots = [...hall.zones.values()]
    .filter((z) => z.parent === null)
    .map((z) => z.key)
    .slice(0, 3)
  const lined = after(aligned(hall, start.layout, start.boxes, roots, 'left'))
  for (const key of roots) expect(box(key, lined).x).toBe(box(roots[0] ?? '').x)
  const spread = after(distributed(hall, start.layout, start.boxes, roots, 'y'))
  const sorted = roots.map((k) => box(k, spread)).sort((a, b) => a.y - b.y)
  const gaps = sorted.slice(1).map((r, i) => r.y - bottom(sorted[i] as Rect))
  expect(Math.abs((gaps[0] ?? 0) - (gaps[1] ?? 9))).toBeLessThanOrEqual(1)
})

test('a zone is resized on any side without moving what is in it, and never cuts it', () => {
  const key = 'ZON-4'
  const assets = hall.zones.get(key)?.assets ?? []
  const wide = resizedBox(hall, start.boxes, key, 'nw', -40, -24)
  const now = after(resized(hall, start.layout, start.boxes, key, wide))
  expect(box(key, now)).toEqual(wide)
  for (const a of assets) expect(box(a, now), a).toEqual(box(a))
  const tight = resizedBox(hall, start.boxes, key, 'se', -5000, -5000)
  for (const a of assets) {
    expect(right(box(a))).toBeLessThan(right(tight))
    expect(bottom(box(a))).toBeLessThan(bottom(tight))
  }
})
