import { useState, type FormEvent, type KeyboardEvent } from 'react'
import { uploadFile } from '../../api/upload'
import { useProject } from '../../api/project'
import type { Target } from '../../domain/compensation'
import { Button } from '../../ui/Button'
import { CheckField, TextArea, TextField } from '../../ui/Field'
import { FileDrop } from '../../ui/FileDrop'
import { Glyph } from '../../ui/Glyph'
import { useT } from '../../ui/language'
import { Notice } from '../../ui/Notice'
import { Dialog } from '../../ui/Overlay'
import { Problem } from '../../ui/Problem'
import { useUploads } from '../../ui/use-uploads'
import { Lacks } from './Lacks'
import { MeasurePicker, Notes } from './MeasurePicker'
import { useCompensate, useRemove } from './use-compensate'
import css from './Compensate.module.css'

export interface CompensateProps {
  targets: readonly Target[]
  /** Selected rows that were left out, because they count already or nothing asks for them. */
  leftOut: number
  /** A compensation that is there and is changed; empty for a new one. */
  measure: string
  onDone: (recorded: boolean) => void
}

type Work = ReturnType<typeof useCompensate>

/** Rows are compensated: by what, why it protects as well, who approved it and until when; and what that changes. */
export function CompensateDialog({ targets, leftOut, measure, onDone }: CompensateProps) {
  const t = useT()
  const work = useCompensate(targets, measure, onDone)
  const [one] = targets
  const title =
    targets.length === 1 && one
      ? t('compensation.title', { row: one.row, place: one.place })
      : t('compensation.titleMany', { count: targets.length })
  return (
    <Dialog open title={title} onClose={work.close} width={560} top>
      {work.error && <Problem error={work.error} />}
      <Form work={work} targets={targets} leftOut={leftOut} editing={measure !== ''} onDone={onDone} />
    </Dialog>
  )
}

interface FormProps {
  work: Work
  targets: readonly Target[]
  leftOut: number
  editing: boolean
  onDone: (recorded: boolean) => void
}

function Form({ work, targets, leftOut, editing, onDone }: FormProps) {
  const t = useT()
  const { project, can } = useProject()
  const { draft, put, measure, whole } = work
  const remove = useRemove()
  const [fault, setFault] = useState(false)
  const uploads = useUploads(
    (file, options) => uploadFile(project.key, file, options),
    (done, file) =>
      work.setFiles((l) => [
        ...l,
        { title: file.name.replace(/\.[^.]+$/, ''), name: done.name, digest: done.digest, mediaType: file.type },
      ]),
  )
  const submit = (event?: FormEvent) => {
    event?.preventDefault()
    if (uploads.files.some((f) => f.state !== 'failed')) return
    if (whole) work.record()
    else setFault(true)
  }
  const keys = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    submit()
  }
  const picked = draft.measure === 'new' || measure !== null
  return (
    <form className={css.form} onSubmit={submit} onKeyDown={keys}>
      <Rows targets={targets} leftOut={leftOut} />
      {picked ? (
        <>
          {measure ? (
            <Picked work={work} editing={editing} />
          ) : (
            <NewMeasure work={work} targets={targets} fault={fault && draft.title.trim() === ''} />
          )}
          {measure && <Changes work={work} />}
          <TextArea
            label={t('compensation.justification')}
            hint={t('compensation.justificationHint')}
            rows={3}
            autoFocus={measure !== null}
            data-autofocus={measure !== null || undefined}
            value={draft.justification}
            onChange={(e) => put({ justification: e.target.value })}
          />
          <Approving work={work} />
          {can('write evidence') && (
            <div>
              <span className={css.label}>{t('compensation.evidence')}</span>
              <Stored work={work} />
              <FileDrop uploads={uploads} label={t('compensation.evidence')} hint={t('compensation.evidenceHint')} small />
            </div>
          )}
          <Outcome work={work} targets={targets} />
          <div className={css.foot}>
            <Button type="submit" look="primary" disabled={uploads.files.some((f) => f.state !== 'failed')}>
              {t(work.known && work.lacks.length > 0 ? 'compensation.recordOpen' : 'compensation.record')}
            </Button>
            <Button look="quiet" onClick={work.close}>
              {t('do.cancel')}
            </Button>
            <span className="grow" />
            {measure && work.before ? (
              <Button
                look="quiet"
                glyph="ui-close"
                onClick={() => {
                  remove(
                    measure,
                    targets.map((x) => x.allocation),
                  )
                  onDone(true)
                }}
              >
                {t('compensation.remove')}
              </Button>
            ) : (
              <kbd className="nowrap">Ctrl Enter</kbd>
            )}
          </div>
        </>
      ) : (
        work.candidates && (
          <MeasurePicker
            candidates={work.candidates}
            text={draft.search}
            onText={(search) => put({ search })}
            onPick={work.pick}
            onNew={(title) => put({ measure: 'new', title })}
          />
        )
      )}
    </form>
  )
}

/** Most rows that are named one by one. */
const few = 5

function Rows({ targets, leftOut }: { targets: readonly Target[]; leftOut: number }) {
  const t = useT()
  return (
    <div className={css.rows}>
      {targets.slice(0, few).map((x) => (
        <div key={`${x.place} ${x.row}`} className="ellipsis">
          <b>{x.row}</b> {x.title} <span className="muted">{`· ${x.place} ${x.placeTitle}`}</span>
        </div>
      ))}
      {targets.length > few && <div className="muted">{t('compensation.more', { count: targets.length - few })}</div>}
      {leftOut > 0 && <div className="muted">{t('compensation.leftOut', { count: leftOut })}</div>}
    </div>
  )
}

