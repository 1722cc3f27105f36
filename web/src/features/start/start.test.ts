import { describe, expect, test } from 'vitest'
import { proposeConduits } from './conduit-proposal'
import { above, levelFor, usualEstimate } from './estimate'
import { mappingText, retarget, takenBy, type Reading } from './mapping'
import { plantOf, riskOf, type PlantItem } from './plant'
import { riskOps, type RiskWords } from './risk-ops'
import { componentTypeOf, roleOf } from './role'
import { nextStep, progress } from './steps'
import { conduitTarget, rowsFor } from './target'
import { templateOps, templates } from './templates'
import { emptyRow, faultsOf, opsOf, paste } from './typed'
import { groupOf, membersOf, networkOf, proposeType, proposeZones } from './zone-proposal'

const item = (
  kind: string,
  key: string,
  properties: PlantItem['properties'] = {},
  links: [string, string][] = [],
): PlantItem => ({
  kind,
  key,
  title: key,
  retired: false,
  properties,
  links: links.map(([verb, to]) => ({ verb, to, title: to })),
})

describe('what an asset does', () => {
  test.each([
    ['PLC', 'controller', 'embedded-device'],
    ['SPS', 'controller', 'embedded-device'],
    ['PLC/Bilancia', 'controller', 'embedded-device'],
    ['Safety PLC', 'safety', 'embedded-device'],
    ['Sicherheitssteuerung', 'safety', 'embedded-device'],
    ['Workstation/Hypervisor', 'server', 'host-device'],
    ['Network Switch', 'network', 'network-device'],
    ['Remote Access Router', 'remote', 'network-device'],
    ['Remote I/O', 'field', 'embedded-device'],
    ['HMI', 'operator', 'embedded-device'],
    ['Operator workstation', 'operator', 'host-device'],
    ['Programmiergerät', 'portable', 'host-device'],
    ['SCADA software', 'server', 'software-application'],
  ])('%s', (what, role, type) => {
    expect(roleOf(what)).toBe(role)
    expect(componentTypeOf(what)).toBe(type)
  })
})

describe('zones', () => {
  const plant = plantOf([
    item('asset', 'AST-1', { function: 'PLC', addresses: ['10.0.1.5'], location: 'Hall 1' }),
    item('asset', 'AST-2', { function: 'HMI', addresses: ['10.0.1.6'], location: 'Hall 1' }),
    item('asset', 'AST-3', { function: 'Safety PLC', addresses: ['10.0.1.7'], location: 'Hall 1' }),
    item('asset', 'AST-4', { function: 'Switch', addresses: ['10.0.2.1'] }, [['in', 'ZON-1']]),
    item('asset', 'AST-5', { function: 'PLC', externally_connected: true }),
    item('zone', 'ZON-1', { type: 'control', purdue: '3' }),
  ])

  test('what has to stand apart does, whatever the way of grouping', () => {
    for (const way of ['function', 'location', 'network', 'level'] as const) {
      const proposed = proposeZones(plant.assets, way)
      expect(proposed.find((p) => p.type === 'safety')?.assets, way).toEqual(['AST-3'])
      expect(proposed.find((p) => p.type === 'external')?.assets, way).toEqual(['AST-5'])
      const all = proposed.flatMap((p) => p.assets).sort()
      expect(all, `${way}: every asset without a zone once, and none that has one`).toEqual(['AST-1', 'AST-2', 'AST-3', 'AST-5'])
    }
  })

  test('places and networks become zones', () => {
    const byPlace = proposeZones(plant.assets, 'location').find((p) => p.reason === 'location')
    expect(byPlace).toMatchObject({ name: { text: 'Hall 1' }, assets: ['AST-1', 'AST-2'], purdue: '1' })
    const byNet = proposeZones(plant.assets, 'network').find((p) => p.reason === 'network')
    expect(byNet).toMatchObject({ name: { net: '10.0.1.0/24' }, assets: ['AST-1', 'AST-2'] })
    expect(networkOf(plant.assets[4]!)).toBe('')
  })

  test('a mark says more than a word', () => expect(groupOf(plant.assets[4]!)).toBe('remote'))

  test('a zone without a type gets one from its name, else from its assets', () => {
    const zone = { key: 'ZON-9', title: 'Zone 3 - Remote Access', type: '', purdue: '', within: null }
    expect(proposeType(zone, [])).toEqual({ type: 'external', purdue: '3.5' })
    expect(proposeType({ ...zone, title: 'Zone 2' }, [plant.assets[1]!])).toEqual({ type: 'control', purdue: '2' })
    expect(membersOf(plant).get('')?.length).toBe(4)
  })
})

