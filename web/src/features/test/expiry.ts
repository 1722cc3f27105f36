/** What ends when, and what falls with it. */
import type { Gap, PlaceLevels, RowWhy } from '../../api/documents'
import type { Listed } from '../../api/test-queries'
import { frs } from '../../domain/sl'

export type Ending = 'evidence' | 'compensation' | 'certificate'

export interface Expiry {
  /** Names the line. */
  id: string
  what: Ending
  key: string
  title: string
  /** What it is about: runs, rows, numbers. */
  about: string
  /** The last day on which it counts. */
  until: string
  /** Days from today to that day; below 0 it has ended. */
  days: number
}

/** A day some days later. */
export const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)

/** Whole days from one day to another. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000)

const isDay = (x: unknown): x is string => typeof x === 'string' && /^\d{4}-\d\d-\d\d$/.test(x)

/** All that ends, the first to end first. Items are evidence, countermeasures and products. */
export function expiries(items: readonly Listed[], today: string): Expiry[] {
  const out: Omit<Expiry, 'days'>[] = []
  for (const item of items) {
    const { key, title } = item
    const until = item.properties['valid_until']
    if (item.kind === 'evidence' && isDay(until)) {
      const proved = item.links.filter((l) => l.verb === 'evidences')
      const about =
        proved
          .slice(0, 2)
          .map((l) => `${l.to} ${l.title}`)
          .join(', ') + (proved.length > 2 ? `, +${proved.length - 2}` : '')
      out.push({ id: key, what: 'evidence', key, title, about, until })
    }
    for (const link of item.links)
      if (link.verb === 'compensates' && isDay(link.properties['until']))
        out.push({
          id: `${key} ${link.to}`,
          what: 'compensation',
          key,
          title,
          about: `${link.to} ${link.title}`,
          until: link.properties['until'],
        })
    const certificates = item.properties['certificates']
    if (Array.isArray(certificates))
      (certificates as Record<string, string>[]).forEach((c, i) => {
        if (isDay(c['until']))
          out.push({
            id: `${key} certificate ${i}`,
            what: 'certificate',
            key,
            title,
            about: [c['scheme'], c['number']].filter((x) => x).join(' '),
            until: c['until'],
          })
      })
  }
  return out
    .map((e) => ({ ...e, days: daysBetween(today, e.until) }))
    .sort((a, b) => (a.until === b.until ? (a.id < b.id ? -1 : 1) : a.until < b.until ? -1 : 1))
}

export const spans = ['overdue', '30', '90', '180', 'all'] as const
export type Span = (typeof spans)[number]

/** The lines of a span: what has ended, or what ends within so many days. What has ended stands in every span. */
export const within = (list: readonly Expiry[], span: Span): Expiry[] =>
  list.filter((e) => span === 'all' || e.days < 0 || (span !== 'overdue' && e.days <= Number(span)))

/** A level that is lower on the later day. */
export interface Fall {
  place: string
  title: string
  fr: string
  before: number
  after: number
  target: number
}

/** The levels that are lower in the second answer than in the first. */
export function fallsOf(before: readonly PlaceLevels[], after: readonly PlaceLevels[]): Fall[] {
  const later = new Map(after.map((p) => [p.key, p]))
  return before.flatMap((p) => {
    const then = later.get(p.key)
    if (!then) return []
    return frs.flatMap((fr, i): Fall[] => {
      const from = p.achieved[i] ?? 0
      const to = then.achieved[i] ?? 0
      return to < from ? [{ place: p.key, title: p.title, fr, before: from, after: to, target: p.target[i] ?? 0 }] : []
    })
  })
}

/** A row that lacks later and not before. */
export interface FallenRow {
  place: string
  placeTitle: string
  row: RowWhy
}

/** The rows up to a target that lack in the second answer and did not in the first. */
export function newlyLacking(before: readonly Gap[], after: readonly Gap[]): FallenRow[] {
  const known = new Set(before.flatMap((g) => g.rows.map((r) => `${g.place} ${r.row}`)))
  return after.flatMap((g) =>
    g.rows
      .filter((r) => !known.has(`${g.place} ${r.row}`))
      .map((row): FallenRow => ({ place: g.place, placeTitle: g.title, row })),
  )
}

/** Twelve months from this one, with how much ends in each. */
export function monthsFrom(list: readonly Expiry[], today: string): { month: string; count: number }[] {
  const [year = 0, month = 1] = today.split('-').map(Number)
  return Array.from({ length: 12 }, (_, i) => {
    const at = new Date(Date.UTC(year, month - 1 + i, 1)).toISOString().slice(0, 7)
    return { month: at, count: list.filter((e) => e.until.startsWith(at)).length }
  })
}
