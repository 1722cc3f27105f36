import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { covers, formatVector, highest, isZero, join, lowest, meet, parseVector, shortfall, total, type Vector } from './sl'

interface Pair {
  a: Vector
  b: Vector
  join: Vector
  meet: Vector
  shortfall: Vector
  covers: boolean
  max: number
  min: number
  zero: boolean
  text: string
}
interface Cases {
  pairs: Pair[]
  parse: { text: string; vector: Vector }[]
  reject: { text: string }[]
}

// The same file that the Go tests read, so that both languages agree.
const shared = new URL('../../../internal/sl/testdata/vectors.json', import.meta.url)
const cases = JSON.parse(readFileSync(shared, 'utf8')) as Cases

test('none of the shared cases was lost', () => {
  expect(cases.pairs.length).toBeGreaterThanOrEqual(30)
  expect(cases.parse.length).toBeGreaterThanOrEqual(14)
  expect(cases.reject.length).toBeGreaterThanOrEqual(20)
})

test.each(cases.pairs)('$text with $b', (c) => {
  expect(join(c.a, c.b)).toEqual(c.join)
  expect(meet(c.a, c.b)).toEqual(c.meet)
  expect(shortfall(c.a, c.b)).toEqual(c.shortfall)
  expect(covers(c.a, c.b)).toBe(c.covers)
  expect(highest(c.a)).toBe(c.max)
  expect(lowest(c.a)).toBe(c.min)
  expect(isZero(c.a)).toBe(c.zero)
  expect(formatVector(c.a)).toBe(c.text)
})

test.each(cases.parse)('reads $text', (c) => expect(parseVector(c.text)).toEqual(c.vector))
test.each(cases.reject)('refuses "$text"', (c) => expect(parseVector(c.text)).toBeNull())

test('the sum of a gap counts levels over all FRs', () => expect(total([1, 2, 0, 0, 1, 0, 0])).toBe(4))
