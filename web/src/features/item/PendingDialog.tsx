import { useQuery } from '@tanstack/react-query'
import { outbox } from '../../api/editing'
import { schemaQuery } from '../../api/queries'
import { faultPlace } from '../../domain/fault-place'
import { touched } from '../../domain/op'
import type { EditFault, Pending } from '../../domain/pending'
import { useStore } from '../../lib/use-store'
import { Button } from '../../ui/Button'
import { useFormats, useT } from '../../ui/language'
import { KeyLink } from '../../ui/navigation'
import { Empty, Notice } from '../../ui/Notice'
import { Dialog } from '../../ui/Overlay'
import { useWords } from '../../ui/words'
import { Merge } from './Merge'
import css from './Pending.module.css'

/** The edits that are not in the record: why, and what to do about each. */
export function PendingDialog({ project, onClose }: { project: string; onClose: () => void }) {
  const t = useT()
  const edits = useStore(outbox.list)
  const kept = useStore(outbox.kept)
  const open = edits.filter((e) => e.project === project && e.state.is !== 'recorded')
  // Names of properties and verbs are needed when the server is away, too.
  useQuery(schemaQuery())
  return (
    <Dialog open title={t('pending.title')} onClose={onClose} width={760}>
      {!kept && <Notice tone="caution">{t('pending.notKept')}</Notice>}
      {open.length === 0 && <Empty>{t('pending.none')}</Empty>}
      {open.map((e) => (
        <PendingEdit key={e.id} edit={e} onLeave={onClose} />
      ))}
      {open.some((e) => e.state.is === 'waiting') && (
        <Button onClick={() => outbox.retry()} glyph="ui-up">
          {t('pending.sendNow')}
        </Button>
      )}
    </Dialog>
  )
}

const shownKeys = 12

function PendingEdit({ edit, onLeave }: { edit: Pending; onLeave: () => void }) {
  const t = useT()
  const formats = useFormats()
  const keys = [...touched(edit.ops)]
  const made = edit.ops.filter((op) => op.op === 'create')
  return (
    <section className={css.edit} aria-label={keys.join(', ')}>
      <div className="row">
        <span className={`grow ${css.keys}`}>
          {made.map((op, i) => (
            <b key={i}>{t('pending.creates', { kind: t(`kind.${(op.kind ?? 'asset') as 'asset'}`), title: op.title ?? '' })}</b>
          ))}
          {keys.slice(0, shownKeys).map((key) => (
            <KeyLink key={key} item={key} onClick={onLeave} />
          ))}
          {keys.length > shownKeys && <span className="muted">{t('item.moreOf', { count: keys.length - shownKeys })}</span>}
        </span>
        <span className="muted small">{formats.brief(new Date(edit.made).toISOString(), new Date())}</span>
      </div>
      {edit.state.is === 'refused' && <Refused edit={edit} message={edit.state.message} faults={edit.state.faults ?? []} />}
      {edit.state.is === 'conflict' && <Merge edit={edit} message={edit.state.message} newest={edit.state.head} />}
      {(edit.state.is === 'waiting' || edit.state.is === 'sending') && (
        <div className="row">
          <p className="muted small grow">{t(`pending.${edit.state.is}`)}</p>
          {edit.state.is === 'waiting' && (
            <Button small look="quiet" onClick={() => outbox.discard(edit.id)}>
              {t('pending.discard')}
            </Button>
          )}
        </div>
      )}
    </section>
  )
}

const shownFaults = 20

/** Why the server refused an edit, fault by fault with its place. */
function Refused({ edit, message, faults }: { edit: Pending; message: string; faults: readonly EditFault[] }) {
  const t = useT()
  const words = useWords()
  return (
    <Notice
      tone="fault"
      actions={
        <>
          <Button small onClick={() => outbox.retry()}>
            {t('pending.sendAgain')}
          </Button>
          <Button small onClick={() => outbox.discard(edit.id)}>
            {t('pending.discard')}
          </Button>
        </>
      }
    >
      {faults.length === 0 ? (
        message
      ) : (
        <ul className={css.faults}>
          {faults.slice(0, shownFaults).map((f, i) => {
            const place = faultPlace(edit.ops, f)
            const where = [
              place.subject,
              place.field && (place.field === 'title' ? t('item.title') : words.property(place.field)),
            ]
            return (
              <li key={i}>
                {place.subject || place.field ? <b>{where.filter(Boolean).join(', ')}: </b> : null}
                {f.message}
              </li>
            )
          })}
          {faults.length > shownFaults && <li>{t('item.moreOf', { count: faults.length - shownFaults })}</li>}
        </ul>
      )}
    </Notice>
  )
}
