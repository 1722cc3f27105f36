import { describe, expect, it } from 'vitest'
import { editText, listText, readCell, readList, type CellReading, type TextOptions } from './cell-text'
import { directoryOf, type CellType, type CellValue, type GridColumn } from './column'

const directory = directoryOf([
  { key: 'ZON-1', title: 'Turbine control', kind: 'zone' },
  { key: 'ZON-2', title: 'DMZ, plant', kind: 'zone' },
  { key: 'ZON-3', title: 'Twin', kind: 'zone' },
  { key: 'CON-1', title: 'Twin', kind: 'conduit' },
  { key: 'AST-1', title: 'PLC', kind: 'asset' },
])
const en: TextOptions = { locale: 'en', yes: 'yes', no: 'no', directory }
const de: TextOptions = { locale: 'de', yes: 'ja', no: 'nein', directory }
const column = (type: CellType, more: Partial<GridColumn> = {}): GridColumn => ({
  id: 'x',
  heading: 'X',
  type,
  width: 100,
  ...more,
})
const read = (type: CellType, text: string, options = en, more: Partial<GridColumn> = {}): CellReading =>
  readCell(column(type, more), text, options)
const value = (r: CellReading) => (r.ok ? r.value : r.fault)

describe('reading cells', () => {
  it('an empty text empties a cell, unless every row needs it', () => {
    for (const type of [
      'text',
      'word',
      'yes/no',
      'number',
      'date',
      'moment',
      'vector',
      'list',
      'standard row',
      'digest',
      'table',
      'links',
    ] as const) {
      expect(read(type, '  ')).toEqual({ ok: true, value: undefined })
      expect(value(read(type, '', en, { required: true }))).toBe('required')
      expect(value(read(type, 'a', en, { locked: 'recorded' }))).toBe('locked')
    }
  })

  it('words without regard to case and blanks', () => {
    const choices = ['in service', 'not met', 'very high']
    for (const [text, want] of [
      ['in service', 'in service'],
      ['IN  Service', 'in service'],
      ['in_service', 'in service'],
      ['very-high', 'very high'],
      ['high', 'choice'],
    ])
      expect(value(read('word', text ?? '', en, { choices })), text).toBe(want)
  })

  it('yes and no in both languages and as spreadsheets write them', () => {
    for (const t of ['yes', 'Ja', 'TRUE', 'WAHR', '1', 'x']) expect(value(read('yes/no', t, de)), t).toBe(true)
    for (const t of ['no', 'Nein', 'FALSE', 'falsch', '0']) expect(value(read('yes/no', t)), t).toBe(false)
    expect(value(read('yes/no', 'maybe'))).toBe('yes-no')
  })

  it('whole numbers with the signs of the language', () => {
    const cases: [string, TextOptions, unknown][] = [
      ['3', en, 3], ['-3', en, -3], ['1,234', en, 1234], ['1,234', de, 'fraction'], ['1.234', de, 1234], ['1.234', en, 'fraction'], ['3,0', de, 3], ['3,5', de, 'fraction'], ['3.0', en, 3],
      ['1 234', de, 1234], ['1,2,3', en, 'number'], ['abc', en, 'number'], ['1e3', en, 'number'], ['99999999999999999', en, 'number'],
    ] // prettier-ignore
    for (const [t, o, want] of cases) expect(value(read('number', t, o)), `${t} in ${o.locale}`).toBe(want)
  })

  it('days in usual writings, and refuses one that could be two', () => {
    const cases: [string, unknown][] = [
      ['2026-03-31', '2026-03-31'], ['31.3.2026', '2026-03-31'], ['31.03.26', '2026-03-31'], ['31/03/2026', '2026-03-31'], ['3/31/2026', '2026-03-31'], ['31. März 2026', '2026-03-31'], ['Mar 31, 2026', '2026-03-31'],
      ['31-Mar-2026', '2026-03-31'], ['03/03/2026', '2026-03-03'], ['03/04/2026', 'two-days'], ['2026-02-30', 'date'], ['31.2.2026', 'date'], ['next week', 'date'], ['45000', 'date'],
    ] // prettier-ignore
    for (const [t, want] of cases) expect(value(read('date', t)), t).toBe(want)
  })

  it('vectors as they are written by hand', () => {
    for (const t of ['{2,2,2,1,2,2,2}', '2 2 2 1 2 2 2', '2;2;2;1;2;2;2', '2/2/2/1/2/2/2'])
      expect(value(read('vector', t)), t).toEqual([2, 2, 2, 1, 2, 2, 2])
    expect(value(read('vector', '3'))).toEqual([3, 3, 3, 3, 3, 3, 3])
    for (const t of ['{2,2}', '5', '2,2,2,2,2,2,5']) expect(value(read('vector', t)), t).toBe('vector')
  })

  it('links by key, by title, by what a cell shows, and several of them', () => {
    const kinds = ['zone']
    for (const t of ['ZON-1', 'zon-1', 'turbine control', 'ZON-1 Turbine control'])
      expect(value(read('links', t, en, { kinds })), t).toEqual(['ZON-1'])
    expect(value(read('links', 'DMZ, plant', en, { kinds }))).toEqual(['ZON-2'])
    expect(value(read('links', 'ZON-1, ZON-2', en, { kinds }))).toEqual(['ZON-1', 'ZON-2'])
    expect(value(read('links', 'ZON-1; ZON-2', en, { kinds, single: true }))).toBe('one-item')
    expect(value(read('links', 'ZON-9', en, { kinds }))).toBe('no-item')
    expect(value(read('links', 'AST-1', en, { kinds }))).toBe('no-item')
    expect(value(read('links', 'Twin', en, { kinds: ['zone', 'conduit'] }))).toBe('two-items')
  })

  it('says which text was wrong', () => {
    expect(read('links', 'ZON-9', en, { kinds: ['zone'] })).toEqual({
      ok: false,
      fault: 'no-item',
      values: { text: 'ZON-9', kinds: 'zone' },
    })
  })

  it('digests, rows of the standard and tables only in their form', () => {
    expect(value(read('digest', `SHA256:${'AB'.repeat(32)}`))).toBe(`sha256:${'ab'.repeat(32)}`)
    expect(value(read('digest', 'sha256:12'))).toBe('digest')
    expect(value(read('standard row', '62443-3-3:2013 SR 1.1'))).toBe('62443-3-3:2013 SR 1.1')
    expect(value(read('standard row', 'hello'))).toBe('row')
    const columns = [{ name: 'row', type: 'text' }]
    expect(value(read('table', '[{"row":"a"}]', en, { columns }))).toEqual([{ row: 'a' }])
    for (const t of ['a', '{}', '[{"other":"a"}]', '[{"row":1}]'])
      expect(value(read('table', t, en, { columns })), t).toBe('table')
  })
})

