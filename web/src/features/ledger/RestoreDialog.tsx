import { useQuery } from '@tanstack/react-query'
import { useMemo, useState, type FormEvent } from 'react'
import { diffQuery, restoreState, undoCommit } from '../../api/history-queries'
import { useProject, viewOf } from '../../api/project'
import { formatStateRef, head as now, type StateRef } from '../../domain/state-ref'
import { Button } from '../../ui/Button'
import { TextField } from '../../ui/Field'
import { useT } from '../../ui/language'
import { Later } from '../../ui/Later'
import { Notice } from '../../ui/Notice'
import { Dialog } from '../../ui/Overlay'
import { Problem } from '../../ui/Problem'
import { say } from '../../ui/toast'
import { ChangeLegend, ChangeTable } from './ChangeTable'
import { inverted } from './changes'
import { LevelChanges } from './LevelChanges'
import { invertedPlaces } from './changes'
import css from './Ledger.module.css'

/** Brings everything back as it was, after showing what that means. */
export function RestoreDialog({ to, said, onClose }: { to: StateRef; said: string; onClose: () => void }) {
  const t = useT()
  const { project, head } = useProject()
  const ref = formatStateRef(to)
  const newest = viewOf(project.key, now, head)
  const { data, error } = useQuery(diffQuery(project.key, ref, newest))
  const [message, setMessage] = useState('')
  const [fault, setFault] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  // Names of states outlive going back to one.
  const items = useMemo(() => inverted(data?.items ?? []).filter((i) => !i.key.startsWith('BAS-')), [data])
  const send = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setFault(null)
    try {
      // What was shown is what is done: if others commit meanwhile, the server refuses and the preview is read anew.
      const done = await restoreState(project.key, ref, data?.to.commit ?? head.commit, message.trim())
      const by = done.commit?.number
      if (!by) say(t('history.restore.nothing'))
      else
        say(t('history.restore.done', { state: said, by }), {
          label: t('command.undo'),
          run: () => void undoCommit(project.key, by).then(() => say(t('command.undone'))),
        })
      onClose()
    } catch (e) {
      setFault(e)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog open title={t('history.restore.title', { state: said })} onClose={onClose} width={900}>
      <form className="stack" onSubmit={(e) => void send(e)}>
        <p>{t('history.restore.lead')}</p>
        {error && <Problem error={error} />}
        {!data && !error && (
          <Later>
            <p className="muted">{t('history.comparing')}</p>
          </Later>
        )}
        {data && items.length === 0 && <Notice>{t('history.restore.same')}</Notice>}
        {items.length > 0 && (
          <>
            <ChangeLegend items={items} />
            <div className={css.preview} tabIndex={0} role="region" aria-label={t('history.restore.preview')}>
              {data && data.places.length > 0 && <LevelChanges places={invertedPlaces(data.places)} />}
              <ChangeTable items={items} before={t('history.now')} after={said} />
            </div>
          </>
        )}
        <TextField label={t('history.why')} value={message} onChange={(e) => setMessage(e.target.value)} maxLength={1000} />
        {fault !== null && <Problem error={fault} />}
        <div className={css.dialogFoot}>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button type="submit" look="primary" disabled={busy || items.length === 0}>
            {t('history.restore.do')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
