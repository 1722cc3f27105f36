import { expect, test } from 'vitest'
import { bytesText } from './bytes'

test('lengths are short and in the words of the locale', () => {
  expect(bytesText('en-GB', 0)).toBe('0 bytes')
  expect(bytesText('en-GB', 1)).toBe('1 byte')
  expect(bytesText('en-GB', 999)).toBe('999 bytes')
  expect(bytesText('en-GB', 999_900)).toBe('1 MB')
  expect(bytesText('en-GB', 4_240_000)).toBe('4.2 MB')
  expect(bytesText('de-DE', 4_240_000)).toBe('4,2 MB')
  expect(bytesText('de-DE', 42_400_000)).toBe('42 MB')
})
