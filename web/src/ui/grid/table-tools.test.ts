import { describe, expect, it } from 'vitest'
import type { CellType, CellValue, GridColumn } from './column'
import { noDirectory } from './column'
import { findIn, replacements, type FindWish } from './find'
import { grouped, isGroupId } from './groups'
import { seriesOf } from './series'
import { readCell, editText } from './cell-text'
import { comparisons, sortedBy } from './sort'
import { drawnOut, type GridRows } from './writes'

const column = (id: string, type: CellType, more: Partial<GridColumn> = {}): GridColumn => ({
  id,
  heading: id,
  type,
  width: 100,
  ...more,
})
const options = { locale: 'en', yes: 'yes', no: 'no', directory: noDirectory }
const rowsOf = (list: Record<string, CellValue>[]): GridRows => ({
  count: list.length,
  id: (row) => `AST-${row + 1}`,
  value: (row, c) => list[row]?.[c.id],
})

describe('series', () => {
  const next = (type: CellType, values: CellValue[], copy = false) => [0, 1, 2].map(seriesOf(column('x', type), values, copy))
  it('counts on where two values show how', () => {
    expect(next('number', [1, 2])).toEqual([3, 4, 5])
    expect(next('number', [10, 8])).toEqual([6, 4, 2])
    expect(next('number', [1, 2, 4])).toEqual([1, 2, 4])
    expect(next('number', [7])).toEqual([7, 7, 7])
    expect(next('number', [1, 2], true)).toEqual([1, 2, 1])
  })
  it('counts days and months, and keeps the end of a month within it', () => {
    expect(next('date', ['2026-02-27', '2026-02-28'])).toEqual(['2026-03-01', '2026-03-02', '2026-03-03'])
    expect(next('date', ['2026-01-15', '2026-02-15'])).toEqual(['2026-03-15', '2026-04-15', '2026-05-15'])
    expect(next('date', ['2025-12-31', '2026-01-31'])).toEqual(['2026-02-28', '2026-03-31', '2026-04-30'])
    expect(next('date', ['2026-01-15'])).toEqual(['2026-01-15', '2026-01-15', '2026-01-15'])
  })
  it('counts the number a text ends with, with its zeros', () => {
    expect(next('text', ['PLC-09'])).toEqual(['PLC-10', 'PLC-11', 'PLC-12'])
    expect(next('text', ['10.0.0.1', '10.0.0.3'])).toEqual(['10.0.0.5', '10.0.0.7', '10.0.0.9'])
    expect(next('text', ['Pump 1 (A)'])).toEqual(['Pump 2 (A)', 'Pump 3 (A)', 'Pump 4 (A)'])
    expect(next('text', ['a', 'b'])).toEqual(['a', 'b', 'a'])
    expect(next('word', ['SL 1'])).toEqual(['SL 1', 'SL 1', 'SL 1'])
  })
})

describe('drawing a corner out', () => {
  const columns = [column('key', 'key', { locked: 'key' }), column('tag', 'text', { required: true }), column('n', 'number')]
  const rows = rowsOf([{ tag: 'P-1', n: 1 }, { tag: 'P-2', n: 3 }, { tag: 'x' }, { tag: 'y', n: 9 }])
  const out = (from: number, to: number, up = false, copy = false) =>
    drawnOut({ top: from, bottom: from + 1, left: 1, right: 2 }, { top: up ? to : from, bottom: up ? from + 1 : to, left: 1, right: 2 }, columns, rows, options, copy)
      .writes.map((w) => [w.row, w.column.id, w.after]) // prettier-ignore
  it('goes on with each column on its own, down and up', () => {
    expect(out(0, 3)).toEqual([['AST-3', 'tag', 'P-3'], ['AST-4', 'tag', 'P-4'], ['AST-3', 'n', 5], ['AST-4', 'n', 7]]) // prettier-ignore
    expect(out(0, 3, false, true)).toEqual([['AST-3', 'tag', 'P-1'], ['AST-4', 'tag', 'P-2'], ['AST-3', 'n', 1], ['AST-4', 'n', 3]]) // prettier-ignore
    expect(out(1, 0, true)).toEqual([
      ['AST-1', 'tag', 'x'],
      ['AST-1', 'n', undefined],
    ])
  })
})

