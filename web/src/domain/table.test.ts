import { expect, test } from 'vitest'
import { movedRow, pastedRows, tableFaults, wholeRows } from './table'

const columns = [
  { name: 'row', type: 'standard row', required: true },
  { name: 'answer', type: 'word', choices: ['met', 'not met'], required: true },
  { name: 'until', type: 'date' },
]

test('blank cells and blank rows are left out', () => {
  expect(wholeRows([{ row: ' CR 1.1 ', answer: '' }, { row: ' ' }])).toEqual([{ row: 'CR 1.1' }])
})

test('each wrong cell is named', () => {
  expect(tableFaults(columns, [{ row: 'CR 1.1', answer: 'perhaps', until: '2026-13-01' }, {}, { answer: 'met' }])).toEqual([
    { row: 0, column: 'answer', fault: 'choice' },
    { row: 0, column: 'until', fault: 'date' },
    { row: 2, column: 'row', fault: 'required' },
  ])
  expect(tableFaults(columns, [{ row: 'CR 1.1', answer: 'met', until: '2026-12-01' }])).toEqual([])
})

test('rows move within the table and not beyond', () => {
  const rows = [{ row: 'a' }, { row: 'b' }, { row: 'c' }]
  expect(movedRow(rows, 0, 2).map((r) => r['row'])).toEqual(['b', 'c', 'a'])
  expect(movedRow(rows, 0, -1)).toEqual(rows)
})

test('cells from a spreadsheet go in from where the cursor stands', () => {
  const rows = [{ row: 'a', answer: 'met' }]
  expect(pastedRows(rows, columns, { row: 0, column: 1 }, 'not met\t2026-01-01\tmore\r\nmet\r\n')).toEqual([
    { row: 'a', answer: 'not met', until: '2026-01-01' },
    { answer: 'met' },
  ])
})
