import { describe, expect, it } from 'vitest'
import type { RowWhy } from '../../api/documents'
import { brokenStep, chosenOf, moved, rowsAsked } from './why'

const row = (more: Partial<RowWhy>): RowWhy => ({
  row: 'SR 1.1',
  level: 1,
  title: '',
  counts: 'does not count',
  text: '',
  ...more,
})

describe('the number that is looked at', () => {
  it('is that of the address, else achieved of the largest gap', () => {
    expect(chosenOf('claimed', 'TRE', [0, 0, 0, 0, 0, 0, 0])).toEqual({ vector: 'claimed', fr: 5 })
    expect(chosenOf(undefined, 'XX', [0, 2, 1, 0, 0, 0, 0])).toEqual({ vector: 'achieved', fr: 1 })
  })
  it('moves with the keys and stops at the edge', () => {
    expect(moved({ vector: 'target', fr: 0 }, 'ArrowDown')).toEqual({ vector: 'achieved', fr: 0 })
    expect(moved({ vector: 'target', fr: 0 }, 'ArrowUp')).toBeNull()
    expect(moved({ vector: 'capability', fr: 6 }, 'ArrowRight')).toBeNull()
  })
})

describe('the first broken step', () => {
  it('is the reason, then the assessment, then the chain', () => {
    expect(brokenStep(row({ reason: 'not applicable, but suspect', allocation: 'ALL-1' }))).toMatchObject({
      words: 'place.naSuspect',
      item: 'ALL-1',
    })
    expect(brokenStep(row({ reason: 'assessment', assessment: 'not met', chain: 'no test' }))).toMatchObject({
      words: 'assessment.not met',
    })
    expect(brokenStep(row({ reason: 'chain', assessment: 'met', chain: 'no test', item: 'CRQ-5' }))).toMatchObject({
      words: 'chain.no test',
      item: 'CRQ-5',
    })
  })
})

it('tells the rows that a target begins and stops to ask for', () => {
  const rows = [
    { code: 'SR 1.1', fr: 'IAC', level: 1 },
    { code: 'SR 1.1 RE(1)', fr: 'IAC', level: 2 },
    { code: 'SR 2.1', fr: 'UC', level: 1 },
  ] as unknown as Parameters<typeof rowsAsked>[0]
  const asked = rowsAsked(rows, [1, 1, 0, 0, 0, 0, 0], [2, 0, 0, 0, 0, 0, 0])
  expect(asked.more.map((r) => r.code)).toEqual(['SR 1.1 RE(1)'])
  expect(asked.less.map((r) => r.code)).toEqual(['SR 2.1'])
})
