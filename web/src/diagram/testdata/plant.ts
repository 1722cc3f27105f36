/** Plants of any size for tests: the same number makes the same plant. */
import type { SourceItem, Sources } from '../model'

/** A plant with zones on all levels, some of them nested. */
export function plant(size: { zones: number; assets: number; conduits: number; seed?: number }): Sources {
  let state = size.seed ?? 1
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const items: SourceItem[] = []
  const purdue = ['0', '1', '2', '3', '3.5', '4']
  const types = ['control', 'safety', 'dmz', 'business', 'wireless', 'external', 'temporary']
  const functions = ['PLC', 'HMI', 'historian', 'switch', 'drive', 'remote I/O', 'firewall', 'server', 'sensor']
  for (let z = 1; z <= size.zones; z++) {
    const nested = z > 3 && random(4) === 0
    const links = nested ? [{ verb: 'within', to: `ZON-${1 + random(z - 1)}` }] : []
    const properties = { type: types[random(types.length)], ...(random(9) > 0 ? { purdue: purdue[random(purdue.length)] } : {}) }
    items.push({ key: `ZON-${z}`, kind: 'zone', title: `Zone number ${z}`, retired: false, properties, links })
  }
  for (let a = 1; a <= size.assets; a++) {
    const properties = { function: functions[random(functions.length)] }
    items.push({
      key: `AST-${a}`,
      kind: 'asset',
      title: `Asset number ${a} of line ${random(40)}`,
      retired: false,
      properties,
      links: [{ verb: 'in', to: `ZON-${1 + random(size.zones)}` }],
    })
  }
  for (let c = 1; c <= size.conduits; c++) {
    const ends = new Set([1 + random(size.zones), 1 + random(size.zones)])
    if (random(10) === 0) ends.add(1 + random(size.zones))
    const links = [...ends].map((e) => ({ verb: 'connects', to: `ZON-${e}` }))
    items.push({ key: `CON-${c}`, kind: 'conduit', title: `Conduit number ${c}`, retired: false, properties: {}, links })
    items.push({
      key: `CHN-${c}`,
      kind: 'channel',
      title: `Channel number ${c}`,
      retired: false,
      properties: { protocol: 'OPC UA' },
      links: [
        { verb: 'via', to: `CON-${c}` },
        { verb: 'from', to: `AST-${1 + random(size.assets)}` },
        { verb: 'to', to: `AST-${1 + random(size.assets)}` },
      ],
    })
  }
  return { items, levels: [], findings: [], suspects: [] }
}
