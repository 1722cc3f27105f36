import { useEffect, useRef, useState, type FormEvent } from 'react'
import { edit } from '../../api/editing'
import type { Matrix } from '../../api/matrix-queries'
import { useProject } from '../../api/project'
import { uploadFile, type Uploaded } from '../../api/upload'
import { Button } from '../../ui/Button'
import { SelectField, TextField } from '../../ui/Field'
import { FileDrop } from '../../ui/FileDrop'
import { Glyph } from '../../ui/Glyph'
import { useT } from '../../ui/language'
import { Notice } from '../../ui/Notice'
import { Dialog } from '../../ui/Overlay'
import { Problem } from '../../ui/Problem'
import { useUploads } from '../../ui/use-uploads'
import type { Spot } from './assess'
import type { CellState } from './cells'
import { useChain } from './ChainSection'
import { choicesOf, evidenceOps, nameOfProves, type NewRun, type Piece, type Proves } from './evidence'
import { useMyName } from '../../api/my-name'
import css from './Panel.module.css'

interface EvidenceDialogProps {
  matrix: Matrix
  spot: Spot
  cell: CellState
  /** What was dropped; more can be added. */
  files: File[]
  onDone: (recorded: boolean) => void
}

type Stored = Uploaded & { mediaType: string }

/** Files become evidence: what they prove is proposed from the chain, and what is missing is asked for. */
export function EvidenceDialog({ matrix, spot, cell, files, onDone }: EvidenceDialogProps) {
  const t = useT()
  const me = useMyName()
  const { project, head } = useProject()
  const { line, error, refetch } = useChain(cell.allocation, cell)
  const [stored, setStored] = useState<Stored[]>([])
  const uploads = useUploads(
    (file, options) => uploadFile(project.key, file, options),
    (done, file) => setStored((l) => [...l, { ...done, mediaType: file.type }]),
  )
  const { add } = uploads
  const begun = useRef(false)
  useEffect(() => {
    // Twice mounted in development, and a file is sent once.
    if (begun.current) return
    begun.current = true
    add(files)
  }, [add, files])
  const [title, setTitle] = useState(files[0]?.name.replace(/\.[^.]+$/, '') ?? '')
  const [chosen, setChosen] = useState('')
  const [until, setUntil] = useState('')
  const [result, setResult] = useState<NewRun['result']>('passed')
  const choices = line ? choicesOf(line) : []
  const proves = choices.find((c) => nameOfProves(c) === chosen) ?? choices[0]
  const row = matrix.rows[spot.row]!
  const place = matrix.places[spot.place]!
  const ready = stored.length > 0 && uploads.files.length === 0 && proves !== undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!ready || !proves) return
    const now = new Date().toISOString()
    const pieces = stored.map((s): Piece => ({
      title: stored.length === 1 ? title : s.name,
      fileName: s.name,
      digest: s.digest,
      mediaType: s.mediaType,
      collectedAt: now,
      collectedBy: me,
      validUntil: until,
    }))
    const run: NewRun = {
      title: proves.is === 'new run' ? `${proves.test.title}, ${head.date}` : '',
      at: now,
      result,
      tester: me,
    }
    edit(project.key, head.commit, evidenceOps(pieces, proves, cell.allocation, run), [], t('matrix.label.evidence'))
    onDone(true)
  }
  const words = (p: Proves) =>
    p.is === 'run'
      ? t('matrix.evidence.run', { run: p.run.key, title: p.run.title })
      : p.is === 'new run'
        ? t('matrix.evidence.newRun', { test: p.test.key, title: p.test.title })
        : t('matrix.evidence.allocation', { row: row.row, place: place.key })
  return (
    <Dialog open title={t('matrix.evidence.title', { row: row.row, place: place.key })} onClose={() => onDone(false)} width={520}>
      <form className="stack" onSubmit={submit}>
        {stored.length > 0 && (
          <ul className={css.stored}>
            {stored.map((s) => (
              <li key={s.digest}>
                <Glyph name="ui-check" size={14} label={t('matrix.evidence.stored')} />
                <span className="grow ellipsis">{s.name}</span>
                <span className="mono tiny muted">{s.digest.slice(7, 19)}</span>
                <Button
                  small
                  look="icon"
                  glyph="ui-close"
                  aria-label={t('matrix.evidence.leaveOut', { name: s.name })}
                  onClick={() => setStored(stored.filter((x) => x !== s))}
                />
              </li>
            ))}
          </ul>
        )}
        <FileDrop uploads={uploads} label={t('matrix.evidence.files')} small={stored.length > 0} />
        {error && <Problem error={error} onRetry={() => void refetch()} />}
        {proves && (
          <SelectField
            label={t('matrix.evidence.proves')}
            value={nameOfProves(proves)}
            onChange={(e) => setChosen(e.target.value)}
            choices={choices.map((c) => ({ value: nameOfProves(c), label: words(c) }))}
          />
        )}
        {proves?.is === 'new run' && (
          <SelectField
            label={t('matrix.form.result')}
            value={result}
            onChange={(e) => setResult(e.target.value as NewRun['result'])}
            choices={(['passed', 'failed', 'blocked'] as const).map((r) => ({ value: r, label: t(`matrix.run.${r}`) }))}
          />
        )}
        {line && cell.chain && ['no design', 'component requirement missing', 'no test'].includes(cell.chain) && (
          <Notice tone="caution">{t('matrix.evidence.still', { step: t(`chain.${cell.chain}`) })}</Notice>
        )}
        {stored.length < 2 && (
          <TextField label={t('matrix.form.title')} data-autofocus value={title} onChange={(e) => setTitle(e.target.value)} />
        )}
        <TextField
          label={t('matrix.evidence.until')}
          hint={t('matrix.evidence.untilHint')}
          type="date"
          value={until}
          onChange={(e) => setUntil(e.target.value)}
        />
        <div className="row">
          <Button type="submit" look="primary" disabled={!ready}>
            {t('matrix.evidence.record')}
          </Button>
          <Button look="quiet" onClick={() => onDone(false)}>
            {t('do.cancel')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
