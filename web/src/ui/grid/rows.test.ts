import { describe, expect, it } from 'vitest'
import { complete } from './filter-completion'
import { directoryOf, type CellValue, type GridColumn } from './column'
import {
  arranged,
  gutter,
  isColumnLayout,
  movedColumn,
  offsetsOf,
  placeAt,
  rowHeight,
  scrollFor,
  toggled,
  widened,
  windowOf,
} from './layout'
import { allOf, quickFilter } from './quick-filter'
import { linkColumn, RowTable, type RowItem } from './row-table'
import { comparison, mergeSort, sorted } from './sort'
import { formatQuick, formatSort, isGridView, parseQuick, parseSort, withView } from './views'

const item = (n: number, more: Partial<RowItem> = {}): RowItem => ({
  key: `AST-${n}`,
  title: `Asset ${n}`,
  retired: false,
  commit: 1,
  properties: {},
  links: [],
  ...more,
})

describe('rows in memory', () => {
  it('hold what items hold, column by column', () => {
    const t = new RowTable()
    t.put([
      item(1, { properties: { firmware: '2.1' } }),
      item(2, {
        links: [
          { verb: 'in', to: 'ZON-1', title: 'Turbine' },
          { verb: 'via', to: 'CON-1', title: '' },
        ],
      }),
    ])
    t.put([item(3, { properties: { serial: 'S' } })])
    expect(
      [0, 1, 2].map((i) => [
        t.value(i, 'key'),
        t.value(i, 'title'),
        t.value(i, 'firmware'),
        t.value(i, 'serial'),
        t.value(i, linkColumn('in')),
      ]),
    ).toEqual([
      ['AST-1', 'Asset 1', '2.1', undefined, undefined],
      ['AST-2', 'Asset 2', undefined, undefined, ['ZON-1']],
      ['AST-3', 'Asset 3', undefined, 'S', undefined],
    ])
    expect(t.titles.get('ZON-1')).toBe('Turbine')
  })
  it('an item that comes again replaces what was there, and leaves nothing of it', () => {
    const t = new RowTable()
    t.put([item(1, { properties: { firmware: '1' }, links: [{ verb: 'in', to: 'ZON-1', title: '' }] }), item(2)])
    const version = t.version
    t.put([item(1, { title: 'Other', properties: { serial: 'S' } })])
    expect([t.size, t.value(0, 'title'), t.value(0, 'firmware'), t.value(0, linkColumn('in')), t.value(0, 'serial')]).toEqual([
      2,
      'Other',
      undefined,
      undefined,
      'S',
    ])
    expect(t.version).toBeGreaterThan(version)
  })
  it('rows that go let the others move up', () => {
    const t = new RowTable()
    t.put([1, 2, 3, 4].map((n) => item(n, { properties: n > 2 ? { firmware: String(n) } : {} })))
    t.remove(new Set(['AST-1', 'AST-3']))
    expect(t.keys).toEqual(['AST-2', 'AST-4'])
    expect([t.placeOf('AST-4'), t.placeOf('AST-1'), t.value(1, 'firmware'), t.value(0, 'firmware')]).toEqual([
      1,
      undefined,
      '4',
      undefined,
    ])
  })
})

