import { Glyph } from '../../ui/Glyph'
import type { GlyphName } from '../../ui/glyph-names'
import { useT } from '../../ui/language'
import type { CaseState, Verdict } from './cases'
import css from './Test.module.css'

const glyphs: Record<CaseState, GlyphName> = {
  'not run': 'chain-not-run',
  failed: 'chain-last-run-failed',
  blocked: 'ui-lock',
  'no evidence': 'chain-no-evidence',
  'evidence ended': 'chain-evidence-not-valid',
  suspect: 'chain-suspect',
  passed: 'chain-complete',
}

const tones: Partial<Record<CaseState, string>> = {
  failed: 'gap-text',
  blocked: 'gap-text',
  'evidence ended': 'suspect-text',
  suspect: 'suspect-text',
}

/** How a case stands, as sign and word. */
export function CaseStateSign({ state }: { state: CaseState }) {
  const t = useT()
  return (
    <span className={`${css.sign} ${tones[state] ?? ''}`}>
      <Glyph name={glyphs[state]} size={14} />
      {t(`test.state.${state}`)}
    </span>
  )
}

/** A verdict, or that there is none yet, as sign and word. */
export function VerdictSign({ verdict }: { verdict: Verdict | null }) {
  const t = useT()
  if (verdict === null)
    return (
      <span className={`${css.sign} muted`}>
        <Glyph name="strength-not-assessed" size={14} />
        {t('test.verdict.open')}
      </span>
    )
  return (
    <span className={`${css.sign} ${verdict === 'passed' ? '' : 'gap-text'}`}>
      <Glyph name={glyphs[verdict]} size={14} />
      {t(`test.verdict.${verdict}`)}
    </span>
  )
}