describe('what is written is read back', () => {
  const cases: [Partial<GridColumn> & { type: CellType }, CellValue[]][] = [
    [{ type: 'text' }, ['a', 'two\nlines', '"q"', '-', '=1']],
    [{ type: 'word', choices: ['low', 'very high'] }, ['low', 'very high']],
    [{ type: 'yes/no' }, [true, false]],
    [{ type: 'number' }, [0, 7, -12, 1234567]],
    [{ type: 'date' }, ['2026-02-28', '1999-12-31']],
    [{ type: 'moment' }, ['2026-03-31T12:00:00Z', '2026-03-31T12:00:05Z', '2026-03-31T12:00:05.250Z']],
    [
      { type: 'vector' },
      [
        [2, 2, 2, 1, 2, 2, 2],
        [0, 0, 0, 0, 0, 0, 0],
      ],
    ],
    [
      { type: 'list' },
      [['a'], ['a', 'b'], ['a, b'], ['a; b', 'c'], ['a, b', 'c'], ['a; b'], ['102/tcp programming', '4840/tcp OPC UA']],
    ],
    [{ type: 'links', kinds: ['zone'] }, [['ZON-1'], ['ZON-1', 'ZON-3']]],
    [{ type: 'table', columns: [{ name: 'row', type: 'text' }] }, [[{ row: 'a\tb' }, {}]]],
  ]
  for (const [of, values] of cases)
    it(of.type, () => {
      for (const options of [en, de])
        for (const v of values)
          expect(readCell(column(of.type, of), editText(column(of.type, of), v, options), options), JSON.stringify(v)).toEqual({
            ok: true,
            value: v,
          })
    })

  it('lists, for all short lists of awkward entries', () => {
    const entries = ['a', 'b,c', 'd;e', 'f g']
    for (const a of entries) {
      expect(readList(listText([a]))).toEqual([a])
      for (const b of entries) expect(readList(listText([a, b])), JSON.stringify([a, b])).toEqual([a, b])
    }
  })
})
