import { describe, expect, test } from 'vitest'
import {
  alike,
  corrections,
  editorOf,
  isMends,
  mendsOf,
  mostMends,
  noMends,
  placesOf,
  sameMends,
  spreads,
  tooMany,
  withOmission,
  withoutValue,
  withValue,
  type Mends,
} from './mending'

const problem = (row: number, header: string, value: string, message = 'wrong') => ({
  kind: 'invalid' as const,
  message,
  row,
  header,
  to: header.toLowerCase(),
  value,
  asset: `asset ${row}`,
})
const found = [problem(7, 'Criticality', 'egal'), problem(2, 'Criticality', 'egal'), problem(4, 'Seen', 'soon')]
const names = { to: (c: string) => c.toLowerCase(), asset: (row: number) => `named ${row}` }
const cell = (row: number, value: string): Mends['cells'][number] => ({ row, column: 'Criticality', was: 'egal', value })

describe('corrections of a list', () => {
  test('a value is put in place of another, and the one of the file takes it back', () => {
    const place = { row: 2, column: 'Criticality', was: 'egal' }
    const once = withValue(noMends, [place], 'low')
    expect(once.cells).toEqual([cell(2, 'low')])
    expect(withValue(once, [place], 'high').cells).toEqual([cell(2, 'high')])
    expect(withValue(once, [place], ' egal ').cells).toEqual([])
    expect(withoutValue(once, place).cells).toEqual([])
  })

  test('are sent in order, without the cells of rows that are left out', () => {
    const mends: Mends = { cells: [cell(7, 'low'), cell(2, 'low'), cell(3, 'high')], omit: [9, 3] }
    expect(corrections(mends)).toEqual({ cells: [cell(2, 'low'), cell(7, 'low')], left_out: [3, 9] })
    expect(corrections(noMends)).toBeUndefined()
    expect(mendsOf(corrections(mends)).omit).toEqual([3, 9])
    expect(sameMends(mends, mendsOf(corrections(mends)))).toBe(true)
    expect(sameMends(mends, { ...mends, omit: [9] })).toBe(false)
  })

  test('a row that is taken in again has its corrections back', () => {
    const mends: Mends = { cells: [cell(2, 'low')], omit: [] }
    expect(corrections(withOmission(mends, 2, true))).toEqual({ cells: [], left_out: [2] })
    expect(withOmission(withOmission(mends, 2, true), 2, false)).toEqual(mends)
    expect(withOmission(withOmission(mends, 2, true), 2, true).omit).toEqual([2])
  })

  test('no more than the server takes', () => {
    const rows = Array.from({ length: mostMends + 1 }, (_, i) => i + 2)
    expect(tooMany({ cells: rows.map((r) => cell(r, 'low')), omit: [] })).toBe('cells')
    expect(tooMany({ cells: [], omit: rows })).toBe('rows')
    expect(tooMany({ cells: rows.slice(1).map((r) => cell(r, 'low')), omit: [] })).toBeNull()
  })

  test('what another version kept is left aside', () => {
    expect(isMends({ cells: [cell(2, 'low')], omit: [3] })).toBe(true)
    for (const bad of [null, 'x', {}, { cells: [], omit: ['3'] }, { cells: [{ row: 2 }], omit: [] }, { cells: [], omit: [0] }])
      expect(isMends(bad), JSON.stringify(bad)).toBe(false)
  })
})

describe('places to mend', () => {
  test('stand in order of rows, those with two faults once', () => {
    const places = placesOf([...found, problem(2, 'Criticality', 'egal', 'wrong twice')], noMends, noMends, names)
    expect(places.map((p) => [p.row, p.state, p.messages.length])).toEqual([
      [2, 'open', 2],
      [4, 'open', 1],
      [7, 'open', 1],
    ])
  })

  test('stay where they are while they are checked, and when they are right', () => {
    const mends: Mends = { cells: [cell(2, 'low')], omit: [] }
    const before = placesOf(found, mends, noMends, names)
    expect(before.find((p) => p.row === 2)).toMatchObject({ state: 'checking', value: 'low', was: 'egal' })
    const after = placesOf(
      found.filter((p) => p.row !== 2),
      mends,
      mends,
      names,
    )
    expect(after.map((p) => p.id)).toEqual(before.map((p) => p.id))
    expect(after[0]).toMatchObject({ state: 'mended', asset: 'named 2', to: 'criticality' })
    expect(placesOf(found, mends, mends, names)[0], 'still wrong').toMatchObject({ state: 'open', value: 'low' })
  })

  test('a row that is left out stands once', () => {
    const places = placesOf([...found, problem(2, 'Seen', 'soon')], { cells: [cell(2, 'low')], omit: [2] }, noMends, names)
    expect(places.filter((p) => p.row === 2)).toMatchObject([{ id: '2:', state: 'omitted', asset: 'named 2' }])
  })

  test('a value spreads to the rows with the same fault, until all have it', () => {
    const one: Mends = { cells: [cell(2, 'low')], omit: [] }
    const places = placesOf(found, one, one, names)
    const place = places[0]!
    expect(alike(places, place).map((p) => p.row)).toEqual([2, 7])
    expect(spreads(places, place)).toBe(2)
    expect(spreads(places, places[1]!), 'nothing was put there').toBe(0)
    const all = withValue(one, alike(places, place), 'low')
    const done = placesOf(found, all, all, names)
    expect(spreads(done, done[0]!)).toBe(0)
    expect(spreads(placesOf(found, withOmission(one, 7, true), one, names), place), 'one of the two is left out').toBe(0)
  })

  test('blank cells are not alike', () => {
    const blank = placesOf([problem(2, 'Name', ''), problem(3, 'Name', '')], noMends, noMends, names)
    expect(alike(blank, blank[0]!)).toHaveLength(1)
  })
})

test('the editor fits what the column was taken for', () => {
  const p = (name: string, type: 'word' | 'yes/no' | 'date' | 'number' | 'list' | 'text', choices?: string[]) => ({
    name,
    type,
    choices,
    custom: false,
    help: '',
    recorded: false,
    significant: false,
  })
  const properties = [
    p('criticality', 'word', ['low', 'high']),
    p('legacy', 'yes/no'),
    p('due', 'date'),
    p('x_n', 'number'),
    p('types', 'list', ['a']),
  ]
  expect(editorOf('criticality', properties)).toEqual({ as: 'choice', choices: ['low', 'high'] })
  expect(editorOf('legacy', properties)).toEqual({ as: 'choice', choices: ['yes', 'no'] })
  expect(editorOf('due', properties).as).toBe('date')
  expect(editorOf('x_n', properties).as).toBe('number')
  expect(editorOf('types', properties)).toEqual({ as: 'text', hints: ['a'] })
  expect(editorOf('zone', properties)).toEqual({ as: 'text', hints: [] })
})
