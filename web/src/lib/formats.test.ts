import { expect, test } from 'vitest'
import { formatsOf } from './formats'

test('days and numbers are written by locale, and a day stays the day it is', () => {
  const en = formatsOf('en', 'America/New_York')
  const de = formatsOf('de', 'Europe/Berlin')
  expect(en.day('2026-12-01')).toBe('Dec 1, 2026')
  expect(de.day('2026-12-01')).toBe('1. Dez. 2026')
  expect(de.number(1482)).toBe('1.482')
  expect(en.brief('2026-11-23T06:00:00Z', new Date('2026-11-23T12:00:00Z'))).toBe('01:00 AM')
  expect(de.brief('2026-11-21T06:00:00Z', new Date('2026-11-23T12:00:00Z'))).toBe('21. Nov.')
  expect(de.day('soon')).toBe('soon')
})
