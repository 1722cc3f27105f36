import type { ChainStep } from '../../api/chain-queries'
import { Glyph } from '../../ui/Glyph'
import type { GlyphName } from '../../ui/glyph-names'
import { kindGlyph } from '../../ui/kinds'
import { useFormats, useT, type Translate } from '../../ui/language'
import { KeyLink } from '../../ui/navigation'
import css from './Trace.module.css'

/** The sign and words of how a step stands; null where nothing has to be said. */
export function standing(t: Translate, step: ChainStep): { glyph: GlyphName; words: string; tone: string } | null {
  const state = step.state ?? ''
  switch (step.kind) {
    case 'test run':
      if (state === 'passed') return { glyph: 'ui-check', words: t('trace.passed'), tone: '' }
      if (state === 'not concluded') return { glyph: 'chain-not-run', words: t('trace.notConcluded'), tone: 'muted' }
      return {
        glyph: 'chain-last-run-failed',
        words: t(state === 'blocked' ? 'trace.blocked' : 'trace.failed'),
        tone: 'gap-text',
      }
    case 'evidence':
      return state === 'valid' ? null : { glyph: 'chain-evidence-not-valid', words: t(invalidWords(state)), tone: 'suspect-text' }
    case 'countermeasure':
      if (state === 'planned') return { glyph: 'chain-no-design', words: t('trace.planned'), tone: 'muted' }
      return state === 'compensating' ? { glyph: 'strength-compensated', words: t('trace.compensating'), tone: 'muted' } : null
    default:
      return null
  }
}

function invalidWords(state: string) {
  if (state.startsWith('expired')) return 'trace.expired' as const
  if (state.startsWith('out of scope')) return 'trace.outOfScope' as const
  return state.includes('changed') ? ('trace.fileChanged' as const) : ('trace.fileMissing' as const)
}

interface StepCellProps {
  step: ChainStep
  lines: number
  /** Whether a suspect link can be confirmed here. */
  editable: boolean
  onConfirm: () => void
}

/** One step: its key, what it is called, how it stands, and whether its link is in doubt. */
export function StepCell({ step, lines, editable, onConfirm }: StepCellProps) {
  const t = useT()
  const formats = useFormats()
  const state = standing(t, step)
  const note =
    step.kind === 'test run' && step.note
      ? formats.day(step.note.slice(0, 10))
      : step.kind === 'evidence' && step.note
        ? step.note
        : ''
  const title = step.kind === 'component requirement' && step.row ? `${step.row} · ${step.title ?? ''}` : (step.title ?? '')
  const said = [step.key, title, state?.words].filter(Boolean).join(', ')
  return (
    <div className={css.step} title={said}>
      {step.suspect &&
        (editable ? (
          <button type="button" className={css.doubt} tabIndex={-1} onClick={onConfirm} title={t('trace.confirmHint')}>
            <Glyph name="marker-suspect" size={14} label={t('trace.suspectLink')} />
          </button>
        ) : (
          <Glyph name="marker-suspect" size={14} label={t('trace.suspectLink')} />
        ))}
      {!step.suspect && state && <Glyph name={state.glyph} size={14} label={state.words} />}
      {!step.suspect && !state && step.kind && needsKind(step.kind) && (
        <Glyph name={kindGlyph(step.kind)} size={13} label={t(`kind.${step.kind}`)} className={css.kind} />
      )}
      <KeyLink item={step.key ?? ''} className={css.key} tabIndex={-1} />
      <span className={lines > 1 ? css.wrap : css.line} style={lines > 1 ? { WebkitLineClamp: Math.min(lines, 4) } : undefined}>
        {step.kind === 'test run' ? (
          <span className={state?.tone}>{[state?.words, note].filter(Boolean).join(', ')}</span>
        ) : (
          title
        )}
        {step.kind !== 'test run' && state && <span className={state.tone}> {state.words}</span>}
      </span>
    </div>
  )
}

const kinds = ['asset', 'product', 'countermeasure', 'design artifact'] as const
const needsKind = (kind: string): kind is (typeof kinds)[number] => (kinds as readonly string[]).includes(kind)
