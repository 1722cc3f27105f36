import { useState, type KeyboardEvent } from 'react'
import { useMyName } from '../../api/my-name'
import { Button } from '../../ui/Button'
import { TextArea, TextField } from '../../ui/Field'
import { useT } from '../../ui/language'
import { useKept } from '../../ui/use-kept'
import type { Grounds } from './assess'
import css from './Panel.module.css'

interface ReasonBoxProps {
  /** Under which what is typed outlives a reload. */
  name: string
  cells: number
  onAnswer: (why: Omit<Grounds, 'day'> | null) => void
}

/** Why rows do not apply, asked beside the cell. Ctrl+Enter records, Esc leaves everything as it was. */
export function ReasonBox({ name, cells, onAnswer }: ReasonBoxProps) {
  const t = useT()
  const me = useMyName()
  const [reason, setReason, forget] = useKept(`na.${name}`, '')
  const [by, setBy] = useState('')
  const [fault, setFault] = useState(false)
  const submit = () => {
    if (reason.trim() === '') {
      setFault(true)
      return
    }
    forget()
    onAnswer({ reason, approvedBy: by })
  }
  const keys = (event: KeyboardEvent) => {
    event.stopPropagation()
    if (event.key === 'Escape') {
      event.preventDefault()
      onAnswer(null)
    } else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey || event.target instanceof HTMLInputElement)) {
      event.preventDefault()
      submit()
    }
  }
  return (
    <div className={css.reason} role="dialog" aria-label={t('matrix.na.title', { count: cells })} onKeyDown={keys}>
      <h3>{t('matrix.na.title', { count: cells })}</h3>
      <TextArea
        label={t('matrix.na.reason')}
        autoFocus
        rows={3}
        value={reason}
        fault={fault && reason.trim() === '' ? t('matrix.na.needed') : undefined}
        onChange={(e) => setReason(e.target.value)}
      />
      <TextField
        label={t('matrix.na.approvedBy')}
        hint={t('matrix.na.approvedHint')}
        value={by}
        onChange={(e) => setBy(e.target.value)}
      />
      {me !== '' && by !== me && (
        <Button look="link" className="small" onClick={() => setBy(me)}>
          {t('matrix.na.byMe')}
        </Button>
      )}
      <div className="row">
        <Button look="primary" small onClick={submit}>
          {t('matrix.na.record')}
        </Button>
        <Button small look="quiet" onClick={() => onAnswer(null)}>
          {t('do.cancel')}
        </Button>
        <span className="grow" />
        <kbd className="nowrap">Ctrl Enter</kbd>
      </div>
    </div>
  )
}
