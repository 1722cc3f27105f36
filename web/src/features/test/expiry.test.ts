import { expect, test } from 'vitest'
import type { Gap, PlaceLevels } from '../../api/documents'
import type { Listed } from '../../api/test-queries'
import { dayAfter, daysBetween, expiries, fallsOf, monthsFrom, newlyLacking, within } from './expiry'

const item = (kind: string, key: string, more: Partial<Listed>): Listed => ({
  key,
  kind,
  title: key,
  commit: 1,
  properties: {},
  links: [],
  ...more,
})
const today = '2026-11-23'

test('evidence, compensations and certificates end, the first to end first', () => {
  const list = expiries(
    [
      item('evidence', 'EVD-1', { properties: { valid_until: '2027-01-01' } }),
      item('evidence', 'EVD-2', {}),
      item('countermeasure', 'CMS-1', {
        links: [
          { verb: 'compensates', to: 'ALL-1', title: 'Row', suspect: false, properties: { until: '2026-11-22' } },
          { verb: 'satisfies', to: 'ALL-2', title: 'Row', suspect: false, properties: {} },
        ],
      }),
      item('product', 'PRD-1', { properties: { certificates: [{ scheme: 'S', until: '2026-12-01' }, { scheme: 'T' }] } }),
    ],
    today,
  )
  expect(list.map((e) => [e.what, e.key, e.days])).toEqual([
    ['compensation', 'CMS-1', -1],
    ['certificate', 'PRD-1', 8],
    ['evidence', 'EVD-1', 39],
  ])
  expect(within(list, '30').map((e) => e.key)).toEqual(['CMS-1', 'PRD-1'])
  expect(within(list, 'overdue').map((e) => e.key)).toEqual(['CMS-1'])
  expect(within(list, 'all')).toHaveLength(3)
})

test('the strip of months goes over the year', () => {
  const [entry] = expiries([item('evidence', 'EVD-1', { properties: { valid_until: '2027-01-31' } })], today)
  const months = monthsFrom([entry!], today)
  expect([months.length, months[0]?.month, months[2]]).toEqual([12, '2026-11', { month: '2027-01', count: 1 }])
})

test('days are counted over months and leap years', () => {
  expect(dayAfter('2028-02-28', 1)).toBe('2028-02-29')
  expect(daysBetween('2026-12-31', '2027-03-01')).toBe(60)
})

test('tells the levels that fall and the rows that lack newly', () => {
  const place = (achieved: number[]) =>
    ({ key: 'ZON-1', title: 'Control', target: [2, 2, 2, 2, 2, 2, 2], achieved }) as unknown as PlaceLevels
  expect(fallsOf([place([2, 1, 0, 0, 0, 0, 0])], [place([1, 1, 1, 0, 0, 0, 0])])).toEqual([
    { place: 'ZON-1', title: 'Control', fr: 'IAC', before: 2, after: 1, target: 2 },
  ])
  const gap = (...rows: string[]) =>
    [{ place: 'ZON-1', title: 'Control', rows: rows.map((row) => ({ row })) }] as unknown as Gap[]
  expect(newlyLacking(gap('SR 1.1'), gap('SR 1.1', 'SR 1.2')).map((r) => r.row.row)).toEqual(['SR 1.2'])
})