describe('conduits', () => {
  const zones = (types: string[]) => types.map((type, i) => item('zone', `ZON-${i + 1}`, { type, purdue: String(i + 1) }))
  const at = (n: number, address: string, zone: string) => item('asset', `AST-${n}`, { addresses: [address] }, [['in', zone]])

  test('zones on one network share a conduit, an external one joins at the top', () => {
    const plant = plantOf([...zones(['control', 'control', 'external']), at(1, '10.0.0.1', 'ZON-1'), at(2, '10.0.0.2', 'ZON-2')])
    expect(proposeConduits(plant).map((c) => [c.why, ...c.zones])).toEqual([
      ['network', 'ZON-1', 'ZON-2'],
      ['edge', 'ZON-3', 'ZON-2'],
    ])
  })

  test('without addresses neighbours by level are joined', () => {
    const plant = plantOf(zones(['control', 'control', 'control']))
    expect(proposeConduits(plant).map((c) => c.zones)).toEqual([
      ['ZON-1', 'ZON-2'],
      ['ZON-2', 'ZON-3'],
    ])
  })

  test('what a conduit joins already is not proposed again', () => {
    const plant = plantOf([
      ...zones(['control', 'safety']),
      item('conduit', 'CON-1', {}, [
        ['connects', 'ZON-1'],
        ['connects', 'ZON-2'],
      ]),
    ])
    expect(proposeConduits(plant)).toEqual([])
  })

  test('recorded channels come first', () => {
    const plant = plantOf([
      ...zones(['control', 'control', 'control']),
      at(1, '10.0.0.1', 'ZON-1'),
      item('channel', 'CHN-1', {}, [
        ['from', 'AST-1'],
        ['to', 'ZON-3'],
      ]),
    ])
    expect(proposeConduits(plant)[0]).toMatchObject({ why: 'channel', zones: ['ZON-1', 'ZON-3'] })
  })
})

describe('estimate and target', () => {
  test('the level is the worse of consequence and attacker', () => {
    expect(levelFor({ rating: 'medium', actor: 'simple' })).toBe(2)
    expect(levelFor({ rating: 'very high', actor: 'mistake' })).toBe(3)
    expect(levelFor({ rating: 'none', actor: 'state' })).toBe(4)
    expect(levelFor(usualEstimate('safety'))).toBe(3)
  })
  test('above what is tolerable', () => {
    expect(above('high', 'medium')).toBe(true)
    expect(above('medium', 'medium')).toBe(false)
    expect(above('high', '')).toBe(false)
  })
  test('rows count up to the level of their FR', () => {
    const rows = [
      { fr: 'IAC', level: 1 },
      { fr: 'IAC', level: 2 },
      { fr: 'RA', level: 1 },
      { fr: 'IAC', level: 0 },
    ]
    expect(rowsFor(rows, [1, 0, 0, 0, 0, 0, 0])).toBe(1)
    expect(rowsFor(rows, [2, 0, 0, 0, 0, 0, 1])).toBe(3)
  })
  test('a conduit takes the higher of its zones in each FR', () => {
    const of: Record<string, number[]> = { A: [1, 2, 3, 1, 1, 1, 1], B: [2, 1, 1, 1, 1, 1, 2] }
    expect(conduitTarget(['A', 'B', 'C'], (k) => of[k])).toEqual([2, 2, 3, 1, 1, 1, 2])
  })
})

describe('typed assets', () => {
  test('cells of a spreadsheet land from the cell on that has the focus', () => {
    const rows = paste([emptyRow], { row: 0, column: 1 }, 'PLC\tHall 1\r\nHMI\tHall 2\tx\ty\tz\r\n')
    expect(rows).toEqual([
      { ...emptyRow, what: 'PLC', location: 'Hall 1' },
      { ...emptyRow, what: 'HMI', location: 'Hall 2', address: 'x', firmware: 'y' },
    ])
  })
  test('names are needed once', () => {
    const rows = ['A', 'a', '', 'B'].map((title) => ({ ...emptyRow, title, what: 'PLC' }))
    expect([...faultsOf([...rows, emptyRow], new Set(['b']))]).toEqual([
      [1, 'twice'],
      [2, 'noName'],
      [3, 'known'],
    ])
  })
  test('blank rows make no asset', () => {
    expect(opsOf([emptyRow, { ...emptyRow, title: ' Mixer ', what: 'PLC', address: '10.0.0.1, 10.0.0.2' }])).toEqual([
      {
        op: 'create',
        kind: 'asset',
        title: 'Mixer',
        properties: { function: 'PLC', component_types: ['embedded-device'], addresses: ['10.0.0.1', '10.0.0.2'] },
      },
    ])
  })
})