describe('sorting', () => {
  const order = (values: CellValue[], column: Partial<GridColumn>, descending = false) => {
    const c: GridColumn = { id: 'x', heading: 'X', type: 'text', width: 1, ...column }
    const run = mergeSort(
      Int32Array.from(values.keys()),
      comparison(c, (i) => values[i], descending),
      2,
    )
    let step = run.next()
    while (!step.done) step = run.next()
    return [...step.value].map((i) => values[i])
  }
  it('counts numbers in texts, keys as people count, words as declared, empty cells last', () => {
    expect(order(['v10', undefined, 'v9', 'V1'], {})).toEqual(['V1', 'v9', 'v10', undefined])
    expect(order(['v10', undefined, 'v9'], {}, true)).toEqual(['v10', 'v9', undefined])
    expect(order(['AST-10', 'AST-9'], { type: 'key' })).toEqual(['AST-9', 'AST-10'])
    expect(order(['low', 'very high', 'high'], { type: 'word', choices: ['low', 'high', 'very high'] }, true)).toEqual([
      'very high',
      'high',
      'low',
    ])
    expect(
      order(
        [
          [1, 1],
          [0, 3],
          [2, 0],
        ],
        { type: 'vector' },
      ),
    ).toEqual([
      [1, 1],
      [2, 0],
      [0, 3],
    ])
  })
  it('is right and stable for every order of five', async () => {
    const permute = (a: number[]): number[][] =>
      a.length < 2 ? [a] : a.flatMap((x, i) => permute([...a.slice(0, i), ...a.slice(i + 1)]).map((p) => [x, ...p]))
    for (const p of permute([0, 1, 1, 2, 3])) {
      const by = comparison({ id: 'x', heading: 'X', type: 'number', width: 1 }, (i) => p[i], false)
      const out = await sorted(mergeSort(Int32Array.from(p.keys()), by), new AbortController().signal)
      const got = [...(out ?? [])]
      expect(got.map((i) => p[i])).toEqual([0, 1, 1, 2, 3])
      const ones = got.filter((i) => p[i] === 1)
      expect(ones).toEqual([...ones].sort((a, b) => a - b))
    }
  })
  it('rests while it works and stops when asked', async () => {
    const stop = new AbortController()
    let clock = 0
    const many = Int32Array.from({ length: 5000 }, (_, i) => 5000 - i)
    const run = sorted(
      mergeSort(many, (a, b) => a - b, 64),
      stop.signal,
      1,
      () => (clock += 1),
    )
    stop.abort()
    expect(await run).toBeNull()
  })
})

describe('columns in sight', () => {
  const columns = ['key', 'a', 'b', 'c', 'd'].map((id, i): GridColumn => ({ id, heading: id, type: 'text', width: 50 + 10 * i }))
  const offsets = offsetsOf(columns)
  it('a layout shows, hides, moves and widens, and forgets what is gone', () => {
    const layout = { shown: ['b', 'gone', 'a'], widths: { a: 200 } }
    expect(arranged(columns, layout).map((c) => [c.id, c.width])).toEqual([
      ['key', 50],
      ['b', 70],
      ['a', 200],
    ])
    expect(toggled(layout, 'b').shown).toEqual(['gone', 'a'])
    expect(toggled(layout, 'c').shown).toEqual(['b', 'gone', 'a', 'c'])
    expect(toggled(layout, 'key')).toBe(layout)
    expect(movedColumn(layout, 'a', 0).shown).toEqual(['a', 'b', 'gone'])
    expect(widened(layout, 'b', 7).widths).toEqual({ a: 200, b: 40 })
    expect(isColumnLayout(layout)).toBe(true)
    for (const bad of [null, 1, {}, { shown: [1], widths: {} }, { shown: [], widths: { a: 'x' } }])
      expect(isColumnLayout(bad)).toBe(false)
  })
  it('finds the column under each pixel', () => {
    for (let x = 0; x < 350; x++) {
      const i = placeAt(offsets, x)
      expect((offsets[i] ?? 0) <= x && x < (offsets[i + 1] ?? 0), String(x)).toBe(true)
    }
    expect(placeAt(offsets, 9999)).toBe(4)
  })
  it('draws every cell that is in sight, at every scroll position', () => {
    const view = { width: gutter + 120, height: 100 }
    for (let left = 0; left <= 350; left += 7)
      for (let top = 0; top < 5000; top += 613) {
        const w = windowOf({ ...view, top, left }, 200, offsets)
        expect(w.top * rowHeight <= top && (w.bottom * rowHeight >= top + view.height || w.bottom === 200)).toBe(true)
        columns.forEach((_, i) => {
          const seen = (offsets[i + 1] ?? 0) > left + (offsets[1] ?? 0) && (offsets[i] ?? 0) < left + 120
          if (i > 0 && seen) expect(i >= w.left && i < w.right, `column ${i} at ${left}`).toBe(true)
        })
      }
  })
  it('scrolls just so far that a cell is in sight', () => {
    const view = { top: 0, left: 0, width: gutter + 50 + 130, height: 28 + 280 }
    expect(scrollFor({ row: 3, col: 1 }, view, offsets, 28)).toEqual({ top: 0, left: 0 })
    expect(scrollFor({ row: 10, col: 1 }, view, offsets, 28)).toEqual({ top: 28, left: 0 })
    expect(scrollFor({ row: 0, col: 3 }, view, offsets, 28)).toEqual({ top: 0, left: 80 })
    expect(scrollFor({ row: 0, col: 0 }, { ...view, left: 80 }, offsets, 28)).toEqual({ top: 0, left: 80 })
  })
})

