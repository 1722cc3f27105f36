import { Glyph } from '../../ui/Glyph'
import type { GlyphName } from '../../ui/glyph-names'
import { useT } from '../../ui/language'
import { assessments, type Assessment } from './cells'
import css from './Panel.module.css'

/** The sign of each assessment. */
export const assessmentGlyphs: Record<Assessment, GlyphName> = {
  'not assessed': 'strength-not-assessed',
  'not met': 'strength-gap',
  'partly met': 'strength-partly-met',
  met: 'strength-met',
  'not applicable': 'strength-not-applicable',
}

/** The key that sets each assessment, beside the numbers 1 to 5. */
export const assessmentKeys: Record<Assessment, string> = {
  'not assessed': 'U',
  'not met': 'N',
  'partly met': 'P',
  met: 'M',
  'not applicable': 'X',
}

/** The five assessments, one chosen. Without onChange it only shows. */
export function AssessmentBar({ value, onChange }: { value: Assessment | null; onChange: ((a: Assessment) => void) | null }) {
  const t = useT()
  return (
    <div className={css.bar} role="group" aria-label={t('matrix.panel.assessment')}>
      {assessments.map((a) => (
        <button
          key={a}
          type="button"
          disabled={!onChange}
          aria-pressed={a === value}
          className={a === value ? (a === 'not met' || a === 'partly met' ? css.bad : css.on) : undefined}
          onClick={() => onChange?.(a)}
        >
          <Glyph name={assessmentGlyphs[a]} size={14} />
          {t(`matrix.short.${a}`)}
        </button>
      ))}
    </div>
  )
}
