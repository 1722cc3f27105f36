import { useState, type FormEvent } from 'react'
import { makeBaseline } from '../../api/history-queries'
import { useProject } from '../../api/project'
import { Button } from '../../ui/Button'
import { TextArea, TextField } from '../../ui/Field'
import { useT } from '../../ui/language'
import { Dialog } from '../../ui/Overlay'
import { Problem } from '../../ui/Problem'
import { say } from '../../ui/toast'
import { useKept } from '../../ui/use-kept'
import css from './Ledger.module.css'

/** Gives a state a name. */
export function BaselineDialog({ at, said, onClose }: { at: string; said: string; onClose: () => void }) {
  const t = useT()
  const { project } = useProject()
  const [title, setTitle, forgetTitle] = useKept(`baseline.title.${project.key}`, '')
  const [message, setMessage, forgetMessage] = useKept(`baseline.why.${project.key}`, '')
  const [error, setError] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const send = async (event: FormEvent) => {
    event.preventDefault()
    setBusy(true)
    setError(null)
    try {
      const done = await makeBaseline(project.key, at, title.trim(), message.trim())
      forgetTitle()
      forgetMessage()
      say(t('history.baseline.made', { key: done.items[0]?.key ?? '', title: title.trim() }))
      onClose()
    } catch (e) {
      setError(e)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Dialog open title={t('history.baseline.title', { state: said })} onClose={onClose}>
      <form className="stack" onSubmit={(e) => void send(e)}>
        <TextField
          label={t('history.baseline.name')}
          hint={t('history.baseline.nameHint')}
          value={title}
          onChange={(e) => setTitle(e.target.value)}
          maxLength={300}
          data-autofocus
        />
        <TextArea label={t('history.why')} value={message} onChange={(e) => setMessage(e.target.value)} />
        {error !== null && <Problem error={error} />}
        <div className={css.dialogFoot}>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
          <Button type="submit" look="primary" disabled={busy || title.trim() === ''}>
            {t('history.baseline.make')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
