import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { WhatIf } from './actions'
import { changesInShort, deltaOf } from './delta'
import { sceneOf, strengthOf, type Sources } from './model'
import { sceneDiff } from './scene-diff'
import { assetSteps, canMove, connectSteps, moveSteps, zoneSteps } from './steps'
import { symbolOf } from './symbol'
import { fitted, textWidth } from './text-width'
import { collapsedAtFirst, noFilter, revealed, visible } from './visible'
import { commandOf } from './view/command'
import { neighbour, readingOrder } from './view/neighbour'
import { rounded } from './view/paths'
import { drawnPart, fitted as fit, toPlane, toScreen, zoomedAt } from './view/viewport'
import { en } from './messages.en'
import { de } from './messages.de'
import { placesOf } from '../lib/text'

const turbineHall = (): Sources =>
  JSON.parse(readFileSync(new URL('./testdata/turbine-hall.json', import.meta.url), 'utf8')) as Sources
const scene = sceneOf(turbineHall())
const shown = (over: Partial<typeof noFilter> = {}, collapsed: string[] = []) =>
  visible(scene, new Set(collapsed), { ...noFilter, ...over })

test('a scene holds what is in the model', () => {
  expect([scene.zones.size, scene.conduits.size, scene.channels.size, scene.assets.size]).toEqual([9, 8, 25, 51])
  expect(scene.zones.get('ZON-1')?.children).toEqual(['ZON-3'])
  expect(scene.conduits.get('CON-8')?.ends).toEqual(['ZON-1', 'ZON-3', 'ZON-6'])
  expect(scene.conduits.get('CON-3')).toMatchObject({ icon: 'firewall', assets: ['AST-42'] })
  expect(scene.conduits.get('CON-7')?.look).toBe('wireless')
  // Spares and what is scrapped stand in no zone and are not missed.
  expect(scene.unplaced).toEqual([])
})

test('strength follows target, achieved and claimed, and nothing is met without an approved target', () => {
  const zone = scene.zones.get('ZON-1')?.levels ?? null
  expect(strengthOf(zone, null)).toBe('gap')
  expect(strengthOf(zone, 3)).toBe('met')
  expect(strengthOf(zone, 1)).toBe('claimed')
  expect(strengthOf(scene.zones.get('ZON-6')?.levels ?? null, null)).toBe('met')
  expect(strengthOf(scene.zones.get('ZON-5')?.levels ?? null, null)).toBe('not assessed')
  expect(strengthOf(null, 0)).toBe('not assessed')
})

test('symbols follow what a thing does, then its title', () => {
  const of = (f: string, title = '', more = {}) => symbolOf({ function: f, title, wireless: false, safety: false, ...more })
  expect([
    of('PLC'),
    of('HMI'),
    of('engineering station'),
    of('remote I/O'),
    of('VPN gateway'),
    of('wireless gateway'),
    of('data diode'),
  ]).toEqual(['plc', 'hmi', 'ews', 'rio', 'remote', 'wgateway', 'firewall'])
  expect(of('safety controller')).toBe('sis')
  expect(of('PLC', '', { safety: true })).toBe('sis')
  expect(of('', 'Maintenance laptop 3')).toBe('laptop')
  expect(of('', 'Thing')).toBe('plc')
})

test('a collapsed zone hides what is in it, and conduits end at it', () => {
  const seen = shown({}, ['ZON-1'])
  expect(seen.zones).not.toContain('ZON-3')
  expect(seen.assets.has('AST-1')).toBe(false)
  expect(seen.conduits.find((c) => c.key === 'CON-1')).toBeUndefined()
  expect(seen.conduits.find((c) => c.key === 'CON-8')?.ends).toEqual(['ZON-1', 'ZON-6'])
  expect([...revealed(scene, new Set(['ZON-1', 'ZON-4']), 'AST-19')]).toEqual(['ZON-4'])
  expect(collapsedAtFirst(scene).size).toBe(0)
})

test('a filter shows what matches and the zones around it', () => {
  const seen = shown({ text: 'lube oil' })
  expect([seen.zones, [...seen.assets]]).toEqual([['ZON-1', 'ZON-3'], ['AST-21']])
  expect([...shown({ legacy: true }).assets].sort()).toEqual(['AST-21', 'AST-8'])
  expect(shown({ text: 'no such thing' }).zones).toEqual([])
  expect(shown({ gaps: true }).zones).not.toContain('ZON-6')
})

