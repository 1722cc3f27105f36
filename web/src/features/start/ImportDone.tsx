import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, type ReactNode } from 'react'
import { moveHead } from '../../api/editing'
import { importReportQuery, jobsQuery, type Job } from '../../api/job-queries'
import { useProject } from '../../api/project'
import { Button } from '../../ui/Button'
import { useFormats, useT } from '../../ui/language'
import { Later } from '../../ui/Later'
import { Notice } from '../../ui/Notice'
import { Problem } from '../../ui/Problem'
import { ImportPreview } from './ImportPreview'

/** What an import did; it stays to be read. */
export function ImportDone({
  job,
  onward,
  onOther,
  onDone,
}: {
  job: Job
  onward: ReactNode
  onOther: () => void
  /** What was kept for it is not needed any more. */
  onDone: () => void
}) {
  const t = useT()
  const formats = useFormats()
  const { project } = useProject()
  const queries = useQueryClient()
  const { data: report, error, refetch } = useQuery(importReportQuery(project.key, job.id))
  useEffect(() => {
    if (!report) return
    moveHead(project.key, report.head)
    void queries.invalidateQueries({ queryKey: jobsQuery(project.key).queryKey })
    onDone()
  }, [report, project.key, queries]) // eslint-disable-line react-hooks/exhaustive-deps -- onDone forgets, once
  if (error) return <Problem error={error} onRetry={() => void refetch()} />
  const plan = report?.inventory
  if (!report || !plan) return <Later>{t('import.begins')}</Later>
  const made = plan.created
  return (
    <div className="stack">
      <Notice tone="met" actions={<Button onClick={onOther}>{t('import.another')}</Button>}>
        <b>
          {report.commits.length > 0
            ? t('import.done', {
                added: formats.number(plan.added.length),
                changed: formats.number(plan.changed.length),
                name: plan.file,
              })
            : t('import.doneNothing', { name: plan.file })}
        </b>{' '}
        {made.length > 0 && t('import.doneMade', { count: made.length })}{' '}
        {plan.corrected.length > 0 && t('import.doneCorrected', { count: plan.corrected.length })}{' '}
        {plan.omitted.length > 0 && t('import.doneOmitted', { count: plan.omitted.length })}{' '}
        {plan.left_out > 0 && t('import.doneLeftOut', { count: plan.left_out })}{' '}
        {report.commits[0] && t('import.doneCommit', { number: report.commits[0].number })}
      </Notice>
      {onward}
      <ImportPreview plan={plan} cut={report.cut} />
    </div>
  )
}
