import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { importReportQuery, jobsQuery, type ImportReport, type Job } from '../../api/job-queries'
import { useProject } from '../../api/project'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { SelectField } from '../../ui/Field'
import { useFormats, useT } from '../../ui/language'
import { Later } from '../../ui/Later'
import { Notice } from '../../ui/Notice'
import { Problem } from '../../ui/Problem'
import { ColumnTable } from './ColumnTable'
import { ImportPreview } from './ImportPreview'
import { mappingText, type Reading } from './mapping'
import css from './Import.module.css'

interface ImportReviewProps {
  /** The trial that is shown. */
  job: Job
  /** Names the state of the project, so that a preview of an older one says so. */
  head: string
  local: Reading | null
  checking: boolean
  fault?: string
  onCorrect: (reading: Reading) => void
  onSettled: () => void
  onSheet: (sheet: string) => void
  onMapping: (mapping: string) => void
  onAgain: () => void
  onImport: (mapping: string) => void
  onOther: () => void
}

/** What a list would change, and the columns as they were understood. */
export function ImportReview(props: ImportReviewProps) {
  const { job, local, checking, fault, onSettled } = props
  const t = useT()
  const { project, head } = useProject()
  const { data: report, error, refetch } = useQuery(importReportQuery(project.key, job.id))
  useEffect(() => {
    if (report && !checking) onSettled()
  }, [report, checking]) // eslint-disable-line react-hooks/exhaustive-deps -- onSettled looks at refs only
  if (error) return <Problem error={error} onRetry={() => void refetch()} />
  const plan = report?.inventory
  if (!report || !plan)
    return (
      <Later>
        <p className="muted">{t('import.begins')}</p>
      </Later>
    )
  const reading = local ?? report.reading
  const old = report.head !== head.commit
  const busy = checking || (local !== null && report.reading !== undefined && mappingText(local) !== mappingText(report.reading))
  return (
    <div className="stack">
      <Summary {...props} report={report} busy={busy} />
      {fault && (
        <Notice
          tone="fault"
          actions={
            <Button small onClick={props.onAgain}>
              {t('import.back')}
            </Button>
          }
        >
          {fault}
        </Notice>
      )}
      {old && !busy && (
        <Notice
          tone="caution"
          actions={
            <Button small onClick={props.onAgain}>
              {t('import.readAgain')}
            </Button>
          }
        >
          {t('import.old')}
        </Notice>
      )}
      <ImportPreview plan={plan} cut={report.cut} />
      {reading && (
        <Card title={t('import.columns')} note={t('import.columnsNote')} aside={<Sources {...props} reading={reading} />}>
          <ColumnTable reading={reading} onChange={props.onCorrect} />
        </Card>
      )}
    </div>
  )
}

/** The file, what becomes of it in one line, and the button that does it. */
function Summary({ job, report, busy, onImport, onOther }: ImportReviewProps & { report: ImportReport; busy: boolean }) {
  const t = useT()
  const formats = useFormats()
  const { can } = useProject()
  const plan = report.inventory
  if (!plan) return null
  const nothing = report.ops === 0
  const counts = [
    ['added', plan.added.length],
    ['changed', plan.changed.length],
    ['unchanged', plan.unchanged],
    ['leftOut', plan.left_out],
  ] as const
  return (
    <div className={css.summary}>
      <div className={css.file}>
        <b className="ellipsis">{job.params.name ?? t('import.list')}</b>
        <span className="muted">{t('import.rows', { count: plan.rows })}</span>
        <Button look="link" onClick={onOther}>
          {t('import.other')}
        </Button>
      </div>
      <dl className={css.counts}>
        {counts.map(([name, n]) => (
          <div key={name} className={name === 'leftOut' && n > 0 ? css.bad : undefined}>
            <dd>{formats.number(n)}</dd>
            <dt>{t(`import.count.${name}`, { count: n })}</dt>
          </div>
        ))}
      </dl>
      <div className={css.act} aria-live="polite">
        {busy ? (
          <Later>
            <span className="muted small">{t('import.checking')}</span>
          </Later>
        ) : (
          nothing && <span className="muted small">{t('import.nothing')}</span>
        )}
        {can('import') && (
          <Button look="primary" disabled={busy || nothing} onClick={() => onImport(report.mapping ?? '')}>
            {nothing ? t('import.doNothing') : t('import.do', { count: plan.added.length + plan.changed.length })}
          </Button>
        )}
      </div>
    </div>
  )
}

/** The worksheet of a workbook, and the columns of an earlier import. */
function Sources({ job, reading, onSheet, onMapping }: ImportReviewProps & { reading: Reading }) {
  const t = useT()
  const formats = useFormats()
  const { project } = useProject()
  const { data } = useQuery(jobsQuery(project.key))
  const earlier = (data?.jobs ?? []).filter(
    (j) =>
      j.kind === 'import-inventory' &&
      j.state === 'done' &&
      !j.params.dry_run &&
      j.params.mapping &&
      j.params.mapping !== job.params.mapping,
  )
  return (
    <div className={css.sources}>
      {reading.sheets.length > 1 && (
        <SelectField
          label={<span className="visually-hidden">{t('import.sheet')}</span>}
          value={reading.sheet ?? ''}
          onChange={(e) => onSheet(e.target.value)}
          choices={reading.sheets.map((s) => ({ value: s, label: t('import.sheetNamed', { name: s }) }))}
        />
      )}
      {earlier.length > 0 && (
        <SelectField
          label={<span className="visually-hidden">{t('import.as')}</span>}
          value=""
          onChange={(e) => {
            const mapping = earlier.find((j) => j.id === e.target.value)?.params.mapping
            if (mapping) onMapping(mapping)
          }}
          choices={[
            { value: '', label: t('import.as') },
            ...earlier.slice(0, 8).map((j) => ({
              value: j.id,
              label: t('import.asIn', { name: j.params.name ?? '', when: formats.moment(j.created) }),
            })),
          ]}
        />
      )}
    </div>
  )
}
