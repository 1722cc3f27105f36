/**
 * Campaigns: a task that is `for` test cases. The runs that were carried out in
 * it are among its links too, so that an older run of a case does not count.
 */
import type { Op } from '../../domain/op'
import type { Listed } from '../../api/test-queries'
import type { CaseLine, RunLine } from './cases'

export const campaignTypes = ['FAT', 'SAT', 'regression'] as const
export type CampaignType = (typeof campaignTypes)[number]

export interface CampaignCase {
  line: CaseLine
  /** The latest run of the case in this campaign. */
  run: RunLine | null
}

export interface Campaign {
  key: string
  title: string
  type: CampaignType | null
  status: string
  due: string
  owner: string
  cases: readonly CampaignCase[]
  passed: number
  failed: number
  blocked: number
  open: number
}

/** What a campaign is, by the word in its title. */
export function typeOf(title: string): CampaignType | null {
  if (/\bFAT\b/.test(title)) return 'FAT'
  if (/\bSAT\b/.test(title)) return 'SAT'
  return /regression/i.test(title) ? 'regression' : null
}

const text = (item: Listed, name: string): string => {
  const value = item.properties[name]
  return typeof value === 'string' ? value : ''
}

/** The campaigns among tasks, those that are open first, then by the day they are due. */
export function campaignsOf(tasks: readonly Listed[], lines: readonly CaseLine[]): Campaign[] {
  const byKey = new Map(lines.map((l) => [l.key, l]))
  const campaigns = tasks.flatMap((task): Campaign[] => {
    const linked = new Set(task.links.filter((l) => l.verb === 'for').map((l) => l.to))
    const cases = [...linked].flatMap((key): CampaignCase[] => {
      const line = byKey.get(key)
      return line ? [{ line, run: line.runs.find((r) => linked.has(r.key)) ?? null }] : []
    })
    if (cases.length === 0) return []
    const count = (result: string) => cases.filter((c) => c.run?.result === result).length
    return [
      {
        key: task.key,
        title: task.title,
        type: typeOf(task.title),
        status: text(task, 'status') || 'open',
        due: text(task, 'due'),
        owner: text(task, 'owner'),
        cases,
        passed: count('passed'),
        failed: count('failed'),
        blocked: count('blocked'),
        open: cases.filter((c) => c.run === null).length,
      },
    ]
  })
  const rank = (c: Campaign) => (c.status === 'done' ? '1' : '0') + (c.due || '9999')
  return campaigns.sort((a, b) => (rank(a) < rank(b) ? -1 : rank(a) > rank(b) ? 1 : 0))
}

/** The next case to run: the first without a run here. */
export const nextCase = (campaign: Campaign): CampaignCase | null => campaign.cases.find((c) => c.run === null) ?? null

/** The steps of the commit that plans a campaign. */
export function planOps(plan: { title: string; due: string; owner: string; cases: readonly string[] }): Op[] {
  return [
    {
      op: 'create',
      kind: 'task',
      ref: '$campaign',
      title: plan.title,
      properties: {
        status: 'open',
        ...(plan.due === '' ? {} : { due: plan.due }),
        ...(plan.owner === '' ? {} : { owner: plan.owner }),
      },
    },
    ...plan.cases.map((to): Op => ({ op: 'link', from: '$campaign', verb: 'for', to })),
  ]
}

/**
 * The cases that verify something of these allocations: the allocation itself, a
 * component requirement that refines it, or a countermeasure that satisfies it.
 */
export function casesOver(allocations: ReadonlySet<string>, lines: readonly CaseLine[], between: readonly Listed[]): string[] {
  const concerned = new Set(allocations)
  for (const item of between)
    if (item.links.some((l) => (l.verb === 'refines' || l.verb === 'satisfies') && allocations.has(l.to))) concerned.add(item.key)
  return lines.filter((l) => l.verifies.some((v) => concerned.has(v.key))).map((l) => l.key)
}
