import { expect, test } from 'vitest'
import { flatten } from './cells'
import { isFiltered, parseFilter, shownOf, withFilter } from './filter'
import { column, matrixOf } from './testing'

const met: [string, string, string, string, string] = ['ALL-1', 'met', 'complete', 'met', '']
const gap: [string, string, string, string, string] = ['ALL-2', 'not met', 'no test', 'does not count', 'assessment']
const m = matrixOf([
  column('ZON-1', 1, [met, null, met]),
  column('ZON-2', 1, [met, null, gap]),
  column('CON-1', 0, [null, null, null]),
])
const flat = flatten(m)
const shown = (view: Record<string, string>) => {
  const s = shownOf(m, flat, parseFilter(view))
  return { lines: s.lines.map((l) => (l.is === 'group' ? l.fr : m.rows[l.row]!.row)), columns: s.columns, counts: s.counts }
}

test('a filter is read from the address and written back', () => {
  const view = {
    show: 'gaps',
    fr: 'UC,RA',
    place: 'ZON-1',
    chain: 'no-test,suspect',
    q: 'user',
    rows: 'all',
    fold: 'IAC',
    cell: 'x',
  }
  expect(withFilter({ cell: 'x' }, parseFilter(view))).toEqual(view)
  expect(withFilter({ show: 'gaps' }, parseFilter({ show: 'no such', fr: 'XX' }))).toEqual({})
  expect(isFiltered(parseFilter({ rows: 'all', fold: 'IAC' }))).toBe(false)
  expect(isFiltered(parseFilter({ q: 'a' }))).toBe(true)
})

test('rows that no place is asked for show only when all are wanted', () => {
  expect(shown({}).lines).toEqual(['IAC', 'SR 1.1', 'UC', 'SR 2.1'])
  expect(shown({ rows: 'all' }).lines).toEqual(['IAC', 'SR 1.1', 'SR 1.1 RE(1)', 'UC', 'SR 2.1'])
})

test('gaps leave the rows and columns that have some, and are counted', () => {
  const s = shown({ show: 'gaps' })
  expect(s.lines).toEqual(['UC', 'SR 2.1'])
  expect(s.columns).toEqual([1])
  expect(s.counts).toEqual({ all: 4, gaps: 1, suspect: 0, unassessed: 0 })
})

test('FR, place, chain, text and folding work together', () => {
  expect(shown({ fr: 'UC' }).lines).toEqual(['UC', 'SR 2.1'])
  expect(shown({ chain: 'no-test' }).columns).toEqual([1])
  expect(shown({ chain: 'no-test', place: 'ZON-1' }).lines).toEqual([])
  expect(shown({ q: 'AUTHOR' }).lines).toEqual(['UC', 'SR 2.1'])
  expect(shown({ fold: 'IAC' }).lines).toEqual(['IAC', 'UC', 'SR 2.1'])
})

test('what was shown stays though it matches no more', () => {
  const f = parseFilter({ show: 'gaps' })
  const s = shownOf(m, flat, f, { rows: [0, 2], places: [0, 1] })
  expect(s.lines.filter((l) => l.is === 'row').map((l) => l.row)).toEqual([0, 2])
  expect(s.columns).toEqual([0, 1])
})
