import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { contains, overlap, type Rect } from '../geometry'
import { sceneOf, type Scene, type SourceItem, type Sources } from '../model'
import { plant } from '../testdata/plant'
import { noFilter, visible } from '../visible'
import { fixed, putAssetAt, putAt, settle } from './settle'
import { mergedLayout, packed, takenBack, unpacked } from './packed'
import type { StoredLayout } from './stored'
import { levelsOf, tidy } from './tidy'

const turbineHall = (): Sources =>
  JSON.parse(readFileSync(new URL('../testdata/turbine-hall.json', import.meta.url), 'utf8')) as Sources
const everything = (scene: Scene) => visible(scene, new Set(), noFilter)

const plants: [string, Sources][] = [['the turbine hall', turbineHall()]]
for (const seed of [1, 2, 3, 4, 5, 6, 7, 8])
  plants.push([`plant ${seed}`, plant({ zones: 5 + seed * 6, assets: 30 + seed * 40, conduits: 5 + seed * 7, seed })])

test.each(plants)('in %s every box lies in its zone, and siblings lie apart', (_, sources) => {
  const scene = sceneOf(sources)
  const { boxes } = settle(scene, everything(scene), null)
  const siblings = new Map<string | null, [string, Rect][]>()
  for (const [key, box] of boxes) {
    const parent = scene.zones.get(key)?.parent ?? scene.assets.get(key)?.place ?? null
    const around = parent === null ? undefined : boxes.get(parent)
    if (around) expect(contains(around, box), `${key} in ${parent}`).toBe(true)
    siblings.set(parent, [...(siblings.get(parent) ?? []), [key, box]])
  }
  for (const list of siblings.values())
    list.forEach(([a, r], i) => list.slice(i + 1).forEach(([b, s]) => expect(overlap(r, s), `${a} on ${b}`).toBe(false)))
})

test.each(plants)('equal scenes of %s give equal layouts, whatever the order of items', (_, sources) => {
  const turned = { ...sources, items: [...sources.items].reverse() }
  expect(tidy(sceneOf(turned))).toEqual(tidy(sceneOf(sources)))
})

test('zones begin in the band of their Purdue level, the highest at the top', () => {
  const scene = sceneOf(turbineHall())
  const { boxes, bands } = settle(scene, everything(scene), null)
  expect(levelsOf(scene)).toEqual(['5', '4', '3.5', '2', '1'])
  for (const zone of scene.zones.values()) {
    const band = bands.find((b) => b.level === zone.purdue)
    const y = boxes.get(zone.key)?.y ?? -1
    expect(band !== undefined && y >= band.top && y < band.bottom, zone.key).toBe(true)
  }
})

const extra = (items: SourceItem[]): Sources => {
  const base = turbineHall()
  return { ...base, items: [...base.items, ...items] }
}
const item = (key: string, kind: string, links: SourceItem['links'], properties = {}): SourceItem => ({
  key,
  kind,
  title: `New ${key}`,
  retired: false,
  properties,
  links,
})

test('what is new gets a free place and moves nothing else', () => {
  const before = settle(sceneOf(turbineHall()), everything(sceneOf(turbineHall())), null)
  const scene = sceneOf(
    extra([
      item('AST-90', 'asset', [{ verb: 'in', to: 'ZON-4' }]),
      item('ZON-90', 'zone', [], { purdue: '2', type: 'control' }),
      item('ZON-91', 'zone', [{ verb: 'within', to: 'ZON-1' }], { purdue: '1' }),
      item('AST-91', 'asset', [{ verb: 'in', to: 'ZON-91' }]),
    ]),
  )
  const after = settle(scene, everything(scene), before.layout)
  for (const [key, box] of before.boxes) {
    const now = after.boxes.get(key)
    expect([now?.x, now?.y], key).toEqual([box.x, box.y])
  }
  for (const key of ['AST-90', 'ZON-90', 'ZON-91', 'AST-91']) expect(after.boxes.has(key), key).toBe(true)
  const roots = [...scene.zones.values()].filter((z) => z.parent === null)
  for (const z of roots)
    if (z.key !== 'ZON-90') expect(overlap(after.boxes.get(z.key) as Rect, after.boxes.get('ZON-90') as Rect), z.key).toBe(false)
  expect(settle(scene, everything(scene), after.layout).layout).toBe(after.layout)
})