test('what differs between two scenes is marked, and what is gone is still drawn', () => {
  const after = turbineHall()
  const items = after.items
    .filter((i) => i.key !== 'AST-35')
    .map((i) =>
      i.key === 'AST-3' ? { ...i, links: [{ verb: 'in', to: 'ZON-4' }] } : i.key === 'ZON-5' ? { ...i, title: 'Office' } : i,
    )
  const fresh = { key: 'ZON-90', kind: 'zone', title: 'New', retired: false, properties: {}, links: [] }
  const diff = sceneDiff(scene, sceneOf({ ...after, items: [...items, fresh] }))
  expect(Object.fromEntries(diff.marks)).toEqual({ 'AST-35': '-', 'AST-3': '>', 'ZON-5': '~', 'ZON-90': '+' })
  expect(diff.reasons.get('AST-3')).toEqual(['in'])
  expect(diff.both.zones.get('ZON-6')?.assets).toContain('AST-35')
  expect(diff.both.zones.get('ZON-4')?.assets).toContain('AST-3')
  expect(diff.both.zones.get('ZON-1')?.assets).not.toContain('AST-3')
  expect(sceneDiff(scene, scene).marks.size).toBe(0)
})

test('moves become unlinking and linking, and no zone goes into itself', () => {
  expect(moveSteps(scene, 'AST-3', 'ZON-4')).toEqual([
    { op: 'unlink', from: 'AST-3', verb: 'in', to: 'ZON-1' },
    { op: 'link', from: 'AST-3', verb: 'in', to: 'ZON-4' },
  ])
  expect(moveSteps(scene, 'ZON-3', null)).toEqual([{ op: 'unlink', from: 'ZON-3', verb: 'within', to: 'ZON-1' }])
  expect(moveSteps(scene, 'AST-50', 'ZON-1')).toEqual([{ op: 'link', from: 'AST-50', verb: 'in', to: 'ZON-1' }])
  expect([
    canMove(scene, 'ZON-1', 'ZON-3'),
    canMove(scene, 'ZON-1', 'ZON-1'),
    canMove(scene, 'ZON-3', 'ZON-1'),
    canMove(scene, 'AST-3', null),
  ]).toEqual([false, false, false, false])
  expect(connectSteps(['ZON-1', 'ZON-5'], 'T').map((o) => o.op)).toEqual(['create', 'link', 'link'])
  expect(zoneSteps({ title: 'Z', type: 'dmz', purdue: '', parent: null })).toEqual([
    { op: 'create', kind: 'zone', ref: '$zone', title: 'Z', properties: { type: 'dmz' } },
  ])
  expect(assetSteps({ title: 'A', function: 'PLC', place: 'ZON-1' })[1]).toEqual({
    op: 'link',
    from: '$asset',
    verb: 'in',
    to: 'ZON-1',
  })
})

test('a preview is summed up: the zone that takes comes first, broken rules before the rest', () => {
  const standing = (achieved: number[]) => ({
    achieved,
    target: [2, 2, 2, 2, 2, 2, 2],
    claimed: achieved,
    capability: achieved,
    gap: achieved.map((a) => 2 - a),
    approved: true,
    open: false,
  })
  const finding = (rule: string, subject: string) => ({
    rule,
    subjects: [subject],
    severity: 'warning',
    text: rule,
    clause: '',
    facts: {},
  })
  const links = [{ from: 'a', verb: 'v', to: 'b' }]
  const whatIf = {
    places: [
      {
        key: 'ZON-1',
        title: 'One',
        before: standing([2, 2, 2, 2, 2, 2, 2]),
        after: standing([1, 2, 2, 2, 2, 2, 2]),
        rows: [],
        suspects: { came: links, went: [] },
      },
      {
        key: 'ZON-4',
        title: 'Four',
        before: standing([1, 1, 1, 1, 1, 1, 1]),
        after: standing([2, 1, 1, 1, 1, 1, 1]),
        rows: [],
        suspects: { came: [], went: [] },
      },
    ],
    findings: {
      came: [finding('asset.legacy', 'AST-1'), finding('zone.safety', 'ZON-4'), finding('link.suspect', 'ALL-1')],
      went: [],
    },
  } as unknown as WhatIf
  const delta = deltaOf(whatIf, 'ZON-4')
  expect(delta.places.map((p) => [p.key, p.changes.join(), p.worse])).toEqual([
    ['ZON-4', 'IAC +1', false],
    ['ZON-1', 'IAC −1', true],
  ])
  expect([delta.gap, delta.suspects, delta.breaks]).toEqual([{ before: 7, after: 7 }, { came: 1, went: 0 }, 1])
  expect(delta.came.map((f) => f.rule)).toEqual(['zone.safety', 'asset.legacy'])
  expect(changesInShort(['a', 'b', 'c', 'd'])).toBe('a, b … (4)')
})

