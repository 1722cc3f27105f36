import { expect, test } from 'vitest'
import { shelfOn, type Backing } from './kept'

function backing(full = false): Backing {
  const map = new Map<string, string>()
  return {
    getItem: (k) => map.get(k) ?? null,
    setItem: (k, v) => {
      if (full) throw new Error('quota')
      map.set(k, v)
    },
    removeItem: (k) => void map.delete(k),
    key: (i) => [...map.keys()][i] ?? null,
    get length() {
      return map.size
    },
  }
}

test('what was written is read back, and only names of the prefix are listed', () => {
  const shelf = shelfOn(backing())
  expect(shelf.write('outbox.2', { a: 1 })).toBe(true)
  shelf.write('outbox.1', 'x')
  shelf.write('theme', 'dark')
  expect(shelf.read('outbox.2')).toEqual({ a: 1 })
  expect(shelf.names('outbox.')).toEqual(['outbox.1', 'outbox.2'])
  shelf.remove('outbox.1')
  expect(shelf.read('outbox.1')).toBeUndefined()
})

test('full storage is told and nothing throws', () => {
  const shelf = shelfOn(backing(true))
  expect(shelf.write('x', 1)).toBe(false)
  expect(shelf.read('x')).toBeUndefined()
})

test('what is not JSON counts as absent', () => {
  const b = backing()
  b.setItem('cordon.x', '{broken')
  expect(shelfOn(b).read('x')).toBeUndefined()
})
