// Plants of any size through the public API, as fast as the server takes them.

/** Makes a project and fills it: zones in bands, some nested, assets, conduits with a channel each. Runs in the page, which is signed in. */
export async function makePlant(page, { project, zones, assets, conduits }) {
  return page.evaluate(
    async ({ project, zones, assets, conduits }) => {
      const post = async (path, body) => {
        const r = await fetch(`/api/v1${path}`, {
          method: 'POST',
          headers: { 'Content-Type': 'application/json' },
          body: JSON.stringify(body),
        })
        if (!r.ok) throw new Error(`${path}: ${r.status} ${await r.text()}`)
        return r.json()
      }
      await post('/projects', { key: project, title: `Plant of ${zones} zones` })
      const levels = ['0', '1', '2', '3', '3.5', '4']
      const types = ['control', 'control', 'safety', 'dmz', 'wireless', 'business']
      const jobs = ['PLC', 'HMI', 'historian', 'switch', 'drive', 'remote I/O', 'server', 'sensor']
      let state = 7
      const random = (n) => {
        state = (Math.imul(state, 1664525) + 1013904223) >>> 0
        return Math.floor((state / 2 ** 32) * n)
      }
      const keys = {}
      const commit = async (ops, kind) => {
        const done = await post(`/projects/${project}/commits`, { ops, label: 'import' })
        keys[kind] = [...(keys[kind] ?? []), ...(done.items ?? []).map((i) => i.key)]
      }
      const inParts = async (kind, count, size, make) => {
        for (let from = 0; from < count; from += size) {
          const ops = []
          for (let i = from; i < Math.min(from + size, count); i++) ops.push(...make(i))
          await commit(ops, kind)
        }
      }
      const roots = Math.ceil(zones * 0.7)
      const zone = (i, parent) => {
        const ref = `$z${i}`
        const at = parent === null ? i % 6 : random(3)
        const create = {
          op: 'create',
          kind: 'zone',
          ref,
          title: `Cell ${i + 1}`,
          properties: { type: types[i % 6], purdue: levels[at] },
        }
        return parent === null ? [create] : [create, { op: 'link', from: ref, verb: 'within', to: parent }]
      }
      await inParts('zone', roots, 200, (i) => zone(i, null))
      await inParts('zone', zones - roots, 200, (i) => zone(roots + i, keys.zone[random(roots)]))
      await inParts('asset', assets, 2000, (i) => [
        { op: 'create', kind: 'asset', ref: `$a${i}`, title: `Device ${i + 1}`, properties: { function: jobs[i % 8] } },
        { op: 'link', from: `$a${i}`, verb: 'in', to: keys.zone[i % zones] },
      ])
      await inParts('conduit', conduits, 200, (i) => {
        const a = random(roots)
        const b = Math.min(roots - 1, Math.max(0, a + 1 + random(8)))
        const ends = [...new Set([keys.zone[a], keys.zone[a === b ? a - 1 : b]])]
        const ref = `$c${i}`
        return [
          { op: 'create', kind: 'conduit', ref, title: `Line ${i + 1}` },
          ...ends.map((to) => ({ op: 'link', from: ref, verb: 'connects', to })),
        ]
      })
      return Object.fromEntries(Object.entries(keys).map(([k, list]) => [k, list.length]))
    },
    { project, zones, assets, conduits },
  )
}
