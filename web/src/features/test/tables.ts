/** The lists of this screen as tables to export or print. */
import type { Translate } from '../../ui/language'
import type { ExportedTable } from '../../ui/table-export'
import type { Campaign } from './campaigns'
import type { CaseLine } from './cases'
import type { EvidenceLine } from './evidence'
import type { Expiry } from './expiry'

const list = (items: readonly { key: string; title: string }[]): string => items.map((i) => `${i.key} ${i.title}`).join('; ')

export const casesTable = (t: Translate, lines: readonly CaseLine[]): ExportedTable => ({
  title: t('test.part.cases'),
  columns: [
    { name: t('test.key') },
    { name: t('test.case') },
    { name: t('test.verifies') },
    { name: t('test.lastRun') },
    { name: t('test.lastRunOn'), kind: 'date' },
    { name: t('run.tester') },
    { name: t('test.state') },
    { name: t('test.consequence') },
  ],
  rows: lines.map((l) => [
    l.key,
    l.title,
    list(l.verifies),
    l.last?.key ?? null,
    l.last?.at.slice(0, 10) || null,
    l.last?.tester ?? null,
    t(`test.state.${l.state}`),
    l.holds.map((h) => `${h.place} ${h.row.row}`).join('; '),
  ]),
})

export const campaignTable = (t: Translate, c: Campaign): ExportedTable => ({
  title: c.title,
  columns: [
    { name: t('test.key') },
    { name: t('test.case') },
    { name: t('campaign.run') },
    { name: t('test.lastRunOn'), kind: 'date' },
    { name: t('run.tester') },
    { name: t('campaign.verdict') },
    { name: t('campaign.before') },
  ],
  rows: c.cases.map(({ line, run }) => [
    line.key,
    line.title,
    run?.key ?? null,
    run?.at.slice(0, 10) || null,
    run?.tester ?? null,
    t(run ? `test.verdict.${run.result}` : 'test.verdict.open'),
    t(`test.state.${line.state}`),
  ]),
})

export const campaignsTable = (t: Translate, campaigns: readonly Campaign[]): ExportedTable => ({
  title: t('test.part.campaigns'),
  columns: [
    { name: t('campaign.key') },
    { name: t('campaign.title') },
    { name: t('test.verdict.passed'), kind: 'number' },
    { name: t('test.verdict.failed'), kind: 'number' },
    { name: t('test.verdict.blocked'), kind: 'number' },
    { name: t('test.verdict.open'), kind: 'number' },
    { name: t('campaign.due'), kind: 'date' },
    { name: t('campaign.owner') },
  ],
  rows: campaigns.map((c) => [c.key, c.title, c.passed, c.failed, c.blocked, c.open, c.due || null, c.owner || null]),
})

export const evidenceTable = (t: Translate, lines: readonly EvidenceLine[]): ExportedTable => ({
  title: t('test.part.evidence-files'),
  columns: [
    { name: t('test.key') },
    { name: t('evidence.piece') },
    { name: t('evidence.file') },
    { name: t('evidence.digest') },
    { name: t('evidence.fileState') },
    { name: t('evidence.collected') },
    { name: t('evidence.until'), kind: 'date' },
    { name: t('evidence.scope') },
    { name: t('evidence.proves') },
  ],
  rows: lines.map((l) => [
    l.key,
    l.title,
    l.fileName,
    l.digest,
    t(`evidence.state.${l.file}`),
    [l.collectedBy, l.collectedAt.slice(0, 10)].filter((x) => x !== '').join(', '),
    l.until || null,
    list(l.holdsFor),
    list(l.proves),
  ]),
})

export const expiryTable = (t: Translate, entries: readonly Expiry[]): ExportedTable => ({
  title: t('test.part.expiry'),
  columns: [
    { name: t('expiry.until'), kind: 'date' },
    { name: t('expiry.what') },
    { name: t('test.key') },
    { name: t('expiry.item') },
    { name: t('expiry.about') },
  ],
  rows: entries.map((e) => [e.until, t(`expiry.is.${e.what}`), e.key, e.title, e.about]),
})
