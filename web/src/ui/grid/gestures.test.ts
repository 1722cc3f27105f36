import { describe, expect, it } from 'vitest'
import type { Pending } from '../../domain/pending'
import type { TextOptions } from './cell-text'
import { directoryOf, plainText, type CellValue, type GridColumn } from './column'
import { opsOf } from './ops'
import { newId, overlaid, overlayOf } from './overlay'
import {
  guessLayout,
  mendKey,
  planPaste,
  tiled,
  writesOf,
  type PasteContext,
  type PasteInput,
  type PasteLayout,
} from './paste-plan'
import { addCell, extendTo, selectCell } from './selection'
import { clear, copied, fillDown, fillRight, fillWith, isFilled, type GridRows } from './writes'

const key: GridColumn = { id: 'key', heading: 'Key', type: 'key', locked: 'key', width: 70 }
const title: GridColumn = { id: 'title', heading: 'Title', type: 'text', required: true, width: 100 }
const level: GridColumn = { id: 'criticality', heading: 'Criticality', type: 'word', choices: ['low', 'high'], width: 100 }
const zone: GridColumn = { id: '→ in', heading: 'in', type: 'links', verb: 'in', single: true, kinds: ['zone'], width: 100 }
const seen: GridColumn = { id: 'seen', heading: 'Seen', type: 'date', width: 100 }
const approved: GridColumn = { id: 'approved', heading: 'Approved', type: 'text', locked: 'recorded', width: 100 }
const columns = [key, title, level, zone, seen]
const directory = directoryOf(['ZON-1', 'ZON-2'].map((k) => ({ key: k, title: `Zone ${k}`, kind: 'zone' })))
const options: TextOptions = { locale: 'en', yes: 'yes', no: 'no', directory }
const data: Record<string, CellValue>[] = [
  { key: 'AST-1', title: 'PLC', criticality: 'high', '→ in': ['ZON-1'] },
  { key: 'AST-2', title: 'HMI', seen: '2026-01-01' },
  { key: 'AST-3', title: 'Switch', criticality: 'low', '→ in': ['ZON-2'] },
]
const rows: GridRows = { count: 3, id: (r) => plainText(data[r]?.['key']), value: (r, c) => data[r]?.[c.id] }
const rowOf = (k: string) => { const i = data.findIndex((d) => d['key'] === k); return i < 0 ? undefined : i } // prettier-ignore
const context = (row = 0, col = 0, all = columns): PasteContext => ({ at: { row, col }, all, rows, rowOf, options })
const told = (w: { writes: { row: string; column: GridColumn; after: CellValue }[] }) =>
  w.writes.map((x) => [x.row, x.column.id, x.after])
const range = (top: number, left: number, bottom: number, right: number) =>
  extendTo(selectCell({ row: top, col: left }), { row: bottom, col: right })

describe('gestures', () => {
  it('Delete empties cells and leaves keys and titles, and says so', () => {
    const w = clear(range(0, 0, 1, 4), columns, rows)
    expect(told(w)).toEqual([
      ['AST-1', 'criticality', undefined],
      ['AST-1', '→ in', undefined],
      ['AST-2', 'seen', undefined],
    ])
    expect(w.faults.map((f) => [f.at, f.column.id, f.fault])).toEqual([
      [0, 'key', 'locked'],
      [0, 'title', 'required'],
      [1, 'key', 'locked'],
      [1, 'title', 'required'],
    ])
  })
  it('Ctrl+D copies the first row down, empty cells too, and from above if only one row is selected', () => {
    expect(told(fillDown(range(0, 2, 2, 4), columns, rows))).toEqual([
      ['AST-2', 'criticality', 'high'],
      ['AST-3', 'criticality', 'high'],
      ['AST-2', '→ in', ['ZON-1']],
      ['AST-3', '→ in', ['ZON-1']],
      ['AST-2', 'seen', undefined],
    ])
    expect(told(fillDown(selectCell({ row: 1, col: 2 }), columns, rows))).toEqual([['AST-2', 'criticality', 'high']])
    expect(fillDown(selectCell({ row: 0, col: 2 }), columns, rows)).toEqual({ writes: [], faults: [] })
  })
  it('Ctrl+R copies to the right where the type takes it', () => {
    const w = fillRight(range(0, 1, 0, 2), columns, rows, options)
    expect(w.writes).toEqual([])
    expect(w.faults).toMatchObject([{ at: 0, fault: 'choice', values: { text: 'PLC', choices: 'low, high' } }])
  })
  it('Ctrl+Enter writes into every selected cell of several ranges', () => {
    const s = addCell(selectCell({ row: 0, col: 2 }), { row: 2, col: 2 })
    expect(told(fillWith('LOW', s, columns, rows, options))).toEqual([['AST-1', 'criticality', 'low']])
  })
  it('copies ranges that line up, and only those', () => {
    const text = (_: GridColumn, v: CellValue) => plainText(v)
    expect(copied(range(0, 0, 1, 1), columns, rows, text)).toEqual([
      ['AST-1', 'PLC'],
      ['AST-2', 'HMI'],
    ])
    expect(copied(addCell(selectCell({ row: 0, col: 1 }), { row: 2, col: 1 }), columns, rows, text)).toEqual([
      ['PLC'],
      ['Switch'],
    ])
    expect(copied(addCell(selectCell({ row: 0, col: 1 }), { row: 2, col: 2 }), columns, rows, text)).toBeNull()
  })
  it('knows which cells are filled', () => {
    expect(isFilled(rows, columns, { row: 0, col: 2 })).toBe(true)
    expect(isFilled(rows, columns, { row: 1, col: 2 })).toBe(false)
    expect(isFilled(rows, columns, { row: 9, col: 2 })).toBe(false)
  })
})

