import { expect, it } from 'vitest'
import { isOpenPoint, openPoints } from './comment'

it('counts what waits for an answer, per item', () => {
  const said = [
    { item: 'ALL-1', kind: 'question' },
    { item: 'ALL-1', kind: 'issue' },
    { item: 'ALL-1', kind: 'comment' },
    { item: 'ALL-2', kind: 'question', resolved_at: '2026-11-01T08:00:00Z' },
    { item: 'ALL-3', kind: 'proposed change' },
  ]
  expect([...openPoints(said)]).toEqual([
    ['ALL-1', 2],
    ['ALL-3', 1],
  ])
  expect(isOpenPoint({ item: 'ALL-9', kind: 'comment' })).toBe(false)
})