function Picked({ work, editing }: { work: Work; editing: boolean }) {
  const t = useT()
  const { measure, put } = work
  if (!measure) return null
  return (
    <div className={css.picked}>
      <Glyph name={measure.compensating ? 'strength-compensated' : 'ui-shield'} size={14} />
      <span className="mono">{measure.key}</span>
      <span className="grow ellipsis" title={measure.title}>
        {measure.title}
      </span>
      <Notes measure={measure} />
      {!editing && (
        <Button small look="icon" glyph="ui-close" aria-label={t('compensation.other')} onClick={() => put({ measure: '' })} />
      )}
    </div>
  )
}

function NewMeasure({ work, targets, fault }: { work: Work; targets: readonly Target[]; fault: boolean }) {
  const t = useT()
  const { draft, put } = work
  const places = [...new Set(targets.map((x) => x.place))]
  return (
    <>
      <TextField
        label={t('compensation.newTitle')}
        hint={t('compensation.newHint', { places: places.slice(0, 6).join(', ') + (places.length > 6 ? ' …' : '') })}
        required
        autoFocus
        data-autofocus
        fault={fault ? t('compensation.needsTitle') : undefined}
        value={draft.title}
        onChange={(e) => put({ title: e.target.value })}
      />
      <TextArea
        label={t('compensation.description')}
        rows={2}
        value={draft.description}
        onChange={(e) => put({ description: e.target.value })}
      />
      <CheckField
        label={t('compensation.standsAlready')}
        hint={t('compensation.standsHint')}
        checked={!draft.planned}
        onChange={(e) => put({ planned: !e.target.checked })}
      />
      <div className="row">
        <Button look="link" onClick={() => put({ measure: '', search: draft.title })}>
          {t('compensation.chooseInstead')}
        </Button>
      </div>
    </>
  )
}

/** What has to change of a countermeasure that is there, and what has to be looked at again for that. */
function Changes({ work }: { work: Work }) {
  const t = useT()
  const { draft, put, measure, shaken } = work
  if (!measure) return null
  return (
    <>
      {!measure.compensating && (
        <CheckField
          label={t('compensation.mark')}
          hint={
            measure.satisfies.length > 0
              ? t('compensation.markLoses', { count: measure.satisfies.length })
              : t('compensation.markHint')
          }
          checked={draft.mark}
          onChange={(e) => put({ mark: e.target.checked })}
        />
      )}
      {measure.planned && (
        <CheckField
          label={t('compensation.stands')}
          hint={t('compensation.standsHint')}
          checked={draft.stands}
          onChange={(e) => put({ stands: e.target.checked })}
        />
      )}
      {shaken.length > 0 && (
        <CheckField
          label={t('compensation.still')}
          hint={t('compensation.stillHint', { items: [...new Set(shaken.map((l) => l.from))].slice(0, 6).join(', ') })}
          checked={draft.still}
          onChange={(e) => put({ still: e.target.checked })}
        />
      )}
    </>
  )
}

function Approving({ work }: { work: Work }) {
  const t = useT()
  const { draft, put, me } = work
  return (
    <div>
      <div className={css.pair}>
        <TextField
          label={t('compensation.approvedBy')}
          autoComplete="off"
          value={draft.approvedBy}
          onChange={(e) => put({ approvedBy: e.target.value })}
        />
        <TextField
          label={t('compensation.until')}
          type="date"
          value={draft.until}
          onChange={(e) => put({ until: e.target.value })}
        />
      </div>
      {me !== '' && draft.approvedBy !== me && (
        <Button look="link" className="small" onClick={() => put({ approvedBy: me })}>
          {t('compensation.byMe')}
        </Button>
      )}
    </div>
  )
}

function Stored({ work }: { work: Work }) {
  const t = useT()
  if (work.files.length === 0) return null
  return (
    <ul className={css.stored}>
      {work.files.map((f) => (
        <li key={f.digest}>
          <Glyph name="ui-check" size={14} label={t('compensation.stored')} />
          <span className="grow ellipsis">{f.name}</span>
          <Button
            small
            look="icon"
            glyph="ui-close"
            aria-label={t('compensation.dropFile', { name: f.name })}
            onClick={() => work.setFiles((l) => l.filter((x) => x !== f))}
          />
        </li>
      ))}
    </ul>
  )
}

/** Whether it will count, why not yet, and what becomes of SL-A. */
function Outcome({ work, targets }: { work: Work; targets: readonly Target[] }) {
  const t = useT()
  const { effect, lacks, known } = work
  if (!known) return null
  return (
    <div className={css.outcome} role="status">
      <Lacks lacks={lacks} ahead />
      {effect && (
        <div className={css.effect}>
          {effect.moved.map((m) => (
            <span key={`${m.place} ${m.fr}`} className={m.after < m.before ? 'gap-text' : undefined}>
              {t('compensation.moves', { place: m.place, fr: m.fr, before: m.before, after: m.after })}
            </span>
          ))}
          {effect.moved.length === 0 && lacks.length === 0 && (
            <span className="muted">{t('compensation.stays', { count: targets.length })}</span>
          )}
        </div>
      )}
      {effect && effect.lost > 0 && <Notice tone="caution">{t('compensation.loses', { count: effect.lost })}</Notice>}
    </div>
  )
}