describe('steps of a commit', () => {
  it('gather the cells of a row, take away only what was set, and turn links over', () => {
    expect(
      opsOf(
        [
          { row: 'AST-1', column: title, before: 'PLC', after: 'PLC 1' },
          { row: 'AST-1', column: zone, before: ['ZON-1'], after: ['ZON-2'] },
          { row: 'AST-1', column: level, before: 'high', after: undefined },
          { row: 'AST-2', column: level, before: undefined, after: undefined },
          { row: '$1', column: title, before: undefined, after: 'New' },
          { row: '$1', column: zone, before: undefined, after: ['ZON-1'] },
          { row: '$1', column: level, before: undefined, after: 'low' },
        ],
        'asset',
      ),
    ).toEqual([
      { op: 'set', key: 'AST-1', title: 'PLC 1', unset: ['criticality'] },
      { op: 'create', kind: 'asset', ref: '$1', title: 'New', properties: { criticality: 'low' } },
      { op: 'unlink', from: 'AST-1', verb: 'in', to: 'ZON-1' },
      { op: 'link', from: 'AST-1', verb: 'in', to: 'ZON-2' },
      { op: 'link', from: '$1', verb: 'in', to: 'ZON-1' },
    ])
  })
  it('let the last of two writes of a cell count', () => {
    expect(
      opsOf(
        [
          { row: 'AST-1', column: level, before: 'high', after: 'low' },
          { row: 'AST-1', column: level, before: 'high', after: 'high' },
        ],
        'asset',
      ),
    ).toEqual([{ op: 'set', key: 'AST-1', properties: { criticality: 'high' } }])
  })
})

