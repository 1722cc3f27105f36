import { expect, test } from 'vitest'
import { formatStateRef, head, parseStateRef, stateKey } from './state-ref'

test('every form is read and written back', () => {
  const forms = ['', '12', '2026-03-31', '2026-03-31T10:00:00Z', 'BAS-7', 'Audit 2026']
  for (const text of forms) expect(formatStateRef(parseStateRef(text))).toBe(text)
  expect(parseStateRef('head')).toEqual(head)
  expect(parseStateRef('0')).toEqual({ kind: 'baseline', baseline: '0' })
})

test('the head is cached by commit and day, the past by its name', () => {
  expect(stateKey(head, { commit: 3, date: '2026-11-23' })).not.toBe(stateKey(head, { commit: 4, date: '2026-11-23' }))
  expect(stateKey(parseStateRef('2'), { commit: 3, date: 'x' })).toBe(stateKey(parseStateRef('2'), { commit: 9, date: 'y' }))
})