test('a zone grows around what is dragged in it, and others stay', () => {
  const scene = sceneOf(turbineHall())
  const before = settle(scene, everything(scene), null)
  const zone = before.boxes.get('ZON-4') as Rect
  const layout = putAt(before.layout, before.boxes, 'AST-28', 'ZON-4', { x: zone.x + 900, y: zone.y + 300 })
  const after = settle(scene, everything(scene), layout)
  expect(contains(after.boxes.get('ZON-4') as Rect, after.boxes.get('AST-28') as Rect)).toBe(true)
  for (const [key, box] of before.boxes) if (key !== 'AST-28' && key !== 'ZON-4') expect(after.boxes.get(key), key).toEqual(box)
})

test('an asset dropped on another lies beside it', () => {
  const scene = sceneOf(turbineHall())
  const { boxes, layout } = settle(scene, everything(scene), null)
  const on = boxes.get('AST-29') as Rect
  const moved = { ...scene, zones: new Map(scene.zones), assets: new Map(scene.assets) }
  const next = putAssetAt(moved, layout, boxes, 'AST-3', 'ZON-4', { x: on.x + 5, y: on.y + 5 })
  const at = next.boxes['AST-3']
  const zone = boxes.get('ZON-4') as Rect
  const r: Rect = { x: zone.x + (at?.x ?? 0), y: zone.y + (at?.y ?? 0), w: at?.w ?? 0, h: 38 }
  for (const key of scene.zones.get('ZON-4')?.assets ?? []) expect(overlap(r, boxes.get(key) as Rect), key).toBe(false)
})

test('a place in another zone than today counts as none', () => {
  const scene = sceneOf(turbineHall())
  const { layout } = settle(scene, everything(scene), null)
  const moved = turbineHall()
  const items = moved.items.map((i) => (i.key === 'AST-3' ? { ...i, links: [{ verb: 'in', to: 'ZON-4' }] } : i))
  const after = sceneOf({ ...moved, items })
  const settled = settle(after, everything(after), layout)
  expect(settled.layout.boxes['AST-3']?.in).toBe('ZON-4')
  expect(contains(settled.boxes.get('ZON-4') as Rect, settled.boxes.get('AST-3') as Rect)).toBe(true)
})

test('a collapsed zone is small, and opening it brings everything back', () => {
  const scene = sceneOf(turbineHall())
  const open = settle(scene, everything(scene), null)
  const shut = settle(scene, visible(scene, new Set(['ZON-1']), noFilter), open.layout)
  expect(shut.boxes.get('ZON-1')?.h).toBeLessThan(80)
  expect(shut.boxes.has('ZON-3') || shut.boxes.has('AST-1')).toBe(false)
  expect(settle(scene, everything(scene), shut.layout).boxes).toEqual(open.boxes)
})

test('a layout is read back as it was sent, and what is none is refused', () => {
  const layout = tidy(sceneOf(turbineHall()))
  expect(unpacked(JSON.parse(JSON.stringify(packed(layout))))).toEqual(layout)
  for (const bad of [
    null,
    7,
    {},
    { version: 3, boxes: {}, bands: [] },
    { version: 1, boxes: [], bands: 3 },
    { version: 2, zones: 4 },
  ])
    expect(unpacked(bad), JSON.stringify(bad)).toBeNull()
  const odd = { version: 1, bands: [], boxes: { a: { in: null, x: 1, y: 2 }, b: { in: null, x: 'far', y: 2 } } }
  expect(Object.keys((unpacked(odd) as StoredLayout).boxes)).toEqual(['a'])
  const torn = { version: 2, bands: [3], zones: { 'ZON-1': [0, 1, 2], 'ZON-2': ['x'] }, assets: { 'ZON-1': [1], 'ZON-2': 7 } }
  expect(Object.keys((unpacked(torn) as StoredLayout).boxes)).toEqual(['ZON-1'])
})