describe('the preview of a paste', () => {
  const paste = (cells: string[][], at = context(), layout?: PasteLayout) => {
    const input: PasteInput = { cells }
    return planPaste(input, layout ?? guessLayout(input, at.at, columns, at.all), at)
  }
  it('says what changes, what is new, what stays and what is wrong, before anything is written', () => {
    const plan = paste(
      [
        ['Switch', 'high', 'ZON-2', ''],
        ['New', 'low', 'ZON-1', '1.2.2026'],
        ['Bad', 'urgent', 'ZON-9', ''],
      ],
      context(2, 1),
    )
    expect(plan).toMatchObject({ newRows: 1, changedRows: 1, changedCells: 1, sameCells: 3, faultRows: 1 })
    expect(plan.faults.map((f) => [f.row, f.column.heading, f.fault?.fault, f.text])).toEqual([
      [2, 'Criticality', 'choice', 'urgent'],
      [2, 'in', 'no-item', 'ZON-9'],
    ])
    expect(opsOf(writesOf(plan), 'asset')).toEqual([
      { op: 'set', key: 'AST-3', properties: { criticality: 'high' } },
      { op: 'create', kind: 'asset', ref: '$1', title: 'New', properties: { criticality: 'low', seen: '2026-02-01' } },
      { op: 'link', from: '$1', verb: 'in', to: 'ZON-1' },
    ])
  })
  it('matches columns by their headings in any order, and rows by key', () => {
    const plan = paste([
      ['Zone', 'KEY', 'criticality', 'comment'],
      ['x', 'AST-3', 'high', '-'],
      ['x', 'ast-1', 'high', '-'],
      ['x', 'AST-9', 'high', '-'],
      ['x', 'AST-3', 'low', '-'],
    ])
    expect(plan.rows.map((r) => [r.at, r.effect])).toEqual([
      [2, 'changed'],
      [0, 'same'],
      [null, 'error'],
      [2, 'error'],
    ])
    expect(plan.faults.map((f) => f.fault?.fault)).toEqual(['no-item', 'required', 'two-items'])
  })
  it('takes the names of columns in other languages', () => {
    const layout = guessLayout(
      {
        cells: [
          ['Bezeichnung', 'Kritikalität'],
          ['a', 'low'],
        ],
      },
      { row: 0, col: 0 },
      columns,
      columns,
      (c) => (c === title ? ['Bezeichnung'] : c === level ? ['Kritikalität'] : []),
    )
    expect(layout).toEqual({ header: true, columns: ['title', 'criticality'], match: 'position' })
  })
  it('does not take a row of values for headings', () => {
    expect(
      guessLayout(
        {
          cells: [
            ['PLC', 'high'],
            ['HMI', 'low'],
          ],
        },
        { row: 0, col: 1 },
        columns,
        columns,
      ),
    ).toEqual({ header: false, columns: ['title', 'criticality'], match: 'position' })
    expect(guessLayout({ cells: [['title']] }, { row: 0, col: 1 }, columns, columns).header).toBe(false)
  })
  it('can be mended: another text, or a row left out', () => {
    const input: PasteInput = {
      cells: [
        ['Bad', 'urgent'],
        ['', 'low'],
        ['Fine', 'low'],
      ],
    }
    const at = context(3, 1)
    const layout = guessLayout(input, at.at, columns, columns)
    expect(planPaste(input, layout, at)).toMatchObject({ newRows: 1, faultRows: 2 })
    const plan = planPaste(input, layout, at, { texts: new Map([[mendKey(0, 1), 'high']]), out: new Set([1]) })
    expect(plan).toMatchObject({ newRows: 2, faultRows: 0, faults: [] })
    expect(opsOf(writesOf(plan), 'asset').map((o) => o.title)).toEqual(['Bad', 'Fine'])
  })
  it('a new row without its title is wrong, also where no column brings titles', () => {
    const plan = paste([['low'], ['high']], context(3, 2))
    expect(plan.faults.map((f) => [f.row, f.col, f.column.id, f.fault?.fault])).toEqual([
      [0, -1, 'title', 'required'],
      [1, -1, 'title', 'required'],
    ])
  })
  it('a value that is not written here may come along if it says the same', () => {
    const at = {
      ...context(0, 0, [...columns, approved]),
      rows: { ...rows, value: (r: number, c: GridColumn) => (c === approved ? 'Anna' : rows.value(r, c)) },
    }
    const layout: PasteLayout = { header: false, columns: ['key', 'approved'], match: 'position' }
    expect(planPaste({ cells: [['AST-1', 'Anna']] }, layout, at).faults).toEqual([])
    expect(planPaste({ cells: [['AST-2', 'Bert']] }, layout, at).faults.map((f) => [f.column.id, f.fault?.fault])).toEqual([
      ['key', 'locked'],
      ['approved', 'locked'],
    ])
  })
  it('takes the number behind a text for numbers only', () => {
    const number: GridColumn = { id: 'n', heading: 'N', type: 'number', width: 50 }
    const at = context(0, 0, [number, title])
    const plan = planPaste(
      { cells: [['1,000', '4.10']], numbers: [['1', '4.1']] },
      { header: false, columns: ['n', 'title'], match: 'position' },
      at,
    )
    expect(plan.rows[0]?.cells.map((c) => c.after)).toEqual([1, '4.10'])
  })
  it('500 rows with three errors: 497 and 3, and after mending one commit of 500', () => {
    const cells = Array.from({ length: 500 }, (_, i) => [
      `Sensor ${i}`,
      i === 17 ? 'urgent' : 'low',
      i === 250 ? 'ZON-9' : 'ZON-1',
      i === 499 ? '03/04/2026' : '2026-03-01',
    ])
    const at = context(3, 1)
    const layout = guessLayout({ cells }, at.at, columns, columns)
    const plan = planPaste({ cells }, layout, at)
    expect([plan.newRows, plan.faultRows]).toEqual([497, 3])
    expect(plan.faults.map((f) => [f.row + 1, f.column.heading])).toEqual([
      [18, 'Criticality'],
      [251, 'in'],
      [500, 'Seen'],
    ])
    const mended = planPaste({ cells }, layout, at, {
      texts: new Map([
        [mendKey(17, 1), 'high'],
        [mendKey(250, 2), 'ZON-2'],
        [mendKey(499, 3), '2026-04-03'],
      ]),
      out: new Set(),
    })
    expect([mended.newRows, mended.faultRows]).toEqual([500, 0])
    expect(opsOf(writesOf(mended), 'asset').filter((o) => o.op === 'create')).toHaveLength(500)
  })
  it('repeats a block over a selection that is a multiple of it', () => {
    expect(tiled({ cells: [['a', 'b']] }, { top: 0, left: 0, bottom: 1, right: 3 }).cells).toEqual([
      ['a', 'b', 'a', 'b'],
      ['a', 'b', 'a', 'b'],
    ])
    expect(tiled({ cells: [['a', 'b']] }, { top: 0, left: 0, bottom: 1, right: 2 }).cells).toEqual([['a', 'b']])
    expect(tiled({ cells: [['a']] }, { top: 0, left: 0, bottom: 0, right: 0 }).cells).toEqual([['a']])
  })
})

