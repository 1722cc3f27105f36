import { describe, expect, it } from 'vitest'
import type { ItemChange, SchemaKind } from '../../api/documents'
import { byKind, gapMoves, inverted, pairLinks } from './changes'
import { driftMoves, movesOf } from './level-moves'
import { heights, inSight, timelineLines, tops } from './lines'
import { valueDiff, type TableRow } from './value-diff'
import { tokens, wordDiff } from './words'

describe('words', () => {
  const shown = (a: string, b: string) =>
    wordDiff(a, b)
      .map((p) => (p.kind === 'same' ? p.text : p.kind === 'old' ? `[-${p.text}-]` : `{+${p.text}+}`))
      .join('')
  it('marks words that went and came', () => {
    expect(shown('The old pump is off.', 'The new pump is off.')).toBe('The [-old-]{+new+} pump is off.')
    expect(shown('a b c', 'a b c')).toBe('a b c')
    expect(shown('Überdruck, Ventil 3', 'Überdruck, Ventil 4 und 5')).toBe('Überdruck, Ventil [-3-]{+4 und 5+}')
  })
  it('gives both texts back, whatever they are', () => {
    let seed = 7
    const some = () => {
      let text = ''
      for (let i = 0; i < 30; i++) {
        seed = (seed * 1103515245 + 12345) % 2 ** 31
        text += ['a', 'b', ' ', 'valve', '. ', '\n', 'ü', '1'][(seed >> 8) % 8]!
      }
      return text
    }
    for (let n = 0; n < 200; n++) {
      const [a, b] = [some(), some()]
      const parts = wordDiff(a, b)
      expect(
        parts
          .filter((p) => p.kind !== 'new')
          .map((p) => p.text)
          .join(''),
      ).toBe(a)
      expect(
        parts
          .filter((p) => p.kind !== 'old')
          .map((p) => p.text)
          .join(''),
      ).toBe(b)
      expect(tokens(a).join('')).toBe(a)
    }
  })
})