test('arrow keys go to the nearest in their direction, and reading begins at the top', () => {
  const at = (x: number, y: number) => ({ x, y, w: 10, h: 10 })
  const boxes = new Map([
    ['a', at(0, 0)],
    ['b', at(100, 5)],
    ['c', at(0, 90)],
    ['d', at(300, 0)],
  ])
  expect([
    neighbour(boxes, 'a', 'right'),
    neighbour(boxes, 'a', 'down'),
    neighbour(boxes, 'a', 'left'),
    neighbour(boxes, 'd', 'left'),
  ]).toEqual(['b', 'c', null, 'b'])
  expect(readingOrder(boxes)).toEqual(['a', 'd', 'b', 'c'])
})

test('keys choose neighbours, leave the last Tab to the page, and ask for what is chosen', () => {
  const at = (x: number, y: number) => ({ x, y, w: 10, h: 10 })
  const picture = {
    scene,
    targets: new Map([
      ['ZON-1', at(0, 0)],
      ['AST-1', at(100, 5)],
    ]),
  }
  const press = (key: string, chosen: string | null, shiftKey = false, ctrlKey = false) =>
    commandOf({ key, shiftKey, ctrlKey, metaKey: false, altKey: false }, picture, chosen)
  expect(press('ArrowRight', 'ZON-1')).toEqual({ do: 'choose', key: 'AST-1' })
  expect(press('ArrowDown', null)).toEqual({ do: 'choose', key: 'ZON-1' })
  expect(press('Tab', 'ZON-1')).toEqual({ do: 'choose', key: 'AST-1' })
  expect(press('Tab', 'AST-1')).toBeNull()
  expect(press('Tab', 'ZON-1', true)).toBeNull()
  expect(press('m', 'AST-1')).toEqual({ do: 'errand', errand: 'move', key: 'AST-1' })
  expect(press('m', null)).toBeNull()
  expect(press('n', null)).toEqual({ do: 'errand', errand: 'add', key: null })
  expect(press('k', 'AST-1', false, true)).toBeNull()
  expect(press(' ', 'AST-1')).toBeNull()
})

test('zooming keeps the point under the pointer, and small moves draw nothing new', () => {
  const v = { x: 10, y: 20, k: 1 }
  const p = { x: 200, y: 100 }
  const z = zoomedAt(v, p, 1.7)
  expect(toScreen(z, toPlane(v, p))).toEqual({ x: expect.closeTo(200) as number, y: expect.closeTo(100) as number })
  expect(zoomedAt(v, p, 99).k).toBeLessThan(3)
  expect(zoomedAt(v, p, 0).k).toBeGreaterThan(0)
  expect(drawnPart(v, { w: 1000, h: 600 })).toEqual(drawnPart({ ...v, x: 12 }, { w: 1000, h: 600 }))
  const all = fit({ x: -50, y: -50, w: 4000, h: 300 }, { w: 1000, h: 600 })
  expect(toScreen(all, { x: -50, y: -50 }).x).toBeGreaterThanOrEqual(0)
  expect(toScreen(all, { x: 3950, y: 250 }).x).toBeLessThanOrEqual(1000)
})

test('text is cut with an ellipsis, and widths grow with the text', () => {
  expect(fitted('Turbine', 12, 200)).toBe('Turbine')
  expect(fitted('Emergency shutdown controller', 12, 90)).toMatch(/^Emergency.*…$/)
  expect(textWidth('WWW', 12)).toBeGreaterThan(textWidth('iii', 12))
  expect(textWidth('Ü', 12)).toBe(textWidth('U', 12))
  expect(
    rounded([
      { x: 0, y: 0 },
      { x: 50, y: 0 },
      { x: 50, y: 40 },
    ]),
  ).toBe('M0 0L42 0Q50 0 50 8L50 40')
})

test('both languages have the same words with the same places', () => {
  expect(Object.keys(de).sort()).toEqual(Object.keys(en).sort())
  for (const key of Object.keys(en) as (keyof typeof en)[]) expect(placesOf(de[key]), key).toEqual(placesOf(en[key]))
})
