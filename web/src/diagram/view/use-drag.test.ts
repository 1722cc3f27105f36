import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Rect } from '../geometry'
import { settle } from '../layout/settle'
import { sceneOf, type Sources } from '../model'
import { noFilter, visible } from '../visible'
import { caught, dragged, zoneAround, type Grip } from './use-drag'

const hall = sceneOf(JSON.parse(readFileSync(new URL('../testdata/turbine-hall.json', import.meta.url), 'utf8')) as Sources)
const seen = visible(hall, new Set(), noFilter)
const base = settle(hall, seen, null)
const box = (key: string) => base.boxes.get(key) as Rect
const middle = (key: string) => ({ x: box(key).x + box(key).w / 2, y: box(key).y + box(key).h - 6 })
const grip = (kind: Grip['kind'], key: string, keys: string[] = [key]): Grip => ({
  kind,
  key,
  keys,
  edge: null,
  start: middle(key),
})
const free = { editable: true, snap: 0 }

test('an asset over another zone moves there, in its own zone it only changes its place', () => {
  const over = dragged(hall, seen.zones, grip('move', 'AST-3'), base, middle('ZON-4'), free)
  expect([over.target, over.moves]).toEqual(['ZON-4', true])
  const own = dragged(hall, seen.zones, grip('move', 'AST-3'), base, { ...middle('AST-3'), x: middle('AST-3').x + 9 }, free)
  expect([own.target, own.moves]).toEqual(['ZON-1', false])
  const readOnly = dragged(hall, seen.zones, grip('move', 'AST-3'), base, middle('ZON-4'), { editable: false, snap: 0 })
  expect(readOnly.moves).toBe(false)
})

test('a zone cannot be dropped into itself or what is in it', () => {
  const inner = [...hall.zones.values()].find((z) => z.parent === 'ZON-1')?.key ?? ''
  const over = dragged(hall, seen.zones, grip('move', 'ZON-1'), base, middle(inner), free)
  expect(over.target).not.toBe(inner)
  expect(over.target).not.toBe('ZON-1')
})

test('a line drawn from an asset ends at an asset, from a zone at a zone, and not where it began', () => {
  expect(dragged(hall, seen.zones, grip('connect', 'AST-3'), base, middle('AST-28'), free).target).toBe('AST-28')
  expect(dragged(hall, seen.zones, grip('connect', 'ZON-1'), base, middle('AST-28'), free).target).toBe('ZON-4')
  expect(dragged(hall, seen.zones, grip('connect', 'ZON-4'), base, middle('AST-28'), free).moves).toBe(false)
})

test('a frame catches what lies wholly in it, and of a zone and its contents only the zone', () => {
  const r = box('ZON-4')
  const around = { x: r.x - 1, y: r.y - 1, w: r.w + 2, h: r.h + 2 }
  expect(caught(hall, seen.zones, base.boxes, around)).toEqual(['ZON-4'])
  const a = box('AST-28')
  expect(caught(hall, seen.zones, base.boxes, { x: a.x - 1, y: a.y - 1, w: a.w + 2, h: a.h + 2 })).toEqual(['AST-28'])
  expect(zoneAround(seen.zones, base.boxes, { x: r.x + 2, y: r.y + 2, w: 20, h: 20 })).toBe('ZON-4')
  expect(zoneAround(seen.zones, base.boxes, { x: r.x - 20, y: r.y + 2, w: 60, h: 20 })).not.toBe('ZON-4')
})