test('a layout of a hundred thousand assets is sent in 0.6 megabytes at most', () => {
  const layout: StoredLayout = { version: 1, bands: [{ level: '1', top: 0, bottom: 900 }], boxes: {} }
  for (let zone = 1; zone <= 500; zone++) {
    layout.boxes[`ZON-${zone}`] = { in: null, x: zone * 1_200, y: 40, w: 1_080, h: 1_930 }
    for (let i = 0; i < 200; i++) {
      const at = { x: 14 + (i % 5) * 202, y: 46 + Math.floor(i / 5) * 48 }
      layout.boxes[`AST-${zone + i * 500}`] = { in: `ZON-${zone}`, ...at, w: 192 }
    }
  }
  const text = JSON.stringify(packed(layout))
  expect(text.length).toBeLessThan(600_000)
  const back = unpacked(JSON.parse(text))?.boxes ?? {}
  expect(Object.keys(back).length).toBe(100_500)
  for (const key of ['ZON-7', 'AST-1', 'AST-99999', 'AST-50003']) expect(back[key]).toEqual(layout.boxes[key])
}, 30_000)

test('two people move boxes of one layout, and neither loses a move', () => {
  const base = tidy(sceneOf(turbineHall()))
  const move = (layout: StoredLayout, key: string, x: number): StoredLayout => ({
    ...layout,
    boxes: { ...layout.boxes, [key]: { in: null, y: 0, ...layout.boxes[key], x } },
  })
  const mine = move(move(base, 'ZON-1', 11), 'ZON-2', 12)
  const theirs = move(move(base, 'ZON-2', 22), 'ZON-3', 23)
  const merged = mergedLayout(base, mine, theirs)
  expect([merged.boxes['ZON-1']?.x, merged.boxes['ZON-2']?.x, merged.boxes['ZON-3']?.x]).toEqual([11, 12, 23])
  const undone = takenBack(merged, base, mine)
  expect(undone.boxes['ZON-1']).toEqual(base.boxes['ZON-1'])
  expect(undone.boxes['ZON-3']?.x).toBe(23)
})

test('zones that were arranged while collapsed make room for one that opens, and closing brings all back', () => {
  const scene = sceneOf(plant({ zones: 60, assets: 900, conduits: 80, seed: 5 }))
  const shut = new Set(scene.zones.keys())
  const small = settle(scene, visible(scene, shut, noFilter), null)
  const key = [...scene.zones.values()].find((z) => z.parent === null && z.assets.length > 8)?.key ?? ''
  const seen = visible(scene, new Set([...shut].filter((k) => k !== key)), noFilter)
  const open = settle(scene, seen, small.layout)
  const apart = (boxes: ReadonlyMap<string, Rect>) => {
    const roots = seen.zones
      .filter((k) => (scene.zones.get(k)?.parent ?? null) === null)
      .map((k) => [k, boxes.get(k) as Rect] as const)
    roots.forEach(([a, r], i) => roots.slice(i + 1).forEach(([b, s]) => expect(overlap(r, s), `${a} on ${b}`).toBe(false)))
  }
  expect(open.roomMade).toBe(true)
  apart(open.boxes)
  expect(settle(scene, visible(scene, shut, noFilter), open.layout).boxes).toEqual(small.boxes)
  const still = settle(scene, seen, fixed(scene, open).layout)
  expect(still.boxes).toEqual(open.boxes)
  expect(still.roomMade).toBe(false)
})

test('zones that lie in one another without end are laid out all the same', () => {
  const items = [
    item('ZON-1', 'zone', [{ verb: 'within', to: 'ZON-2' }]),
    item('ZON-2', 'zone', [{ verb: 'within', to: 'ZON-1' }]),
    item('ZON-3', 'zone', []),
  ]
  const scene = sceneOf({ items, levels: [], findings: [], suspects: [] })
  expect(() => settle(scene, everything(scene), null)).not.toThrow()
})
