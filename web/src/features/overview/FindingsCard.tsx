import type { Check } from '../../api/documents'
import { Card } from '../../ui/Card'
import { Glyph } from '../../ui/Glyph'
import { useT } from '../../ui/language'
import { KeyLink } from '../../ui/navigation'
import { Empty } from '../../ui/Notice'
import { useWords } from '../../ui/words'
import css from './Overview.module.css'

const most = 8

/** What somebody should look at, the most severe first; gaps and suspect links have their own places. */
export function FindingsCard({ check }: { check: Check | undefined }) {
  const t = useT()
  const words = useWords()
  const elsewhere = new Set(['gap.open', 'link.suspect'])
  const lines = (check?.findings ?? [])
    .filter((f) => !f.accepted && !elsewhere.has(f.rule) && f.severity !== 'info')
    .slice(0, most)
  const counts = check?.counts
  return (
    <Card
      title={t('overview.findings')}
      note={
        counts &&
        [
          t('overview.findingErrors', { count: counts.error }),
          t('overview.findingWarnings', { count: counts.warning }),
          t('overview.findingNotes', { count: counts.info }),
        ].join(', ')
      }
    >
      {check && lines.length === 0 ? (
        <Empty>{t('overview.noFindings')}</Empty>
      ) : (
        <ul className={css.list}>
          {lines.map((f) => (
            <li key={f.rule + f.subjects.join()}>
              <KeyLink item={f.subjects[0] ?? ''} className="">
                <Glyph
                  name={f.severity === 'error' ? 'strength-gap' : 'ui-warning'}
                  size={14}
                  label={t(`severity.${f.severity}`)}
                />
                <span className="mono">{f.subjects[0]}</span>
                <span className={css.text} title={words.finding(f)}>
                  {words.finding(f)}
                </span>
                <span />
              </KeyLink>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
