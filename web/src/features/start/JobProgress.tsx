import { ended, type Job } from '../../api/job-queries'
import { Button } from '../../ui/Button'
import { useFormats, useT } from '../../ui/language'
import { Later } from '../../ui/Later'
import css from './Import.module.css'

/** What the server calls the parts of an import. */
const known = ['reading rows', 'comparing rows', 'writing'] as const

/** How far a job is, with its count and a way to stop it. */
export function JobProgress({ job, onCancel }: { job: Job; onCancel: () => void }) {
  const t = useT()
  const formats = useFormats()
  const { what, done, total } = job.progress
  const part = known.find((k) => k === what)
  const words = part ? t(`import.doing.${part}`) : job.state === 'queued' ? t('import.queued') : what || t('import.begins')
  const count =
    total > 0
      ? t('import.countOf', { done: formats.number(done), total: formats.number(total) })
      : done > 0
        ? formats.number(done)
        : ''
  return (
    <Later>
      <div className={css.progress} role="status">
        <div className="row">
          <b className="grow">{job.params.name ?? t('import.list')}</b>
          {!ended(job) && (
            <Button small onClick={onCancel}>
              {t('do.cancel')}
            </Button>
          )}
        </div>
        <div
          className={css.bar}
          role="progressbar"
          aria-label={words}
          aria-valuemin={0}
          aria-valuemax={total > 0 ? total : undefined}
          aria-valuenow={total > 0 ? done : undefined}
        >
          <i style={{ width: total > 0 ? `${Math.min(100, (100 * done) / total)}%` : '12%' }} />
        </div>
        <span className="muted small">
          {words} {count}
        </span>
      </div>
    </Later>
  )
}
