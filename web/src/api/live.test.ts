import { expect, test } from 'vitest'
import { LiveStream, type Connection, type Source } from './live'

class FakeSource implements Source {
  readyState = 0
  onerror: ((e: Event) => unknown) | null = null
  onopen: ((e: Event) => unknown) | null = null
  listeners = new Map<string, (e: Event) => void>()
  constructor(readonly address: string) {}
  addEventListener(name: string, listener: unknown) {
    this.listeners.set(name, listener as (e: Event) => void)
  }
  close() {
    this.readyState = 2
  }
  send(name: string, id: number, data: unknown) {
    this.listeners.get(name)?.({ data: JSON.stringify(data), lastEventId: id ? String(id) : '' } as unknown as Event)
  }
}

function fixture() {
  const sources: FakeSource[] = []
  const seen: string[] = []
  const connections: Connection[] = []
  let again: (() => void) | null = null
  const stream = new LiveStream(
    'hall',
    {
      onHead: (h) => seen.push(`head ${h.commit}`),
      onCommit: (c) => seen.push(`commit ${c.commit}`),
      onPresence: (p) => seen.push(`presence ${p.length}`),
      onConnection: (c) => connections.push(c),
      onRefused: () => seen.push('refused'),
    },
    {
      open: (address) => {
        const s = new FakeSource(address)
        sources.push(s)
        return s
      },
      later: (run) => {
        again = run
        return () => (again = null)
      },
    },
  )
  return { stream, sources, seen, connections, runAgain: () => again?.() }
}

test('events are told, and a new connection says where the last one was', () => {
  const f = fixture()
  f.stream.start()
  const first = f.sources[0]!
  first.onopen?.({} as Event)
  first.send('head', 5, { commit: 5 })
  first.send('commit', 6, { commit: 6 })
  first.send('presence', 0, { people: [{}] })
  f.stream.rest()
  f.stream.start()
  expect(f.sources.map((s) => s.address)).toEqual(['/api/v1/projects/hall/events', '/api/v1/projects/hall/events?after=6'])
  // A head that is ahead must not hide the commits that are still to be told.
  f.sources[1]!.send('head', 9, { commit: 9 })
  f.stream.rest()
  f.stream.start()
  expect(f.sources[2]!.address).toBe('/api/v1/projects/hall/events?after=6')
  expect(f.seen).toEqual(['head 5', 'commit 6', 'presence 1', 'head 9'])
  expect(f.connections.slice(0, 2)).toEqual(['connecting', 'live'])
})

test('a refused stream asks why and comes back; a broken one is left to the browser', () => {
  const f = fixture()
  f.stream.start()
  f.sources[0]!.onerror?.({} as Event)
  expect(f.seen).toEqual([])
  f.sources[0]!.readyState = 2
  f.sources[0]!.onerror?.({} as Event)
  expect(f.seen).toEqual(['refused'])
  f.runAgain()
  expect(f.sources).toHaveLength(2)
  f.stream.stop()
  f.stream.start()
  expect(f.sources).toHaveLength(2)
})
