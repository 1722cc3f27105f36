/** The trace as a flat table: one line for each way to a piece of evidence. No React here. */
import type { Chain, ChainStep } from '../../api/chain-queries'
import type { RowTitle } from '../../api/standard-queries'
import { cellAt, cellsOf, columns, linesOf, type Cell } from './cells'
import type { MessageKey } from '../../messages/messages'

type Words = (key: MessageKey) => string

/** A table as a file holds it. */
export interface FlatTable {
  title: string
  columns: { name: string; kind?: 'text' | 'number' | 'date' }[]
  rows: (string | number | null)[][]
}

const stepText = (s: ChainStep) =>
  [s.key, s.row, s.title, s.state && s.state !== 'valid' && s.state !== 'existing' ? `(${s.state})` : '']
    .filter(Boolean)
    .join(' ')

function cellText(t: Words, c: Cell | undefined): string {
  if (!c) return ''
  switch (c.content.is) {
    case 'step':
      return stepText(c.content.step) + (c.content.step.suspect ? ` [${t('chain.suspect')}]` : '')
    case 'gap':
      return `${t('trace.missing')}: ${[t(`trace.column.${c.content.gap.layer}`), c.content.gap.componentRow, c.content.gap.assets?.join(', ')].filter(Boolean).join(' ')}`
    default:
      return ''
  }
}

/** What places and rows are called. */
interface Titles {
  place: (key: string) => string
  row: RowTitle
}

/** All chains with every cell written out, so that a spreadsheet can sort and filter them. */
export function exportTable(t: Words, chains: readonly Chain[], title: Titles): FlatTable {
  const head = [
    'trace.column.place',
    'trace.placeTitle',
    'trace.column.row',
    'trace.rowTitle',
    'trace.slLevel',
    'trace.column.allocation',
    'trace.assessment',
    'trace.chainState',
  ] as const
  const steps = columns.slice(2)
  return {
    title: t('screen.trace'),
    columns: [
      ...head.map((key) => ({ name: t(key), kind: key === 'trace.slLevel' ? ('number' as const) : ('text' as const) })),
      ...steps.map((s) => ({ name: t(`trace.column.${s as 'design'}`), kind: 'text' as const })),
    ],
    rows: chains.flatMap((c) => {
      const cells = cellsOf(c)
      const state = c.state === 'not allocated' ? t('trace.notAllocated') : t(`chain.${c.state}`)
      const assessment = c.assessment ? t(`assessment.${c.assessment as 'met'}`) : ''
      return Array.from({ length: linesOf(c) }, (_, line) => [
        c.place,
        title.place(c.place),
        c.row,
        title.row(c.row, c.title),
        c.level,
        c.allocation ?? '',
        assessment,
        state,
        ...steps.map((s) => cellText(t, cellAt(cells, line, columns.indexOf(s)))),
      ])
    }),
  }
}