const directory = directoryOf([
  { key: 'ZON-1', title: 'Turbine', kind: 'zone' },
  { key: 'ZON-2', title: 'Turbine spare', kind: 'zone' },
])
const col = (type: GridColumn['type'], more: Partial<GridColumn> = {}): GridColumn => ({
  id: 'p',
  heading: 'P',
  type,
  width: 1,
  ...more,
})

describe('quick filters', () => {
  const cases: [GridColumn, string, string][] = [
    [col('text'), 'Pump', 'lower(p) contains "pump"'], [col('text'), '=Pump', 'p == "Pump"'], [col('text'), '!pump', 'not (lower(p) contains "pump")'], [col('text'), 'a"\\b', 'lower(p) contains "a\\"\\\\b"'],
    [col('text'), 'a, b', '(lower(p) contains "a" or lower(p) contains "b")'], [col('text'), '>=2.10', 'p >= "2.10"'], [col('text'), '2.1..2.9', '"2.1" <= p <= "2.9"'],
    [col('text'), '-', 'p == nil'], [col('text'), '*', 'p != nil'], [col('text'), '  ', ''],
    [col('word', { choices: ['low', 'high', 'very high'] }), 'HIGH', 'p == "high"'], [col('word', { choices: ['low', 'high', 'very high'] }), 'lo,very', 'p in ["low", "very high"]'], [col('word', { choices: ['low', 'high'] }), '>=high', 'p >= "high"'], [col('word', { choices: ['low', 'high'] }), '!low', 'p != "low"'],
    [col('yes/no'), 'ja', 'p'], [col('yes/no'), '!yes', 'not p'], [col('number'), '3', 'p == 3'], [col('number'), '2..5', '2 <= p <= 5'], [col('number'), '<4', 'p < 4'], [col('number'), '1,2', '(p == 1 or p == 2)'],
    [col('date'), '31.3.2026', 'p == "2026-03-31"'], [col('date'), '<today', 'p < today'], [col('date'), '2026-02', '"2026-02-01" <= p <= "2026-02-28"'], [col('date'), '2026', '"2026-01-01" <= p <= "2026-12-31"'],
    [col('vector'), 'SI>=2', 'p.SI >= 2'], [col('vector'), '>=2', 'min(p) >= 2'], [col('vector'), '<2', 'max(p) < 2'], [col('list'), '10.', 'any(p, lower(#) contains "10.")'], [col('list'), '-', 'len(p) == 0'], [col('table'), '>1', 'len(p) > 1'],
    [col('links', { verb: 'in', kinds: ['zone'] }), 'ZON-1', 'linked("in", "ZON-1")'], [col('links', { verb: 'in', kinds: ['zone'] }), '!turb', 'not linked("in", "ZON-1", "ZON-2")'], [col('links', { verb: 'in', kinds: ['zone'] }), '-', 'not linked("in")'],
  ] // prettier-ignore
  it('are expressions of the filter language', () => {
    for (const [c, text, want] of cases)
      expect(quickFilter(c, text, directory), `${c.type} ${text}`).toEqual({ ok: true, expression: want })
  })
  it('say what they do not understand', () => {
    const bad: [GridColumn, string, string][] = [
      [col('word', { choices: ['low'] }), 'x', 'choice'],
      [col('number'), 'x', 'number'],
      [col('date'), '3/4/2026', 'date'],
      [col('vector'), 'x', 'vector'],
      [col('links', { verb: 'in', kinds: ['zone'] }), 'x', 'no-item'],
      [col('text'), '>=', 'operator'],
    ]
    for (const [c, text, fault] of bad)
      expect(quickFilter(c, text, directory), `${c.type} ${text}`).toMatchObject({ ok: false, fault })
  })
  it('stand beside each other', () => {
    expect(allOf(['a == 1', '', 'b or c'])).toBe('a == 1 and (b or c)')
    expect(allOf([])).toBe('')
    expect(allOf(['a or b'])).toBe('a or b')
  })
})

