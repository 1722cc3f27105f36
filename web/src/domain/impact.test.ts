import { expect, test } from 'vitest'
import { differences, falls } from './impact'

test('only components that could fall are named', () => {
  expect(falls({ achieved: [2, 1, 0, 0, 0, 0, 3], achieved_could_fall_to: [1, 1, 0, 0, 0, 0, 0] })).toEqual([
    { fr: 'IAC', from: 2, to: 1 },
    { fr: 'RA', from: 3, to: 0 },
  ])
})

test('a difference goes both ways', () => {
  expect(differences([1, 1, 1, 1, 1, 1, 1], [1, 2, 1, 1, 1, 1, 0])).toEqual([
    { fr: 'UC', from: 1, to: 2 },
    { fr: 'RA', from: 1, to: 0 },
  ])
})
