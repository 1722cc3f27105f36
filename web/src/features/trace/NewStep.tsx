import { useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { edit } from '../../api/editing'
import { useProject } from '../../api/project'
import { levelsQuery } from '../../api/queries'
import { session } from '../../api/session'
import { uploadFile } from '../../api/upload'
import type { Properties } from '../../domain/op'
import { useStore } from '../../lib/use-store'
import { Button } from '../../ui/Button'
import { CheckField, SelectField, TextArea, TextField } from '../../ui/Field'
import { useT } from '../../ui/language'
import { Problem } from '../../ui/Problem'
import { say } from '../../ui/toast'
import { tabShelf } from '../../lib/kept'
import { useWords } from '../../ui/words'
import { createOps, type Filler } from './add-step'
import type { Gap } from './cells'

interface NewStepProps {
  gap: Gap
  filler: Filler
  onDone: () => void
}

const methods = ['test', 'inspection', 'analysis', 'demonstration']
const results = ['passed', 'failed', 'blocked']

/** What the title begins as. */
function firstTitle(gap: Gap, filler: Filler, day: string): string {
  switch (filler.kind) {
    case 'component requirement':
      return [gap.componentRow, gap.carriers?.length === 1 ? gap.carriers[0]?.title : ''].filter(Boolean).join(': ')
    case 'allocation':
      return gap.row
    case 'test run':
      return [gap.under?.title, day].filter(Boolean).join(', ')
    default:
      return ''
  }
}

/** The form of a new step. What is typed outlives a reload. */
export function NewStep({ gap, filler, onDone }: NewStepProps) {
  const t = useT()
  const words = useWords()
  const { project, head, view } = useProject()
  const who = useStore(session)
  const name = who.is === 'in' ? who.account.user.name : ''
  const levels = useQuery(levelsQuery(view, [gap.place]))
  const shelfName = `typed.step.${project.key}.${gap.place}.${gap.row}.${gap.layer}.${gap.under?.key ?? gap.componentRow ?? ''}.${filler.kind}`
  const first = {
    title: firstTitle(gap, filler, head.date),
    method: 'test',
    result: 'passed',
    status: 'existing',
    on: head.date,
    tester: name,
    ...(tabShelf.read(shelfName) as Record<string, string> | undefined),
  }
  const [typed, setTyped] = useState<Record<string, string>>(first)
  const [carriers, setCarriers] = useState<ReadonlySet<string>>(new Set(gap.carriers?.map((c) => c.key ?? '') ?? []))
  const [file, setFile] = useState<File | null>(null)
  const [sending, setSending] = useState<number | null>(null)
  const [error, setError] = useState<unknown>(null)
  const set = (field: string) => (e: { target: { value: string } }) => {
    const next = { ...typed, [field]: e.target.value }
    setTyped(next)
    tabShelf.write(shelfName, next)
  }
  const at = (field: string) => ({ value: typed[field] ?? '', onChange: set(field) })
  const choices = (list: readonly string[]) => list.map((value) => ({ value, label: words.choice(value) }))
  const save = async () => {
    const standard = levels.data?.standard
    if (!standard) return
    const properties = propertiesOf(filler.kind, typed)
    if (file) {
      setSending(0)
      const done = await uploadFile(project.key, file, {
        onProgress: (sent, total) => setSending(total === 0 ? 1 : sent / total),
      })
      Object.assign(properties, {
        digest: done.digest,
        file_name: done.name,
        media_type: file.type || 'application/octet-stream',
      })
    }
    const title = typed['title'] ?? ''
    edit(
      project.key,
      head.commit,
      createOps(gap, filler, { title, properties, carriers: [...carriers] }, standard),
      [],
      `add ${filler.kind}`,
    )
    tabShelf.remove(shelfName)
    say(t('trace.added', { title }))
    onDone()
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if ((typed['title'] ?? '').trim() === '') return
    save().catch((e: unknown) => {
      setSending(null)
      setError(e)
    })
  }
  const lacksCarrier = filler.kind === 'component requirement' && carriers.size === 0
  return (
    <form className="stack" onSubmit={submit}>
      <TextField label={t('trace.title')} required autoFocus {...at('title')} />
      {filler.kind === 'component requirement' && (
        <fieldset>
          <legend className="small">{t('trace.carriers')}</legend>
          {gap.carriers?.map((c) => (
            <CheckField
              key={c.key}
              label={`${c.key ?? ''} ${c.title ?? ''}`}
              checked={carriers.has(c.key ?? '')}
              onChange={(e) => {
                const next = new Set(carriers)
                if (e.target.checked) next.add(c.key ?? '')
                else next.delete(c.key ?? '')
                setCarriers(next)
              }}
            />
          ))}
        </fieldset>
      )}
      {filler.kind === 'component requirement' && <TextArea label={words.property('configuration')} {...at('configuration')} />}
      {filler.kind === 'design artifact' && <TextField label={words.property('document')} {...at('document')} />}
      {filler.kind === 'countermeasure' && (
        <SelectField
          label={words.property('status')}
          hint={t('trace.plannedHint')}
          choices={choices(['existing', 'planned'])}
          {...at('status')}
        />
      )}
      {filler.kind === 'test case' && (
        <>
          <SelectField label={words.property('method')} choices={choices(methods)} {...at('method')} />
          <TextArea label={words.property('procedure')} {...at('procedure')} />
          <TextField label={words.property('expected')} {...at('expected')} />
        </>
      )}
      {filler.kind === 'test run' && (
        <>
          <SelectField label={words.property('result')} choices={choices(results)} {...at('result')} />
          <TextField label={t('trace.on')} type="date" required max={head.date} {...at('on')} />
          <TextField label={words.property('tester')} {...at('tester')} />
          <TextArea label={words.property('remarks')} {...at('remarks')} />
        </>
      )}
      {filler.kind === 'evidence' && (
        <>
          <TextField
            label={t('trace.file')}
            hint={t('trace.fileHint')}
            type="file"
            required
            onChange={(e) => setFile(e.target.files?.[0] ?? null)}
          />
          <TextField label={t('trace.collectedOn')} type="date" required max={head.date} {...at('on')} />
          <TextField label={words.property('valid_until')} type="date" {...at('valid_until')} />
        </>
      )}
      {lacksCarrier && <p className="small gap-text">{t('trace.noCarrier')}</p>}
      <Problem error={error} />
      <div className="row">
        <Button type="submit" look="primary" disabled={sending !== null || lacksCarrier || !levels.data}>
          {sending !== null ? t('trace.sending', { percent: Math.round(sending * 100) }) : t('trace.addStep')}
        </Button>
        <Button onClick={onDone}>{t('do.cancel')}</Button>
      </div>
    </form>
  )
}

const fields: Record<string, readonly string[]> = {
  'component requirement': ['configuration'],
  'design artifact': ['document'],
  countermeasure: ['status'],
  'test case': ['method', 'procedure', 'expected'],
  'test run': ['result', 'tester', 'remarks'],
  evidence: ['valid_until'],
}

function propertiesOf(kind: string, typed: Record<string, string>): Properties {
  const out: Properties = {}
  for (const name of fields[kind] ?? []) if ((typed[name] ?? '').trim() !== '') out[name] = (typed[name] ?? '').trim()
  const moment = `${typed['on'] ?? ''}T12:00:00Z`
  if (kind === 'test run') out['at'] = moment
  if (kind === 'evidence') {
    out['collected_at'] = moment
    out['collected_by'] = typed['tester'] ?? ''
  }
  return out
}
