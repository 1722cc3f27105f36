import { useQueries } from '@tanstack/react-query'
import { useState } from 'react'
import { outbox } from '../../api/editing'
import { useProject, viewOf } from '../../api/project'
import { itemQuery } from '../../api/queries'
import { textOf, wordsOf } from '../../domain/field'
import { touched } from '../../domain/op'
import { clashes, type Clash, type Pending } from '../../domain/pending'
import { head } from '../../domain/state-ref'
import { useStore } from '../../lib/use-store'
import { Button } from '../../ui/Button'
import { useFormats, useT } from '../../ui/language'
import { Empty, Notice } from '../../ui/Notice'
import { Dialog } from '../../ui/Overlay'
import css from './ItemPanel.module.css'

/** The edits that are not in the record: why, and what to do about each. */
export function PendingDialog({ project, onClose }: { project: string; onClose: () => void }) {
  const t = useT()
  const edits = useStore(outbox.list)
  const kept = useStore(outbox.kept)
  const open = edits.filter((e) => e.project === project && e.state.is !== 'recorded')
  return (
    <Dialog open title={t('pending.title')} onClose={onClose} width={720}>
      {!kept && <Notice tone="caution">{t('pending.notKept')}</Notice>}
      {open.length === 0 && <Empty>{t('pending.none')}</Empty>}
      {open.map((e) => (
        <PendingEdit key={e.id} edit={e} />
      ))}
      {open.some((e) => e.state.is === 'waiting') && (
        <Button onClick={() => outbox.retry()} glyph="ui-up">
          {t('pending.sendNow')}
        </Button>
      )}
    </Dialog>
  )
}

function PendingEdit({ edit }: { edit: Pending }) {
  const t = useT()
  const formats = useFormats()
  const keys = [...touched(edit.ops)].join(', ')
  return (
    <div className={css.edit}>
      <div className="row">
        <span className="mono grow">{keys}</span>
        <span className="muted small">{formats.brief(new Date(edit.made).toISOString(), new Date())}</span>
      </div>
      {edit.state.is === 'refused' && (
        <Notice
          tone="fault"
          actions={
            <Button small onClick={() => outbox.discard(edit.id)}>
              {t('pending.discard')}
            </Button>
          }
        >
          {edit.state.message}
        </Notice>
      )}
      {edit.state.is === 'conflict' && <Merge edit={edit} message={edit.state.message} newest={edit.state.head} />}
      {(edit.state.is === 'waiting' || edit.state.is === 'sending') && (
        <p className="muted small">{t(`pending.${edit.state.is}`)}</p>
      )}
    </div>
  )
}

const nameOf = (c: Clash) => `${c.key} ${c.name}`

/** Lets the user choose between the own value and that of the other, with the base beside. */
function Merge({ edit, message, newest }: { edit: Pending; message: string; newest: number }) {
  const t = useT()
  const { head: now } = useProject()
  const view = viewOf(edit.project, head, now)
  const items = useQueries({ queries: [...touched(edit.ops)].map((key) => itemQuery(view, key)) })
  const [theirs, setTheirs] = useState<ReadonlySet<string>>(new Set())
  const found = clashes(edit, (key) => items.find((q) => q.data?.key === key)?.data)
  const choose = (c: Clash, other: boolean) => {
    const next = new Set(theirs)
    if (other) next.add(nameOf(c))
    else next.delete(nameOf(c))
    setTheirs(next)
  }
  const show = (v: Clash['base']) => (v === null ? t('field.unset') : textOf(v))
  return (
    <div className="stack">
      <Notice tone="caution">{message}</Notice>
      {found.length > 0 && (
        <div className={css.merge}>
          <span />
          <b>{t('pending.mine')}</b>
          <b>{t('pending.theirs')}</b>
          <b>{t('pending.base')}</b>
          {found.map((c) => (
            <div key={nameOf(c)} style={{ display: 'contents' }} role="radiogroup" aria-label={nameOf(c)}>
              <span className="muted">{wordsOf(c.name)}</span>
              <label>
                <input type="radio" checked={!theirs.has(nameOf(c))} onChange={() => choose(c, false)} />
                {show(c.mine)}
              </label>
              <label>
                <input type="radio" checked={theirs.has(nameOf(c))} onChange={() => choose(c, true)} />
                {show(c.theirs)}
              </label>
              <span className="muted">{show(c.base)}</span>
            </div>
          ))}
        </div>
      )}
      <div className="row">
        <Button
          look="primary"
          onClick={() =>
            outbox.settle(
              edit.id,
              Math.max(newest, now.commit),
              found.filter((c) => theirs.has(nameOf(c))),
            )
          }
        >
          {t('pending.apply')}
        </Button>
        <Button onClick={() => outbox.discard(edit.id)}>{t('pending.discard')}</Button>
      </div>
    </div>
  )
}