describe('edits laid over rows', () => {
  const pending = (ops: Pending['ops'], state: Pending['state'], id = 'p1'): Pending => ({
    id,
    user: 'u',
    project: 'p',
    ops,
    label: 'edit',
    expected: 1,
    made: 0,
    base: {},
    state,
  })
  it('show what will be, with how far it is', () => {
    const o = overlayOf(
      [
        pending(
          [
            { op: 'set', key: 'AST-1', title: 'New', properties: { criticality: 'low' }, unset: ['seen'] },
            { op: 'unlink', from: 'AST-1', verb: 'in', to: 'ZON-1' },
            { op: 'link', from: 'AST-1', verb: 'in', to: 'ZON-2' },
          ],
          { is: 'sending' },
        ),
      ],
      1,
    )
    const cell = (id: string) => o.cells.get('AST-1')?.get(id)
    expect(overlaid('PLC', cell('title'))).toBe('New')
    expect(overlaid('high', cell('criticality'))).toBe('low')
    expect(overlaid('2026-01-01', cell('seen'))).toBeUndefined()
    expect(overlaid(['ZON-1'], cell('→ in'))).toEqual(['ZON-2'])
    expect(overlaid('high', undefined)).toBe('high')
    expect([cell('title')?.state, o.saving, o.stuck]).toEqual(['saving', 1, 0])
  })
  it('go once the rows hold them, and stay while the rows are older', () => {
    const p = pending([{ op: 'set', key: 'AST-1', title: 'New' }], { is: 'recorded', commit: 5 })
    expect(overlayOf([p], 4).cells.get('AST-1')?.get('title')?.state).toBe('saved')
    expect(overlayOf([p], 5).cells.size).toBe(0)
  })
  it('mark what was refused and what is in conflict, with the reason', () => {
    const o = overlayOf(
      [
        pending([{ op: 'set', key: 'AST-1', title: 'a' }], { is: 'refused', message: 'why' }),
        pending([{ op: 'set', key: 'AST-2', title: 'b' }], { is: 'conflict', message: 'faster', head: 9 }, 'p2'),
      ],
      1,
    )
    expect(o.cells.get('AST-1')?.get('title')).toMatchObject({ state: 'failed', message: 'why', pending: 'p1' })
    expect(o.cells.get('AST-2')?.get('title')).toMatchObject({ state: 'conflict', message: 'faster' })
    expect(o.stuck).toBe(2)
  })
  it('show new rows before they have a key, each under a name of its own', () => {
    const ops: Pending['ops'] = [
      { op: 'create', kind: 'asset', ref: '$1', title: 'New' },
      { op: 'link', from: '$1', verb: 'in', to: 'ZON-1' },
    ]
    const [a, b] = [pending(ops, { is: 'waiting' }), pending(ops, { is: 'waiting' }, 'p2')]
    const o = overlayOf([a, b], 1)
    expect(o.created.map((c) => c.id)).toEqual([newId(a, '$1'), newId(b, '$1')])
    expect(overlaid(undefined, o.cells.get(newId(a, '$1'))?.get('→ in'))).toEqual(['ZON-1'])
  })
})
