import { expect, test } from 'vitest'
import { placesOf } from '../lib/text'
import { grid as de } from './de/grid'
import { grid as en } from './en/grid'

test('the grid says the same in both languages, with the same places', () => {
  expect(Object.keys(de).sort()).toEqual(Object.keys(en).sort())
  for (const key of Object.keys(en) as (keyof typeof en)[]) expect(placesOf(de[key]), key).toEqual(placesOf(en[key]))
})

test('no text of the grid begs, shouts or congratulates', () => {
  // The exclamation mark is a sign of the filter language.
  for (const [key, message] of Object.entries(en))
    if (!/^grid\.filter/.test(key)) expect(JSON.stringify(message)).not.toMatch(/please|successfully|!/i)
})