describe('values', () => {
  it('shows vectors by component, also when one is not set', () => {
    expect(valueDiff([2, 2, 2, 1, 3, 2, 2], [2, 2, 2, 1, 2, 2, 2])).toMatchObject({
      shape: 'vector',
      moves: [{ fr: 'RDF', from: 3, to: 2 }],
    })
    expect(valueDiff(undefined, [0, 0, 0, 0, 0, 1, 0])).toMatchObject({
      shape: 'vector',
      old: undefined,
      moves: [{ fr: 'TRE', from: 0, to: 1 }],
    })
  })
  it('shows lists by entries, also entries that stand there twice', () => {
    expect(valueDiff(['a', 'b', 'a'], ['b', 'a', 'c'])).toEqual({ shape: 'list', kept: 2, removed: ['a'], added: ['c'] })
    expect(valueDiff(['a'], undefined)).toEqual({ shape: 'list', kept: 0, removed: ['a'], added: [] })
  })
  it('pairs rows of tables by their first cell', () => {
    const old: TableRow[] = [
      { row: 'CR 1.1', answer: 'met' },
      { row: 'CR 1.2', answer: 'not met' },
      { row: 'CR 1.3', answer: 'met' },
    ]
    const now: TableRow[] = [
      { row: 'CR 1.1', answer: 'met' },
      { row: 'CR 1.2', answer: 'met', note: 'V5' },
      { row: 'CR 2.1', answer: 'met' },
    ]
    expect(valueDiff(old, now)).toEqual({
      shape: 'table',
      columns: ['row', 'answer', 'note'],
      kept: 1,
      rows: [
        { old: old[1], new: now[1], changed: ['answer', 'note'] },
        { old: old[2], changed: [] },
        { new: now[2], changed: [] },
      ],
    })
  })
  it('compares long texts by words and short ones whole', () => {
    expect(valueDiff('6.1.0', '6.2.3')).toEqual({ shape: 'plain', old: '6.1.0', new: '6.2.3' })
    expect(valueDiff('Runs all year with one stop.', 'Runs all year with two stops.').shape).toBe('words')
    expect(valueDiff('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'bbbbbbbbbbbbbbbbbbbbbbbbb').shape).toBe('plain')
    expect(valueDiff(undefined, true)).toEqual({ shape: 'plain', old: undefined, new: 'true' })
  })
})

describe('changes', () => {
  const item = (key: string, change: ItemChange['change']): ItemChange => ({ key, title: key, change, properties: [], links: [] })
  const kinds = ['ZON zone', 'AST asset'].map((k) => {
    const [prefix, kind] = k.split(' ')
    return { prefix, kind } as unknown as SchemaKind
  })
  it('stand by kind in the order of the schema and of keys', () => {
    const groups = byKind([item('AST-10', 'added'), item('ZON-1', 'changed'), item('AST-9', 'retired')], kinds)
    expect(groups.map((g) => [g.kind, g.items.map((i) => i.key), g.added, g.changed, g.retired])).toEqual([
      ['zone', ['ZON-1'], 0, 1, 0],
      ['asset', ['AST-9', 'AST-10'], 1, 0, 1],
    ])
  })
  it('are turned round for the way back', () => {
    const one: ItemChange = {
      ...item('AST-1', 'added'),
      properties: [{ name: 'firmware', old: null, new: '2' }],
      links: [{ verb: 'in', to: 'ZON-1', change: 'added' }],
    }
    expect(inverted([one])[0]).toMatchObject({
      change: 'retired',
      properties: [{ old: '2', new: null }],
      links: [{ change: 'removed' }],
    })
    expect(inverted(inverted([{ ...one, change: 'changed' }]))).toEqual([{ ...one, change: 'changed' }])
  })
  it('pair a link that went with the one in its place, if it is plain which', () => {
    const link = (to: string, change: 'added' | 'removed' | 'confirmed', verb = 'in') => ({ verb, to, change })
    const said = (...links: ReturnType<typeof link>[]) => pairLinks(links).map((m) => `${m.from?.to ?? ''}>${m.to?.to ?? ''}`)
    expect(said(link('ZON-1', 'removed'), link('ZON-4', 'added'))).toEqual(['ZON-1>ZON-4'])
    expect(said(link('ZON-4', 'added'), link('ZON-1', 'removed'), link('X-1', 'confirmed'))).toEqual(['ZON-1>ZON-4', '>X-1'])
    expect(said(link('A', 'removed'), link('B', 'added'), link('C', 'added'))).toEqual(['A>', '>B', '>C'])
    expect(said(link('A', 'removed'), link('B', 'added', 'via'))).toEqual(['A>', '>B'])
  })
  it('tell which rows became gaps and which no longer are', () => {
    const row = (code: string) => ({ row: code, title: '', text: '' })
    const gap = (place: string, ...rows: string[]) => ({ place, title: '', fr: 'IAC', rows: rows.map(row) })
    const moved = gapMoves([gap('ZON-1', 'SR 1.1', 'SR 1.2')], [gap('ZON-1', 'SR 1.2'), gap('ZON-2', 'SR 1.1')])
    expect(moved.opened.map((r) => r.place + r.row)).toEqual(['ZON-2SR 1.1'])
    expect(moved.closed.map((r) => r.place + r.row)).toEqual(['ZON-1SR 1.1'])
  })
})

describe('levels', () => {
  const zero = [0, 0, 0, 0, 0, 0, 0]
  const all = { target: zero, achieved: zero, claimed: zero, capability: zero, gap: zero }
  it('tell what rose and fell; a place that comes counts from nothing', () => {
    expect(movesOf(null, { ...all, achieved: [1, 0, 0, 0, 0, 0, 0], target: [2, 0, 0, 0, 0, 0, 0] })).toEqual([
      { of: 'achieved', fr: 'IAC', from: 0, to: 1, tone: 'up' },
      { of: 'target', fr: 'IAC', from: 0, to: 2, tone: 'plain' },
    ])
  })
  it('stand beside the commit that moved them, not beside the first that was looked at', () => {
    const moves = driftMoves({
      places: [
        {
          key: 'ZON-1',
          title: '',
          points: [
            { commit: 4, achieved: [1, 1, 0, 0, 0, 0, 0] },
            { commit: 9, achieved: [1, 0, 0, 0, 0, 0, 0] },
          ],
        },
      ],
    })
    expect([...moves]).toEqual([[9, [{ place: 'ZON-1', fr: 'UC', from: 1, to: 0 }]]])
  })
})

describe('the timeline', () => {
  const commits = [3, 2, 1].map((number) => ({ number, time: `2026-03-0${number === 3 ? 2 : 1}T10:00:00Z` }))
  const lines = timelineLines(commits, [{ key: 'BAS-1', title: 'Spring', commit: 2 }], (m) => m.slice(0, 10))
  it('has a line for each day and baseline above its commits', () => {
    expect(lines.map((l) => l.key)).toEqual([
      'day 2026-03-02 3',
      'commit 3',
      'day 2026-03-01 2',
      'mark BAS-1',
      'commit 2',
      'commit 1',
    ])
  })
  it('finds what is in sight', () => {
    const offsets = tops(lines)
    expect(offsets.at(-1)).toBe(2 * heights.day + heights.mark + 3 * heights.commit)
    expect(inSight(offsets, 0, 1, 0)).toEqual([0, 1])
    expect(inSight(offsets, offsets[3]!, 1, 0)).toEqual([3, 4])
    expect(inSight(offsets, 0, 10_000)).toEqual([0, lines.length])
    expect(inSight(tops([]), 0, 100)).toEqual([0, 0])
  })
})
