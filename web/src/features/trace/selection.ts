/** Which rows are shown and counted, and in which order. No React here. */
import type { Chain } from '../../api/chain-queries'
import { compareKeys } from '../../domain/key'
import type { Layer } from './cells'

/** What is shown of the rows that were read. */
export type Show = 'all' | 'incomplete' | 'suspect'
export type GroupBy = 'place' | 'row'

export const layers: readonly Layer[] = ['allocation', 'component requirement', 'design', 'test case', 'test run', 'evidence']

/** Whether the row needs no chain, because it counts in another way. */
export const excused = (c: Chain): boolean => c.counts === 'not applicable' || c.counts === 'compensated'

const broken = (c: Chain) => c.state !== 'complete' && !excused(c)

/** Whether a chain lacks something in a layer: a step, or a result or evidence that counts. */
export function lacks(c: Chain, layer: Layer): boolean {
  if (excused(c)) return false
  if (c.missing.includes(layer)) return true
  if (layer === 'test run') return c.state === 'last run failed'
  return layer === 'evidence' && c.state === 'evidence not valid'
}

/** What a step stands on: without it, it is no use that the step itself is there. */
const before: Record<Layer, readonly Layer[]> = {
  allocation: [],
  'component requirement': ['allocation'],
  design: ['allocation'],
  'test case': ['allocation', 'component requirement', 'design'],
  'test run': ['allocation', 'component requirement', 'design', 'test case'],
  evidence: ['allocation', 'component requirement', 'design', 'test case', 'test run'],
}

/** How many chains are whole up to and with each layer, of those that need one. */
export function coverage(chains: readonly Chain[]): { of: number; whole: Record<Layer, number>; complete: number } {
  const whole = { allocation: 0, 'component requirement': 0, design: 0, 'test case': 0, 'test run': 0, evidence: 0 }
  let of = 0
  let complete = 0
  for (const c of chains) {
    if (excused(c)) continue
    of++
    if (c.state === 'complete') complete++
    for (const layer of layers) if (!lacks(c, layer) && before[layer].every((l) => !lacks(c, l))) whole[layer]++
  }
  return { of, whole, complete }
}

/** The rows that fit what is looked for. */
export function shown(chains: readonly Chain[], show: Show, layer: Layer | null): Chain[] {
  return chains.filter(
    (c) =>
      (show === 'all' || (show === 'incomplete' ? broken(c) : c.suspects > 0 || c.state === 'suspect')) &&
      (layer === null || lacks(c, layer)),
  )
}

/** One entry of the table: a heading, or a row with its chain. */
export type Unit =
  { is: 'group'; by: GroupBy; name: string; rows: number; complete: number; excused: number } | { is: 'chain'; chain: Chain }

/** Rows under their headings. By place the order stays; by row the places of each stand together. */
export function grouped(chains: readonly Chain[], by: GroupBy): Unit[] {
  const groups = new Map<string, Chain[]>()
  for (const c of chains) {
    const name = by === 'place' ? c.place : c.row
    const list = groups.get(name)
    if (list) list.push(c)
    else groups.set(name, [c])
  }
  const named = [...groups]
  if (by === 'row') named.sort(([a], [b]) => compareRows(a, b))
  return named.flatMap(([name, list]): Unit[] => {
    const sorted = by === 'row' ? [...list].sort((a, b) => compareKeys(a.place, b.place)) : list
    const complete = list.filter((c) => c.state === 'complete').length
    return [
      { is: 'group', by, name, rows: list.length, complete, excused: list.filter(excused).length },
      ...sorted.map((chain): Unit => ({ is: 'chain', chain })),
    ]
  })
}

/** Orders codes as the catalogue does: SR 1.2 before SR 1.10, a row before its enhancements. */
export function compareRows(a: string, b: string): number {
  const parts = (code: string) => (code.match(/\d+/g) ?? []).map(Number)
  const x = parts(a)
  const y = parts(b)
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const d = (x[i] ?? -1) - (y[i] ?? -1)
    if (d !== 0) return d
  }
  return 0
}

/** Where each entry begins, in pixels, and at the end the whole height. */
export function offsetsOf(units: readonly Unit[], lines: (c: Chain) => number, height: number): number[] {
  const out = [0]
  let y = 0
  for (const u of units) {
    y += height * (u.is === 'group' ? 1 : lines(u.chain))
    out.push(y)
  }
  return out
}

/** The entry at a height. */
export function unitAt(offsets: readonly number[], y: number): number {
  let low = 0
  let high = offsets.length - 2
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((offsets[middle] ?? 0) <= y) low = middle
    else high = middle - 1
  }
  return Math.max(0, low)
}

/** What somebody typed into the box as a starting set: a key, a row, or words. */
export function readSearch(text: string): { item?: string; row?: string; q?: string } {
  const t = text.trim()
  if (t === '') return {}
  if (/^[a-z]{3}-[1-9]\d*$/i.test(t)) return { item: t.toUpperCase() }
  const row = /^sr\s*(\d+\.\d+)(?:\s*re\s*\(?(\d+)\)?)?$/i.exec(t)
  if (row) return { row: `SR ${row[1]}${row[2] ? ` RE(${row[2]})` : ''}` }
  return { q: t }
}