describe('mapping of columns', () => {
  const column = (header: string, to?: string) => ({
    header,
    ...(to ? { to } : {}),
    split: [],
    separators: [';'],
    values: [],
    examples: [],
    filled: 1,
  })
  const reading: Reading = {
    header_row: 1,
    sheets: [],
    seek_header: true,
    match: ['inventory_id', 'title'],
    blanks: ['-'],
    columns: [column('ID', 'inventory_id'), column('Name', 'title'), column('Hall')],
    marks: [{ name: 'wireless', words: ['WLAN'] }],
    component_types: [{ name: 'SPS', words: ['embedded-device'] }],
    targets: [
      { name: 'title', many: false, list: false },
      { name: 'location', many: false, list: false },
      { name: 'note', many: true, list: false },
      { name: 'inventory_id', many: false, list: false },
      { name: 'protocols', many: true, list: true },
    ],
  }
  test('a target that stands once moves', () => {
    const next = retarget(reading, 'Hall', 'title')
    expect(next.columns.map((c) => c.to)).toEqual(['inventory_id', undefined, 'title'])
    expect(takenBy(reading, 'title', 'Hall')).toBe('Name')
    expect(takenBy(reading, 'note', 'Hall')).toBeNull()
  })
  test('a column that becomes a list is split', () => {
    expect(retarget(reading, 'Hall', 'protocols').columns[2]).toMatchObject({ to: 'protocols', split: [';'] })
    expect(retarget(retarget(reading, 'Hall', 'protocols'), 'Hall', 'location').columns[2]).toMatchObject({ split: [] })
  })
  test('an identity that no column gives any more is not matched by', () => {
    expect(retarget(reading, 'ID', '').match).toEqual(['title'])
    expect(retarget(retarget(reading, 'ID', ''), 'Hall', 'inventory_id').match).toEqual(['inventory_id', 'title'])
  })
  test('it is written as JSON that says what is left out', () => {
    expect(JSON.parse(mappingText(retarget(reading, 'Hall', 'location')))).toEqual({
      version: 1,
      match: ['inventory_id', 'title'],
      blanks: ['-'],
      columns: [
        { header: 'ID', to: 'inventory_id' },
        { header: 'Name', to: 'title' },
        { header: 'Hall', to: 'location' },
      ],
      marks: { wireless: ['WLAN'] },
      component_types: { SPS: ['embedded-device'] },
    })
    expect(mappingText({ ...reading, blanks: ['\u0085\u2028'] })).toContain('\\u0085\\u2028')
  })
})

test('templates name only zones they make', () => {
  for (const template of templates) {
    const ops = templateOps(template, (p) => p)
    const made = new Set(ops.flatMap((o) => (o.ref ? [o.ref] : [])))
    for (const op of ops.filter((o) => o.op === 'link'))
      expect(made.has(op.to ?? '') && made.has(op.from ?? ''), template).toBe(true)
  }
})

test('a spare needs no zone', () => {
  const plant = plantOf([
    item('asset', 'AST-1', { lifecycle: 'spare' }),
    item('asset', 'AST-2', {}, [['in', 'ZON-1']]),
    item('zone', 'ZON-1', { type: 'control' }),
  ])
  expect(proposeZones(plant.assets, 'function')).toEqual([])
  expect(progress(plant, [], { all: 0, open: 0 })[1]).toEqual({ step: 'zones', done: 1, all: 1, complete: true })
})

test('the next step is the first that is not complete', () => {
  const plant = plantOf([
    item('asset', 'AST-1', {}, [['in', 'ZON-1']]),
    item('zone', 'ZON-1', { type: 'control' }),
    item('risk', 'RSK-1', {}, [['threatens', 'ZON-1']]),
  ])
  expect(riskOf(plant, 'ZON-1')).toBeUndefined()
  expect(nextStep(progress(plant, [], { all: 0, open: 0 }))).toBe('risk')
  expect(nextStep(progress(plantOf([]), [], { all: 0, open: 0 }))).toBe('assets')
})

describe('recording an estimate', () => {
  const words: RiskWords = {
    threat: (a) => `threat ${a}`,
    source: (a) => a,
    title: (z) => `worst in ${z}`,
    scenario: (z, e) => `${z} ${e.rating}`,
  }
  const estimate = { category: 'production', rating: 'high', actor: 'simple' } as const
  test('zones share a threat', () => {
    const plant = plantOf([item('zone', 'ZON-1'), item('zone', 'ZON-2')])
    const ops = riskOps(
      plant,
      plant.zones.map((zone) => ({ zone, estimate, chosen: true })),
      words,
    )
    expect(ops.filter((o) => o.op === 'create').map((o) => o.kind)).toEqual(['threat', 'risk', 'risk'])
  })
  test('a scenario and threats that others wrote stay', () => {
    const plant = plantOf([
      item('zone', 'ZON-1'),
      item('risk', 'RSK-1', { initial_rating: 'low', scenario: 'Somebody thought about this.' }, [['threatens', 'ZON-1']]),
    ])
    const zone = plant.zones[0]!
    expect(riskOps(plant, [{ zone, estimate, before: { ...estimate, rating: 'low' }, chosen: false }], words)).toEqual([
      { op: 'set', key: 'RSK-1', properties: { category: 'production', initial_rating: 'high' } },
    ])
  })
})
