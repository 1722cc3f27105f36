// spec: WEB-45
import { expect, test } from 'vitest'
import type { Rect } from './geometry'
import { runNow } from './data/sliced'
import { settle } from './layout/settle'
import { tidy, tidyWork } from './layout/tidy'
import { arrangeable, stepsOf, tidySubject } from './layout/tidy-subject'
import { sceneOf } from './model'
import { groundFrom, plainGround } from './routing/ground'
import { routeAll } from './routing/routes'
import { plant } from './testdata/plant'
import { carriedBy, liftOf } from './view/lift'
import { placed } from './view/paths'
import type { Picture } from './view/picture'
import { collapsedAtFirst, noFilter, visible } from './visible'

const scene = sceneOf(plant({ zones: 70, assets: 400, conduits: 90, seed: 3 }))
const closed = collapsedAtFirst(scene)

test('a worker arranges as the page does, zones open or not', () => {
  for (const open of [() => true, (z: string) => !closed.has(z), (z: string) => z.endsWith('7')]) {
    const handed = structuredClone(tidySubject(scene, open))
    const given = arrangeable(handed)
    const work = tidyWork(given.scene, given.isOpen)
    let steps = 0
    while (!work.next().done) steps++
    const again = arrangeable(handed)
    expect(runNow(tidyWork(again.scene, again.isOpen))).toEqual(tidy(scene, open))
    expect(steps).toBe(stepsOf(handed))
  }
})

test('a worker routes as the page does', () => {
  const seen = visible(scene, closed, noFilter)
  const { boxes } = settle(scene, seen, null)
  const plain = plainGround(scene, seen.zones, seen.assets, boxes)
  const direct = routeAll(groundFrom(plain), seen.conduits)
  const aside = routeAll(groundFrom(structuredClone(plain)), structuredClone(seen.conduits))
  expect([...aside.routes]).toEqual([...direct.routes])
  expect([...aside.ends]).toEqual([...direct.ends])
}, 120_000)

test('zones are arranged before their assets are there, and stand there when they have come', () => {
  const all = plant({ zones: 70, assets: 400, conduits: 90, seed: 3 })
  const frame = sceneOf({ ...all, items: all.items.filter((i) => i.kind !== 'asset'), awaited: 400 })
  expect(frame.awaited).toBe(400)
  expect(scene.awaited).toBe(0)
  expect(collapsedAtFirst(frame)).toEqual(closed)
  const layout = tidy(frame, (z) => !closed.has(z))
  expect(layout).toEqual(tidy(scene, (z) => !closed.has(z)))
  expect(settle(scene, visible(scene, closed, noFilter), layout).boxes).toEqual(
    settle(frame, visible(frame, closed, noFilter), layout).boxes,
  )
})

test('what is carried takes its conduits along, and nothing else moves', () => {
  const seen = visible(scene, closed, noFilter)
  const settled = settle(scene, seen, null)
  const ground = groundFrom(plainGround(scene, seen.zones, seen.assets, settled.boxes))
  const routing = routeAll(ground, seen.conduits)
  const key = seen.conduits[0]?.ends[0] ?? ''
  const picture = { scene, seen, settled, routing, labels: new Map() } as unknown as Picture
  const lift = liftOf(picture, [key])
  const now = carriedBy(picture, lift, 30, -20)
  expect(lift.conduits.map((c) => c.key)).toEqual(seen.conduits.filter((c) => c.ends.includes(key)).map((c) => c.key))
  expect([...now.routing.routes.keys()]).toEqual(lift.conduits.map((c) => c.key))
  for (const [name, route] of now.routing.routes)
    route.lines.forEach((line, i) => {
      const was = routing.routes.get(name)?.lines[i]
      const first = was?.points[0]
      if (!first) return
      const by = line.from === key ? { x: 30, y: -20 } : { x: 0, y: 0 }
      expect(line.points[0]).toEqual({ x: first.x + by.x, y: first.y + by.y })
    })
  const still: Rect | undefined = settled.boxes.get(key)
  expect(picture.settled.boxes.get(key)).toBe(still)
}, 120_000)

test('a path is placed point by point', () => {
  expect(placed('M1 2H3V4L5 6Z', 10, 20, 2)).toBe('M12 24H16V28L20 32Z')
  expect(placed('M-1.5 0V-2', 1, 1)).toBe('M-0.5 1V-1')
})
