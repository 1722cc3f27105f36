import { useMemo } from 'react'
import type { Gap, RowWhy } from '../../api/documents'
import { useRowTitles } from '../../api/standard-queries'
import { Card } from '../../ui/Card'
import { Glyph } from '../../ui/Glyph'
import type { GlyphName } from '../../ui/glyph-names'
import { useT, type Translate } from '../../ui/language'
import { KeyLink } from '../../ui/navigation'
import { Empty } from '../../ui/Notice'
import css from './Overview.module.css'

/** How many gaps stand here. */
const most = 10

/** The row that holds the level down: the first of level achieved + 1. */
const holding = (gap: Gap): RowWhy | undefined => gap.rows.find((r) => r.level === gap.achieved + 1) ?? gap.rows[0]

const chainGlyphs: Record<string, GlyphName> = {
  'no design': 'chain-no-design',
  'component requirement missing': 'chain-component-requirement-missing',
  'no test': 'chain-no-test',
  'not run': 'chain-not-run',
  'last run failed': 'chain-last-run-failed',
  'no evidence': 'chain-no-evidence',
  'evidence not valid': 'chain-evidence-not-valid',
  suspect: 'chain-suspect',
  complete: 'chain-complete',
}

const assessmentGlyphs: Record<string, GlyphName> = {
  'not met': 'strength-gap',
  'partly met': 'strength-partly-met',
  'not assessed': 'strength-not-assessed',
}

/** What a row waits for, as sign and words: its assessment first, then its chain. */
function waitsFor(t: Translate, row: RowWhy): { glyph: GlyphName; words: string; tone: string } {
  if (row.reason === 'assessment' && row.assessment && assessmentGlyphs[row.assessment])
    return {
      glyph: assessmentGlyphs[row.assessment]!,
      words: t(`assessment.${row.assessment as 'not met'}`),
      tone: row.assessment === 'not met' ? 'gap-text' : 'muted',
    }
  if (row.chain && row.chain !== 'complete') {
    const tone =
      row.chain === 'last run failed'
        ? 'gap-text'
        : row.chain === 'suspect' || row.chain === 'evidence not valid'
          ? 'suspect-text'
          : 'muted'
    const words = t(`chain.${row.chain}`)
    return { glyph: chainGlyphs[row.chain] ?? 'chain-no-design', words: row.item ? `${words}, ${row.item}` : words, tone }
  }
  return { glyph: 'strength-not-assessed', words: row.reason ?? '', tone: 'muted' }
}

/** The largest gaps, each with the first row that holds it and what that waits for. */
export function GapsCard({ gaps, loaded }: { gaps: readonly Gap[]; loaded: boolean }) {
  const t = useT()
  const titleOf = useRowTitles()
  const lines = useMemo(() => [...gaps].sort((a, b) => b.gap - a.gap || b.rows.length - a.rows.length).slice(0, most), [gaps])
  return (
    <Card title={t('overview.gaps')} note={t('overview.gapsNote')}>
      {loaded && lines.length === 0 ? (
        <Empty>{t('overview.noGaps')}</Empty>
      ) : (
        <ul className={css.list}>
          {lines.map((gap) => {
            const row = holding(gap)
            const wait = row && waitsFor(t, row)
            const title = row && titleOf(row.row, row.title)
            return (
              <li key={gap.place + gap.fr}>
                <KeyLink item={row?.allocation ?? gap.place} className="">
                  <Glyph name={wait?.glyph ?? 'strength-gap'} size={14} />
                  <span className="mono">{gap.place}</span>
                  <span className={css.text} title={`${gap.title}: ${title ?? ''}`}>
                    <b>{t('overview.levelOf', { fr: gap.fr, achieved: gap.achieved, target: gap.target })}</b>{' '}
                    {row && `${row.row} ${title}`}
                  </span>
                  <span className={wait?.tone}>{wait?.words}</span>
                </KeyLink>
              </li>
            )
          })}
        </ul>
      )}
    </Card>
  )
}
