import { useCallback, useEffect, useMemo, useRef, type ClipboardEvent } from 'react'
import { outbox } from '../../api/editing'
import { useProject } from '../../api/project'
import { uploadFile, type Uploaded } from '../../api/upload'
import { Button } from '../../ui/Button'
import { useCommands, type Command } from '../../ui/commands'
import { filesOf } from '../../ui/FileDrop'
import { useT } from '../../ui/language'
import { useUploads } from '../../ui/use-uploads'
import type { Verdict } from './cases'
import { isTouched, lacking, nextStep, resultOf, runOps, stepsOf, withEntry, type RunDraft } from './run-draft'
import { RunFinish } from './RunFinish'
import type { TestText } from './RunScreen'
import { RunStep } from './RunStep'
import { useAssets } from './use-tested'
import { VerdictSign } from './CaseState'
import css from './Run.module.css'

interface RunFormProps {
  test: TestText
  campaign: string | null
  draft: RunDraft
  set: (next: RunDraft | ((before: RunDraft) => RunDraft)) => void
  drop: () => void
}

/** The form of a run: its steps at the left, one of them open, and what the whole is about at the right. */
export function RunForm({ test, campaign, draft, set, drop }: RunFormProps) {
  const t = useT()
  const { project } = useProject()
  const steps = useMemo(() => stepsOf(draft.procedure, draft.expected), [draft.procedure, draft.expected])
  const assets = useAssets(draft.assets)
  const stage = useRef<HTMLDivElement>(null)
  const go = useCallback((step: number) => set((d) => ({ ...d, step: Math.max(0, Math.min(step, d.entries.length - 1)) })), [set])
  const onStored = useCallback(
    (stored: Uploaded, file: File, about: string) =>
      set((d) => ({ ...d, files: [...d.files, { ...stored, mediaType: file.type, step: Number(about) }] })),
    [set],
  )
  const uploads = useUploads(
    useCallback((file: File, options) => uploadFile(project.key, file, options), [project.key]),
    onStored,
  )
  const judge = useCallback(
    (verdict: Verdict) => {
      set((d) => {
        const judged = withEntry(d, d.step, { verdict })
        // Who says that something went wrong also has to say what.
        return verdict === 'passed' ? { ...judged, step: nextStep(judged) } : judged
      })
      if (verdict !== 'passed') stage.current?.querySelector('textarea')?.focus()
    },
    [set],
  )
  useRunKeys(judge, draft.step, go)
  useLeaving(uploads.files.length > 0)
  // Pictures of the screen are pasted wherever one is in the form.
  const onPaste = (event: ClipboardEvent) => {
    const files = filesOf(event.clipboardData)
    if (files.length === 0) return
    event.preventDefault()
    uploads.add(files.map(named), String(draft.step))
  }
  const finish = () => {
    const at = new Date().toISOString()
    const words = {
      step: (n: number, verdict: Verdict | null) =>
        t('run.record.step', { n, verdict: verdict === null ? t('test.verdict.open') : t(`test.state.${verdict}`) }),
      note: (text: string) => t('run.record.note', { text }),
      testedOn: (list: string) => t('run.record.testedOn', { assets: list }),
      firmware: (version: string) => t('run.record.firmware', { version }),
    }
    const ops = runOps(draft, { test, campaign, at, assets, words })
    if (ops.length === 0) return
    const pending = outbox.add({ project: project.key, ops, label: 'test run' })
    set((d) => ({ ...d, sent: { id: pending.id, at } }))
  }
  return (
    <div className={css.form} onPaste={onPaste}>
      <ol className={css.steps} aria-label={t('run.steps')}>
        {steps.map((step, i) => (
          <li key={i}>
            <button type="button" aria-current={i === draft.step ? 'step' : undefined} onClick={() => go(i)}>
              <span className={css.number}>{i + 1}</span>
              <span className={css.stepText}>{step.text || test.title}</span>
              <VerdictSign verdict={draft.entries[i]?.verdict ?? null} />
            </button>
          </li>
        ))}
      </ol>
      <div ref={stage} className={css.stage}>
        <RunStep
          step={steps[draft.step] ?? { text: '', expected: '' }}
          title={test.title}
          whole={draft.expected}
          draft={draft}
          set={set}
          uploads={uploads}
          onJudge={judge}
          onGo={go}
        />
      </div>
      <RunFinish
        draft={draft}
        set={set}
        assets={assets}
        result={resultOf(draft.entries)}
        lacks={lacking(draft)}
        sending={uploads.files.length}
        onFinish={finish}
      >
        {isTouched(draft) && (
          <Button look="quiet" onClick={drop}>
            {t('run.discard')}
          </Button>
        )}
      </RunFinish>
    </div>
  )
}

/** A picture of the clipboard has the same name as all others; the moment tells them apart. */
const named = (file: File): File =>
  /^image\.\w+$/.test(file.name)
    ? new File([file], `${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}-${file.name}`, { type: file.type })
    : file

function useRunKeys(judge: (verdict: Verdict) => void, step: number, go: (step: number) => void): void {
  const t = useT()
  useCommands(
    useMemo(() => {
      const group = t('run.keys')
      const verdicts = ['passed', 'failed', 'blocked'] as const
      const both = (id: string, label: string, chord: string, alt: string, run: () => void): Command[] => [
        { id, label, group, chord, run },
        { id: `${id}-typing`, label, group, chord: alt, run },
      ]
      return [
        ...verdicts.flatMap((v, i) => both(`run-${v}`, t(`test.verdict.${v}`), `${i + 1}`, `Alt+${i + 1}`, () => judge(v))),
        ...both('run-next', t('run.next'), 'J', 'Alt+ArrowDown', () => go(step + 1)),
        ...both('run-before', t('run.before'), 'K', 'Alt+ArrowUp', () => go(step - 1)),
      ]
    }, [t, judge, step, go]),
  )
}

/** A file on its way is the one thing that a reload loses; the browser asks before. */
function useLeaving(sending: boolean): void {
  useEffect(() => {
    if (!sending) return
    const ask = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', ask)
    return () => window.removeEventListener('beforeunload', ask)
  }, [sending])
}
