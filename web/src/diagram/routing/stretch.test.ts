import { expect, test } from 'vitest'
import type { Rect } from '../geometry'
import type { Route } from './route'
import { stretched } from './stretch'

const a: Rect = { x: 0, y: 0, w: 100, h: 50 }
const b: Rect = { x: 300, y: 0, w: 100, h: 50 }
const route = (points: { x: number; y: number }[]): Route => ({
  key: 'CON-1',
  lines: [{ from: 'A', to: 'B', points, clearance: 10 }],
})
const boxes = (list: Record<string, Rect>) => (key: string) => list[key]
const rightAngled = (points: readonly { x: number; y: number }[]) =>
  points.every((p, i) => i === 0 || p.x === points[i - 1]?.x || p.y === points[i - 1]?.y)

test('a line follows the end that moves, at right angles, and keeps the other', () => {
  for (const points of [
    [
      { x: 100, y: 25 },
      { x: 300, y: 25 },
    ],
    [
      { x: 50, y: 50 },
      { x: 50, y: 120 },
      { x: 350, y: 120 },
      { x: 350, y: 50 },
    ],
  ]) {
    const now = { ...b, x: 340, y: 77 }
    const line = stretched(route(points), boxes({ A: a, B: b }), boxes({ A: a, B: now })).lines[0]?.points ?? []
    expect(line[0]).toEqual(points[0])
    expect(line.at(-1)).toEqual({ x: (points.at(-1)?.x ?? 0) + 40, y: (points.at(-1)?.y ?? 0) + 77 })
    expect(rightAngled(line), JSON.stringify(line)).toBe(true)
  }
})

test('a line between boxes that move together moves as a whole, and one between still boxes is the same object', () => {
  const r = route([
    { x: 100, y: 25 },
    { x: 300, y: 25 },
  ])
  const both = boxes({ A: { ...a, y: 9 }, B: { ...b, y: 9 } })
  expect(stretched(r, boxes({ A: a, B: b }), both).lines[0]?.points).toEqual([
    { x: 100, y: 34 },
    { x: 300, y: 34 },
  ])
  expect(stretched(r, boxes({ A: a, B: b }), boxes({ A: { ...a }, B: { ...b } }))).toBe(r)
})