describe('completion of filters', () => {
  const names = {
    columns: [
      col('word', { id: 'lifecycle', choices: ['in service', 'spare'] }),
      col('text', { id: 'location' }),
      col('vector', { id: 'target' }),
      col('table', { id: 'statements', columns: [{ name: 'answer', type: 'word' }] }),
    ],
    verbs: ['in', 'instance of', 'is verified by'],
    keys: (start: string) => [{ key: 'ZON-1', title: 'Turbine' }].filter((k) => k.key.startsWith(start)),
  }
  const at = (text: string) => {
    const c = complete(text, text.length, names)
    return { ...c, texts: c.options.map((o) => o.text) }
  }
  it('knows what can follow', () => {
    expect(at('li').texts.slice(0, 1)).toEqual(['lifecycle'])
    expect(at('').texts).toContain('linked(')
    expect(at('lifecycle ').texts).toEqual(['==', '!=', '<', '<=', '>', '>=', 'in', 'not in'])
    expect(at('lifecycle == ').texts).toEqual(expect.arrayContaining(['"in service"', '"spare"']))
    expect(at('lifecycle == "sp').texts).toEqual(['"spare"'])
    expect(at('lifecycle in ["spare", "in').texts).toEqual(['"in service"'])
    expect(at('target.').texts).toContain('SI')
    expect(at('target.S').texts).toEqual(['SI'])
    expect(at('linked("').texts).toEqual(['"in"', '"instance of"', '"is verified by"'])
    expect(at('linked("in", "ZON').texts).toEqual(['"ZON-1"'])
    expect(at('lifecycle == "spare" ').texts).toEqual(expect.arrayContaining(['and', 'or']))
    expect(at('lifecycle == "spare" and lo').texts).toContain('location')
    expect(at('any(statements, .').texts).toEqual(['answer'])
    expect(at('location ').texts).toContain('contains')
  })
  it('says which part it replaces', () => {
    expect(at('lifecycle == "sp')).toMatchObject({ from: 13, to: 16 })
    expect(at('lifecycle == "spare" and lo')).toMatchObject({ from: 25, to: 27 })
    expect(at('linked("in", "ZON')).toMatchObject({ from: 13, to: 17 })
  })
  it('never fails, whatever stands there', () => {
    const source = 'not (linked("in", "ZON-1") or any(statements, .answer == "met")) and target.SI >= 2 and lifecycle in ["spare"'
    for (let i = 0; i <= source.length; i++) {
      const c = complete(source, i, names)
      expect(c.from <= c.to && c.to === i).toBe(true)
    }
    for (const odd of ['"', "'\\", '((', '][', '...', '#', '\u0000', 'a"b"c'])
      expect(() => complete(odd, odd.length, names)).not.toThrow()
  })
})

describe('views', () => {
  const view = {
    name: 'Mine',
    layout: { shown: ['a'], widths: {} },
    filter: 'a == 1',
    quick: { a: 'x' },
    sort: [{ column: 'a', descending: true }],
  }
  it('are known again, and nothing else is taken for one', () => {
    expect(isGridView(JSON.parse(JSON.stringify(view)))).toBe(true)
    for (const bad of [
      null,
      {},
      { ...view, name: 1 },
      { ...view, quick: { a: 1 } },
      { ...view, sort: {} },
      { ...view, layout: null },
    ])
      expect(isGridView(bad)).toBe(false)
    expect(withView([view], { ...view, filter: '' })).toHaveLength(1)
  })
  it('come back from the address, whatever is typed', () => {
    for (const quick of <Record<string, string>[]>[{}, { a: 'x' }, { 'a:b': '|:\\', '→ in': 'ZON-1, "x"' }, { a: '\\', b: ':' }])
      expect(parseQuick(formatQuick(quick)), JSON.stringify(quick)).toEqual(quick)
    for (const sort of [
      [],
      [{ column: 'a', descending: false }],
      [
        { column: '→ in', descending: true },
        { column: 'a', descending: false },
      ],
    ])
      expect(parseSort(formatSort(sort))).toEqual(sort)
  })
})
