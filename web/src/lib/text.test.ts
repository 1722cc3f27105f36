import { expect, test } from 'vitest'
import { placesOf, write } from './text'

test('places are filled, numbers by locale, plurals by count', () => {
  const message = { one: '{count} zone of {place}', other: '{count} zones of {place}' }
  expect(write('en', message, { count: 1, place: 'X' })).toBe('1 zone of X')
  expect(write('en', message, { count: 1482, place: 'X' })).toBe('1,482 zones of X')
  expect(write('de', message, { count: 1482, place: 'X' })).toBe('1.482 zones of X')
  expect(write('en', 'no {such} value')).toBe('no {such} value')
  expect(placesOf(message)).toEqual(['count', 'place'])
})
