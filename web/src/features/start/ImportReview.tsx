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
import { useProjectAddress } from '../../ui/navigation'
import { ColumnTable } from './ColumnTable'
import { ImportPreview } from './ImportPreview'
import { mappingText, type Reading } from './mapping'
import { mendsOf, mostMends, placesOf, sameMends, tooMany, type Mends } from './mending'
import { MendTable } from './MendTable'
import css from './Import.module.css'

interface ImportReviewProps {
  /** The trial that is shown. */
  job: Job
  /** Names the state of the project, so that a preview of an older one says so. */
  head: string
  local: Reading | null
  mends: Mends
  checking: boolean
  fault?: string
  onCorrect: (reading: Reading) => void
  onMend: (mends: Mends) => void
  onSettled: () => void
  onSheet: (sheet: string) => void
  onMapping: (mapping: string) => void
  onAgain: () => void
  onImport: (mapping: string) => void
  onOther: () => void
}

/** What a list would change, and the columns as they were understood. */
export function ImportReview(props: ImportReviewProps) {
  const { job, local, mends, checking, fault, onSettled } = props
  const t = useT()
  const { project, head, can } = useProject()
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
  const tried = mendsOf(job.params.corrections)
  const over = tooMany(mends)
  const busy =
    checking ||
    !sameMends(mends, tried) ||
    (local !== null && report.reading !== undefined && mappingText(local) !== mappingText(report.reading))
  const places = placesOf(plan.problems, mends, tried, namesIn(report))
  const open = places.filter((p) => p.state === 'open').length
  return (
    <div className="stack">
      <Summary {...props} report={report} busy={busy} />
      {over && <Notice tone="fault">{t(`import.mend.tooMany.${over}`, { most: mostMends })}</Notice>}
      {open > 0 && !busy && can('import') && <ToMend rows={plan.left_out} />}
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
      <ImportPreview
        plan={plan}
        cut={report.cut}
        mending={
          places.length > 0 && can('import')
            ? { count: open, table: <MendTable places={places} mends={mends} onChange={props.onMend} /> }
            : undefined
        }
      />
      {reading && (
        <Card title={t('import.columns')} note={t('import.columnsNote')} aside={<Sources {...props} reading={reading} />}>
          <ColumnTable reading={reading} onChange={props.onCorrect} />
        </Card>
      )}
    </div>
  )
}

/** How a report names columns and rows that have no problem any more. */
function namesIn(report: ImportReport) {
  const plan = report.inventory
  const assets = new Map<number, string>()
  for (const a of [...(plan?.added ?? []), ...(plan?.changed ?? [])]) assets.set(a.row, a.title)
  for (const o of plan?.omitted ?? []) assets.set(o.row, o.asset ?? '')
  for (const p of plan?.problems ?? []) if (p.row && p.asset) assets.set(p.row, p.asset)
  return {
    to: (column: string) => report.reading?.columns.find((c) => c.header === column)?.to ?? '',
    asset: (row: number) => assets.get(row) ?? '',
  }
}

/** That there is something to mend, and the way to it. */
function ToMend({ rows }: { rows: number }) {
  const t = useT()
  const [address, change] = useProjectAddress()
  if (address.view['part'] === 'problems') return null
  return (
    <Notice
      tone="caution"
      actions={
        <Button small onClick={() => change({ view: { ...address.view, part: 'problems' } }, { replace: true })}>
          {t('import.mend.go')}
        </Button>
      }
    >
      {t('import.mend.some', { count: rows })}
    </Notice>
  )
}

/** The file, what becomes of it in one line, and the button that does it. */
function Summary({ job, report, busy, fault, onImport, onOther }: ImportReviewProps & { report: ImportReport; busy: boolean }) {
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
    ...(plan.omitted.length > 0 ? ([['omitted', plan.omitted.length]] as const) : []),
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
        {busy && fault ? null : busy ? (
          <Later>
            <span className="muted small">{t('import.checking')}</span>
          </Later>
        ) : (
          nothing && <span className="muted small">{t(plan.left_out > 0 ? 'import.nothingRight' : 'import.nothing')}</span>
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
