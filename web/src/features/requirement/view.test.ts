import { expect, test } from 'vitest'
import { parseFilter, shownOf } from './filter'
import { flatten } from './cells'
import { cellUnder, drawnOf, measures, rowHeight, runOf, scrollTo, towards, type Drawn } from './layout'
import { cellOf, nameOf, nextOpen, placeOf, spotsIn } from './place-of'
import { termsIn } from './terms'
import { column, matrixOf, type Given } from './testing'

const at = measures(false, true)
const port = { top: 0, left: 0, width: 1000, height: 600 }

test('of 500 columns only those in sight are drawn', () => {
  const drawn = drawnOf({ ...port, left: 54 * 250 }, 107, 500, at)
  expect(drawn.first * runOf).toBeLessThanOrEqual(250)
  expect(drawn.last * runOf).toBeGreaterThanOrEqual(250 + (1000 - at.rowHead) / at.column)
  expect((drawn.last - drawn.first) * runOf * (drawn.bottom - drawn.top)).toBeLessThan(900)
})

test('what comes into sight comes a little each frame, from wherever it was, and all of it comes', () => {
  const goal = drawnOf({ ...port, top: 900, left: 9000 }, 107, 500, at)
  const cells = (d: Drawn) => (d.bottom - d.top) * (d.last - d.first) * runOf
  const shared = (a: Drawn, b: Drawn) =>
    Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)) *
    Math.max(0, Math.min(a.last, b.last) - Math.max(a.first, b.first)) *
    runOf
  for (const start of [drawnOf(port, 107, 500, at), { ...goal, top: goal.top + 9 }, { ...goal, last: goal.first + 1 }]) {
    let now = start
    for (let i = 0; i < 60 && JSON.stringify(now) !== JSON.stringify(goal); i++) {
      const next = towards(now, goal)
      expect(cells(next) - shared(now, next)).toBeLessThanOrEqual(160)
      now = next
    }
    expect(now).toEqual(goal)
  }
})

test('a small matrix is drawn whole', () => {
  expect(drawnOf(port, 5, 3, at)).toEqual({ top: 0, bottom: 5, first: 0, last: 1 })
})

test('a cell is scrolled into sight from under the heads', () => {
  expect(scrollTo({ row: 0, col: 0 }, port, at)).toEqual({ top: 0, left: 0 })
  const far = scrollTo({ row: 90, col: 400 }, port, at)
  expect(far.top).toBe(91 * rowHeight - (600 - at.head))
  expect(far.left).toBe(401 * at.column - (1000 - at.rowHead))
  expect(scrollTo({ row: 2, col: 3 }, { ...port, top: 500, left: 900 }, at)).toEqual({ top: 52, left: 3 * at.column })
})

test('a point is a cell, a head, or nothing', () => {
  const size = { rows: 10, cols: 10 }
  expect(cellUnder({ x: at.rowHead + 1, y: at.head + 1 }, port, size, at)).toEqual({ row: 0, col: 0 })
  expect(cellUnder({ x: 5, y: at.head + 30 }, port, size, at)).toEqual({ row: 1, col: -1 })
  expect(cellUnder({ x: at.rowHead + 60, y: 4 }, port, size, at)).toEqual({ row: -1, col: 1 })
  expect(cellUnder({ x: at.rowHead + 1, y: 590 }, port, size, at)).toBeNull()
})

const gap: Given = ['ALL-1', 'not met', 'no test', 'does not count', 'assessment']
const met: Given = ['ALL-2', 'met', 'complete', 'met', '']
const m = matrixOf([column('ZON-1', 2, [gap, met, met]), column('ZON-2', 2, [met, met, gap])])
const flat = flatten(m)
const { lines, columns } = shownOf(m, flat, parseFilter({}))

test('a cell is known by name, through filters', () => {
  const cell = cellOf(m, lines, columns, 'ZON-2 SR 1.1 RE(1)')
  expect(cell).toEqual({ row: 2, col: 1 })
  expect(nameOf(m, lines, columns, { row: 2, col: 1 })).toBe('ZON-2 SR 1.1 RE(1)')
  expect(nameOf(m, lines, columns, { row: 0, col: 0 })).toBe('ZON-1 IAC')
  expect(cellOf(m, lines, columns, 'ZON-9 SR 1.1')).toBeNull()
  expect(placeOf(m, 'ZON-2 SR 2.1')).toEqual({ is: 'cell', spot: { row: 2, place: 1 } })
  expect(placeOf(m, 'ZON-2 UC')).toEqual({ is: 'group', fr: 'UC', place: 1 })
  expect(placeOf(m, '')).toBeNull()
})

test('the next gap is down the column, then in the next one, and round', () => {
  const is = (row: number, place: number) => (flat.flags[row * flat.places + place]! & 4) !== 0
  const first = nextOpen(lines, columns, is, { row: 0, col: 0 }, 1)
  expect(first).toEqual({ row: 1, col: 0 })
  expect(nextOpen(lines, columns, is, first!, 1)).toEqual({ row: 4, col: 1 })
  expect(nextOpen(lines, columns, is, { row: 4, col: 1 }, 1)).toEqual(first)
  expect(nextOpen(lines, columns, is, first!, -1)).toEqual({ row: 4, col: 1 })
  expect(nextOpen(lines, columns, () => false, first!, 1)).toBeNull()
})

test('heads of FRs in a range are no cells', () => {
  expect(spotsIn(lines, columns, { top: 0, left: 0, bottom: 4, right: 1 })).toHaveLength(6)
})

const term = (name: string, ...also: string[]) => ({ term: name, english: name, also, for_controls: name, for_it: name })

test('terms are found as words, also in the plural, and short forms only as written', () => {
  const terms = [
    term('Zone'),
    term('Asset'),
    term('Security level', 'SL'),
    term('Target security level', 'SL-T'),
    term('Access point'),
  ]
  const names = (text: string) => termsIn(text, terms).map((t) => t.term)
  expect(names('Each zone and its assets')).toEqual(['Asset', 'Zone'])
  expect(names('slow ozone assessment')).toEqual([])
  expect(names('the target security level here')).toEqual(['Target security level'])
  expect(names('a target security level and another security level')).toContain('Target security level')
})

test('German terms are found bent too, and by their English names', () => {
  const terms = [
    term('Zone'),
    { ...term('Gegenmaßnahme'), english: 'Countermeasure' },
    { ...term('Ziel-Security-Level', 'SL-T'), english: 'Target security level' },
    term('Asset'),
  ]
  const names = (text: string) => termsIn(text, terms, 'de').map((t) => t.term)
  expect(names('Zwei Zonen mit Gegenmaßnahmen und des Assets')).toEqual(['Gegenmaßnahme', 'Asset', 'Zone'])
  expect(names('Zonengrenze')).toEqual([])
  expect(names('zone. Target security level')).toEqual(['Ziel-Security-Level', 'Zone'])
  expect(termsIn('to threaten', [term('Threat')])).toEqual([])
})

test('a row is found by its title in the language of the page and in English', () => {
  const spoken = { ...m, rows: m.rows.map((r, i) => (i === 0 ? { ...r, title: 'Menschen', english: r.title } : r)) }
  const found = (text: string) =>
    shownOf(spoken, flat, { ...parseFilter({}), rows: 'all', text }).lines.filter((l) => l.is === 'row')
  expect(found('menschen')).toHaveLength(1)
  expect(found(m.rows[0]!.title)).toEqual(expect.arrayContaining(found('menschen')))
})
