import { expect, test } from 'vitest'
import { calendarKey, monthDays, monthShift, todayText, weekStart } from './calendar'

test('a month is six whole weeks that begin on the first day of the week', () => {
  const days = monthDays('2026-11-23', 1)
  expect([days.length, days[0], days[41]]).toEqual([42, '2026-10-26', '2026-12-06'])
  expect(monthDays('2026-02-01', 0)[0]).toBe('2026-02-01')
  expect(weekStart('de')).toBe(1)
})

test('keys step by days, weeks and months, over the end of a year and of a short month', () => {
  expect(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'PageUp', 'PageDown', 'x'].map((k) => calendarKey(k, '2026-12-31'))).toEqual([
    '2026-12-30', '2027-01-01', '2026-12-24', '2027-01-07', '2026-11-30', '2027-01-31', null,
  ]) // prettier-ignore
  expect(monthShift('2026-01-31', 1)).toBe('2026-02-28')
  expect(todayText(new Date(2026, 0, 5))).toBe('2026-01-05')
})
