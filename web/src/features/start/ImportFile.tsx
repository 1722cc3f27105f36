import { useQuery } from '@tanstack/react-query'
import { jobsQuery, type JobParams } from '../../api/job-queries'
import { useProject } from '../../api/project'
import { uploadFile } from '../../api/upload'
import { Card } from '../../ui/Card'
import { FileDrop } from '../../ui/FileDrop'
import { Glyph } from '../../ui/Glyph'
import { useFormats, useT } from '../../ui/language'
import { AddressLink, useProjectAddress } from '../../ui/navigation'
import { Problem } from '../../ui/Problem'
import { Tag } from '../../ui/Tag'
import { useUploads } from '../../ui/use-uploads'
import { worthShowing } from './earlier'
import css from './Import.module.css'

/** The choice of a file, and the imports that there were. */
export function ImportFile({ error, onStart }: { error: unknown; onStart: (params: JobParams) => Promise<unknown> }) {
  const t = useT()
  const { project, can } = useProject()
  const uploads = useUploads(
    (file, options) => uploadFile(project.key, file, options),
    async (stored, file) => {
      await onStart({ file: stored.digest, name: file.name.slice(0, 255), dry_run: true })
    },
  )
  if (!can('import')) return <p className="muted">{t('import.noRight')}</p>
  return (
    <div className="stack">
      {error !== null && <Problem error={error} />}
      <FileDrop uploads={uploads} label={t('import.file')} hint={t('import.dropHint')} single />
      <ul className={css.facts}>
        {(['needs', 'languages', 'nothing', 'again'] as const).map((fact) => (
          <li key={fact}>
            <Glyph name="ui-check" size={14} />
            {t(`import.fact.${fact}`)}
          </li>
        ))}
      </ul>
      <Earlier />
    </div>
  )
}

/** Imports of this project that are under way or over. Trials that were followed by another are left out. */
function Earlier() {
  const t = useT()
  const formats = useFormats()
  const { project } = useProject()
  const [address] = useProjectAddress()
  const { data } = useQuery(jobsQuery(project.key))
  const jobs = worthShowing(data?.jobs ?? [])
  if (jobs.length === 0) return null
  return (
    <Card title={t('import.earlier')}>
      <ul className={css.earlier}>
        {jobs.map((job) => (
          <li key={job.id}>
            <AddressLink to={{ ...address, view: { ...address.view, job: job.id } }}>
              <span className="grow ellipsis">{job.params.name ?? t('import.list')}</span>
              <span className="muted">{job.params.dry_run ? t('import.trial') : t('import.real')}</span>
              <Tag tone={job.state === 'failed' ? 'gap' : job.state === 'done' ? 'met' : 'plain'}>
                {t(`import.state.${job.state}`)}
              </Tag>
              <span className="muted nowrap">{formats.moment(job.created)}</span>
            </AddressLink>
          </li>
        ))}
      </ul>
    </Card>
  )
}
