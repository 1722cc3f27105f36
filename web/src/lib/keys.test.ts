import { expect, test } from 'vitest'
import { isChord } from './keys'

const press = (key: string, mods: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey', boolean>> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...mods,
})

test('chords', () => {
  expect(isChord(press('k', { ctrlKey: true }), 'Ctrl+K')).toBe(true)
  expect(isChord(press('k', { metaKey: true }), 'Ctrl+K')).toBe(true)
  expect(isChord(press('k'), 'Ctrl+K')).toBe(false)
  expect(isChord(press('K', { ctrlKey: true, shiftKey: true }), 'Ctrl+K')).toBe(false)
  expect(isChord(press('?', { shiftKey: true }), '?')).toBe(true)
  expect(isChord(press('?'), '?')).toBe(true)
  expect(isChord(press('Escape'), 'Escape')).toBe(true)
})