describe('order by several columns', () => {
  const columns = [column('a', 'number'), column('b', 'text')]
  const list = [{ a: 1, b: 'y' }, { a: 2, b: 'x' }, { a: 1, b: 'x' }, { b: 'z' }]
  it('lets the next column decide where the first does not', () => {
    const by = sortedBy(sortedBy([], 'a', false), 'b', true)
    expect(by.map((s) => s.column)).toEqual(['a', 'b'])
    const compare = comparisons(by, columns, (i, c) => list[i]?.[c.id as 'a'])
    expect([0, 1, 2, 3].sort(compare)).toEqual([2, 0, 1, 3])
    expect(sortedBy(sortedBy(by, 'b', true), 'b', true)).toEqual([{ column: 'a', descending: false }])
  })
})

describe('words of a language', () => {
  const c = column('layers', 'list', { choices: ['zone', 'host'], words: new Map([['zone', 'Zone'], ['host', 'Rechner']]) }) // prettier-ignore
  it('are shown, read back, and read as the record has them too', () => {
    expect(editText(c, ['host', 'zone'], options)).toBe('Rechner, Zone')
    expect(readCell(c, 'rechner, zone', options)).toEqual({ ok: true, value: ['host', 'zone'] })
    expect(readCell(c, 'host', options)).toEqual({ ok: true, value: ['host'] })
    expect(readCell(c, 'cloud', options)).toMatchObject({ ok: false, fault: 'choice' })
  })
  it('a key that a part of the directory lacks is left to the server', () => {
    const links = column('→ in', 'links', { kinds: ['zone'], single: true })
    expect(readCell(links, 'ZON-7', options)).toMatchObject({ ok: false, fault: 'no-item' })
    expect(readCell(links, 'zon-7', { ...options, directory: { ...noDirectory, partial: true } })).toEqual({
      ok: true,
      value: ['ZON-7'],
    })
  })
})

describe('groups', () => {
  const c = column('zone', 'text')
  const rows = rowsOf([{ zone: 'B' }, { zone: 'A' }, {}, { zone: 'B' }])
  const text = (v: CellValue) => (typeof v === 'string' ? v : '')
  it('stand in the order of their first rows, those without a value last', () => {
    const g = grouped(rows, c, text, new Set())
    expect(Array.from({ length: g.rows.count }, (_, i) => g.group(i)?.label ?? g.rows.id(i))).toEqual([
      'B', 'AST-1', 'AST-4', 'A', 'AST-2', '', 'AST-3',
    ]) // prettier-ignore
    expect(g.group(0)).toEqual({ label: 'B', count: 2, open: true })
    expect([g.source(1), g.place(3), g.rows.value(0, c), isGroupId(g.rows.id(0))]).toEqual([0, 2, undefined, true])
  })
  it('hide their rows while they are closed, and still count them', () => {
    const g = grouped(rows, c, text, new Set(['B']))
    expect(g.rows.count).toBe(5)
    expect(g.group(0)).toEqual({ label: 'B', count: 2, open: false })
    expect(g.place(0)).toBeUndefined()
  })
})

describe('find and replace', () => {
  const columns = [column('key', 'key', { locked: 'key' }), column('fw', 'text'), column('port', 'number')]
  const rows = rowsOf([{ key: 'AST-1', fw: 'V4.2', port: 42 }, { key: 'AST-2', fw: 'v4.2.1' }, { fw: 'a.b' }])
  const wish = (more: Partial<FindWish>): FindWish => ({ find: '', replace: '', exact: false, whole: false, ...more })
  const run = (more: Partial<FindWish>) => findIn(wish(more), rows, columns, 0, 10, options)
  it('takes what is typed as it stands, not as a pattern', () => {
    expect(run({ find: '.' }).map((f) => f.text)).toEqual(['V4.2', 'v4.2.1', 'a.b'])
    expect(run({ find: 'v4.2', replace: '$&5' })[0]?.next).toBe('$&5')
    expect(run({ find: '' })).toEqual([])
  })
  it('minds case and whole cells when asked', () => {
    expect(run({ find: 'v4.2', exact: true }).map((f) => f.id)).toEqual(['AST-2'])
    expect(run({ find: 'v4.2', whole: true }).map((f) => f.id)).toEqual(['AST-1'])
  })
  it('says which cells cannot hold the new text, and leaves them', () => {
    const found = run({ find: '2', replace: 'x' })
    expect(found.map((f) => [f.id, f.column.id, f.fault?.fault])).toEqual([
      ['AST-1', 'fw', undefined],
      ['AST-1', 'port', 'number'],
      ['AST-2', 'key', 'locked'],
      ['AST-2', 'fw', undefined],
    ])
    expect(replacements(found)).toHaveLength(2)
  })
})
