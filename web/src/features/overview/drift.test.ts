import { expect, test } from 'vitest'
import { uniform } from '../../domain/sl'
import { shares } from './drift'

test('each commit has the share of all levels of targets that is reached', () => {
  const target = uniform(2)
  const points = [
    {
      points: [
        { commit: 1, date: 'd1', target, achieved: uniform(0), claimed: uniform(1) },
        { commit: 3, date: 'd3', target, achieved: uniform(4), claimed: uniform(4) },
      ],
    },
    { points: [{ commit: 2, date: 'd2', target: uniform(0), achieved: uniform(3), claimed: uniform(3) }] },
  ]
  expect(shares(points)).toEqual([
    { commit: 1, date: 'd1', verified: 0, claimed: 0.5 },
    { commit: 2, date: 'd2', verified: 0, claimed: 0.5 },
    { commit: 3, date: 'd3', verified: 1, claimed: 1 },
  ])
  expect(shares([])).toEqual([])
})
