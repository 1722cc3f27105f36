import { useState } from 'react'
import type { Job } from '../../api/job-queries'
import { Button } from '../../ui/Button'
import { TextField } from '../../ui/Field'
import { useT } from '../../ui/language'
import { Notice } from '../../ui/Notice'
import css from './Import.module.css'

interface ImportFailedProps {
  job?: Job
  message?: string
  onOther: () => void
  onHeader?: (row: number) => void
  onAgain?: () => void
  /** Reads the list without its corrections. */
  onForget?: () => void
}

/** An import that came to no good end: why, and what can be done. */
export function ImportFailed({ job, message, onOther, onHeader, onAgain, onForget }: ImportFailedProps) {
  const t = useT()
  const [row, setRow] = useState('')
  const stopped = job?.state === 'cancelled'
  const noHeader = /no header row|header_row/.test(message ?? '')
  return (
    <div className="stack">
      <Notice tone={stopped ? 'note' : 'fault'}>
        {stopped
          ? t('import.stopped')
          : job?.state === 'interrupted'
            ? t('import.interrupted')
            : (message ?? t('problem.unknown'))}
      </Notice>
      {noHeader && onHeader && (
        <form
          className={css.headerRow}
          onSubmit={(event) => {
            event.preventDefault()
            onHeader(Number(row))
          }}
        >
          <TextField
            label={t('import.headerRow')}
            hint={t('import.headerRowHint')}
            type="number"
            min={1}
            max={1000}
            required
            value={row}
            onChange={(e) => setRow(e.target.value)}
          />
          <Button type="submit">{t('import.readAgain')}</Button>
        </form>
      )}
      <div className="row">
        {onAgain && job && (stopped || job.state === 'interrupted') && (
          <Button look="primary" onClick={onAgain}>
            {t('do.retry')}
          </Button>
        )}
        {onForget && <Button onClick={onForget}>{t('import.mend.forget')}</Button>}
        <Button onClick={onOther}>{t('import.other')}</Button>
      </div>
    </div>
  )
}
