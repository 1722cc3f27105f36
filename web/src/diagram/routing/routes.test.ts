// spec: WEB-43
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { pierces, type Rect } from '../geometry'
import { settle, putAt } from '../layout/settle'
import { ancestors, sceneOf, type Scene, type Sources } from '../model'
import { plant } from '../testdata/plant'
import { noFilter, visible } from '../visible'
import { groundOf } from './ground'
import { labels } from './labels'
import { mended, routeAll, type Routing } from './routes'
import { channelLine } from './channels'

const turbineHall = (): Sources =>
  JSON.parse(readFileSync(new URL('../testdata/turbine-hall.json', import.meta.url), 'utf8')) as Sources

function drawn(sources: Sources) {
  const scene = sceneOf(sources)
  const seen = visible(scene, new Set(), noFilter)
  const settled = settle(scene, seen, null)
  const ground = groundOf(scene, seen.zones, seen.assets, settled.boxes)
  return { scene, seen, settled, ground, routing: routeAll(ground, seen.conduits) }
}

/** Pieces of lines that run through boxes that are no end, and in no zone around an end. */
function crossings(scene: Scene, boxes: ReadonlyMap<string, Rect>, routing: Routing): string[] {
  const out: string[] = []
  for (const route of routing.routes.values()) {
    const ends = routing.ends.get(route.key) ?? []
    const around = new Set(ends.flatMap((e) => ancestors(scene, e.key)))
    for (const [key, box] of boxes) {
      if (around.has(key)) continue
      for (const line of route.lines) {
        line.points.forEach((p, i) => {
          const q = line.points[i - 1]
          if (q && line.clearance > 0 && pierces(q, p, box)) out.push(`${route.key} through ${key}`)
        })
      }
    }
  }
  return [...new Set(out)]
}

const plants: [string, Sources][] = [
  ['the turbine hall', turbineHall()],
  ...[1, 2, 3, 4, 5, 6].map((seed): [string, Sources] => [
    `plant ${seed}`,
    plant({ zones: 8 + seed * 3, assets: 60 + seed * 20, conduits: 10 + seed * 8, seed }),
  ]),
]

test.each(plants)('no line of %s crosses a box it is not joined to', (_, sources) => {
  const { scene, settled, routing } = drawn(sources)
  expect(crossings(scene, settled.boxes, routing)).toEqual([])
})

test.each(plants)('nearly all conduits of %s find a way', (_, sources) => {
  const { routing, seen } = drawn(sources)
  const forced = [...routing.routes.values()].filter((r) => r.lines.some((l) => l.clearance === 0))
  expect(routing.routes.size).toBe(seen.conduits.length)
  expect(forced.map((r) => r.key)).toEqual([])
})

test('lines are level or upright, and equal pictures give equal lines', () => {
  const a = drawn(turbineHall())
  const b = drawn(turbineHall())
  expect([...a.routing.routes]).toEqual([...b.routing.routes])
  for (const route of a.routing.routes.values())
    for (const line of route.lines)
      line.points.forEach((p, i) =>
        expect(i === 0 || p.x === line.points[i - 1]?.x || p.y === line.points[i - 1]?.y, `${route.key} at ${i}`).toBe(true),
      )
})

test('mending after a move gives what routing anew gives, and leaves far lines alone', () => {
  const { scene, seen, settled, routing } = drawn(turbineHall())
  const at = settled.boxes.get('ZON-8') as Rect
  const layout = putAt(settled.layout, settled.boxes, 'ZON-8', null, { x: at.x + 9, y: at.y + 5 })
  const after = settle(scene, seen, layout)
  const ground = groundOf(scene, seen.zones, seen.assets, after.boxes)
  const next = mended(routing, ground, seen.conduits)
  expect([...next.routes]).toEqual([...routeAll(ground, seen.conduits).routes])
  expect(next.routes.get('CON-6')).toBe(routing.routes.get('CON-6'))
  expect(next.routes.get('CON-7')).not.toBe(routing.routes.get('CON-7'))
})

test('labels of the turbine hall do not lie on one another', () => {
  const { scene, ground, routing } = drawn(turbineHall())
  const wishes = [...scene.conduits.values()].map((c) => ({ key: c.key, title: c.title, sign: true }))
  const placed = [...labels(routing.routes, wishes, ground).values()].map((l) => l.rect)
  expect(placed.length).toBe(wishes.length)
  placed.forEach((a, i) =>
    placed
      .slice(i + 1)
      .forEach((b) => expect(a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h).toBe(false)),
  )
})

test('a channel runs from its source through its conduit to its destination', () => {
  const { scene, ground, routing } = drawn(turbineHall())
  for (const channel of scene.channels.values()) {
    const line = channelLine(scene, routing, ground, channel.key)
    if (channel.via.length === 0 || !line) continue
    const [first, last] = [line.points[0], line.points.at(-1)]
    for (const [end, p] of [
      [channel.from, first],
      [channel.to, last],
    ] as const) {
      const box = ground.boxes.get(end ?? '')
      if (!box || !p || ground.isZone(end ?? '')) continue
      expect(p.x >= box.x && p.x <= box.x + box.w && p.y >= box.y && p.y <= box.y + box.h, `${channel.key} at ${end}`).toBe(true)
    }
  }
})

/** Figures for whoever wants to see them; budgets are checked where a browser draws. */
test('figures: 20 zones, 200 assets, 60 conduits', () => {
  const sources = plant({ zones: 20, assets: 200, conduits: 60, seed: 7 })
  const times: number[] = []
  for (let i = 0; i < 5; i++) {
    const start = performance.now()
    drawn(sources)
    times.push(performance.now() - start)
  }
  const { scene, seen, settled, routing } = drawn(sources)
  const drags: number[] = []
  const at = settled.boxes.get('ZON-2') as Rect
  let [layout, last] = [settled.layout, routing]
  for (let i = 0; i < 40; i++) {
    const start = performance.now()
    layout = putAt(layout, settled.boxes, 'ZON-2', null, { x: at.x + i * 3, y: at.y + i * 2 })
    const after = settle(scene, seen, layout)
    last = mended(last, groundOf(scene, seen.zones, seen.assets, after.boxes), seen.conduits)
    drags.push(performance.now() - start)
  }
  const median = (l: number[]) => [...l].sort((a, b) => a - b)[Math.floor(l.length / 2)] ?? 0
  console.log(
    `laid out and routed in ${median(times).toFixed(0)} ms; a frame of dragging a zone ${median(drags).toFixed(1)} ms, longest ${Math.max(...drags).toFixed(1)} ms`,
  )
  expect(routing.routes.size).toBeGreaterThan(40)
}, 60_000)
