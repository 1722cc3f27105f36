import { bytesText } from '../../lib/bytes'
import { Button } from '../../ui/Button'
import { FileDrop } from '../../ui/FileDrop'
import { Glyph } from '../../ui/Glyph'
import { useLocale, useT } from '../../ui/language'
import { TextArea } from '../../ui/Field'
import type { Uploads } from '../../ui/use-uploads'
import type { Verdict } from './cases'
import { nextStep, withEntry, type RunDraft, type Step } from './run-draft'
import css from './Run.module.css'

const verdicts: readonly Verdict[] = ['passed', 'failed', 'blocked']

interface RunStepProps {
  step: Step
  title: string
  /** What is expected of the whole, shown where the step has nothing of its own. */
  whole: string
  draft: RunDraft
  set: (next: (before: RunDraft) => RunDraft) => void
  uploads: Uploads
  onJudge: (verdict: Verdict) => void
  onGo: (step: number) => void
}

/** One step: what to do, what must come out, what came out, and what proves it. */
export function RunStep({ step, title, whole, draft, set, uploads, onJudge, onGo }: RunStepProps) {
  const t = useT()
  const at = draft.step
  const entry = draft.entries[at] ?? { verdict: null, actual: '', note: '' }
  const last = draft.entries.length - 1
  const needs = entry.verdict === 'failed' || entry.verdict === 'blocked'
  return (
    <section aria-label={t('run.stepOf', { n: at + 1, count: last + 1 })} className={css.step}>
      <div className={css.stepHead}>
        <span className="muted small">{t('run.stepOf', { n: at + 1, count: last + 1 })}</span>
        <span className="grow" />
        <Button small look="icon" glyph="ui-up" disabled={at === 0} aria-label={t('run.before')} onClick={() => onGo(at - 1)} />
        <Button
          small
          look="icon"
          glyph="ui-down"
          disabled={at === last}
          aria-label={t('run.next')}
          onClick={() => onGo(at + 1)}
        />
      </div>
      <p className={css.todo} aria-live="polite">
        {step.text || title}
      </p>
      <div className={css.expected}>
        <h2>{t('run.expected')}</h2>
        <p>{step.expected || whole || t('run.expectedNothing')}</p>
      </div>
      <div className={css.verdicts} role="group" aria-label={t('run.verdict')}>
        {verdicts.map((v, i) => (
          <button
            key={v}
            type="button"
            className={v === 'passed' ? undefined : css.bad}
            aria-pressed={entry.verdict === v}
            aria-keyshortcuts={`${i + 1}`}
            onClick={() => onJudge(v)}
          >
            <Glyph name={v === 'passed' ? 'ui-check' : v === 'failed' ? 'ui-close' : 'ui-lock'} size={14} />
            {t(`test.verdict.${v}`)}
            <kbd>{i + 1}</kbd>
          </button>
        ))}
        <span className="muted tiny">{t('run.keysHint')}</span>
      </div>
      <TextArea
        key={`actual ${at}`}
        label={needs ? t('run.actualNeeded') : t('run.actual')}
        value={entry.actual}
        rows={2}
        onChange={(event) => set((d) => withEntry(d, at, { actual: event.target.value }))}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
          event.preventDefault()
          set((d) => ({ ...d, step: nextStep(d) }))
        }}
      />
      <TextArea
        key={`note ${at}`}
        label={t('run.note')}
        value={entry.note}
        rows={1}
        onChange={(event) => set((d) => withEntry(d, at, { note: event.target.value }))}
      />
      <StepFiles at={at} draft={draft} set={set} />
      <FileDrop uploads={uploads} about={String(at)} label={t('run.evidenceOf', { n: at + 1 })} hint={t('run.dropHint')} />
    </section>
  )
}

function StepFiles({ at, draft, set }: Pick<RunStepProps, 'draft' | 'set'> & { at: number }) {
  const t = useT()
  const locale = useLocale()
  const mine = draft.files.map((f, i) => ({ ...f, i })).filter((f) => f.step === at)
  if (mine.length === 0) return null
  return (
    <ul className={css.files} aria-label={t('run.files')}>
      {mine.map((f) => (
        <li key={f.i}>
          <Glyph name="ui-document" size={14} />
          <span className="ellipsis">{f.name}</span>
          <span className="muted nowrap">{bytesText(locale, f.size)}</span>
          <code className={css.digest} title={f.digest}>
            {f.digest.slice(0, 19)}…
          </code>
          <Button
            small
            look="icon"
            glyph="ui-close"
            aria-label={t('run.takeFile', { name: f.name })}
            onClick={() => set((d) => ({ ...d, files: d.files.filter((_, i) => i !== f.i) }))}
          />
        </li>
      ))}
    </ul>
  )
}
