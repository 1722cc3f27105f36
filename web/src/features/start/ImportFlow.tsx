import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { cancelJob, ended, jobQuery, startJob, type Job, type JobParams } from '../../api/job-queries'
import { asProblem } from '../../api/problem'
import { useProject } from '../../api/project'
import { useT } from '../../ui/language'
import { useProjectAddress } from '../../ui/navigation'
import { Problem } from '../../ui/Problem'
import { ImportDone } from './ImportDone'
import { ImportFailed } from './ImportFailed'
import { ImportFile } from './ImportFile'
import { ImportReview } from './ImportReview'
import { JobProgress } from './JobProgress'
import { mappingText, type Reading } from './mapping'
import { corrections, mendsOf, noMends, sameMends, tooMany } from './mending'
import { useMends } from './use-mends'

/** Waits this long after a correction before the list is read again. */
const patience = 450

/**
 * The import of a list of assets: a file, what it would change, the correction
 * of its columns, and the import itself. Where it stands is a job, and the job
 * stands in the address: a reload finds it again.
 */
export function ImportFlow({ onward }: { onward: ReactNode }) {
  const t = useT()
  const { project, view, can } = useProject()
  const [address, change] = useProjectAddress()
  const queries = useQueryClient()
  const at = address.view['job'] ?? ''
  const job = useQuery({ ...jobQuery(project.key, at), enabled: at !== '' })
  const [error, setError] = useState<unknown>(null)
  const reviewed = useReviewed(job.data)
  const [mends, setMends, forgetMends] = useMends(project.key, job.data)
  const show = (id: string | null, replace = false) => {
    // An empty value is left out of the address.
    change({ view: { ...address.view, job: id ?? '' } }, { replace })
  }
  const start = async (params: JobParams, replace = false) => {
    setError(null)
    try {
      const begun = await startJob(project.key, 'import-inventory', params)
      queries.setQueryData(jobQuery(project.key, begun.id).queryKey, begun)
      show(begun.id, replace)
      return begun.id
    } catch (problem) {
      setError(problem)
      return null
    }
  }
  /** Reads the list once more, with everything that was corrected. */
  const retry = (reading: Reading | null) => {
    const before = job.data
    if (!before) return
    if (!ended(before)) void cancelJob(project.key, before.id).catch(() => undefined)
    const mapping = reading ? mappingText(reading) : before.params.mapping
    void start({ ...keep(before), mapping, corrections: corrections(mends), dry_run: true }, true)
  }
  const correction = useCorrection(retry)
  const tried = mendsOf(job.data?.params.corrections)
  const untried = job.data?.params.dry_run === true && can('import') && !sameMends(mends, tried) && !tooMany(mends)
  useLater(untried ? JSON.stringify([job.data?.id, mends]) : null, () => retry(correction.local))
  const stop = () => job.data && void cancelJob(project.key, job.data.id).then(() => job.refetch(), setError)

  if (at === '') return <ImportFile error={error} onStart={start} />
  if (job.error) {
    const gone = asProblem(job.error).kind === 'not-found'
    return gone ? (
      <ImportFailed message={t('import.gone')} onOther={() => show(null)} />
    ) : (
      <Problem error={job.error} onRetry={() => void job.refetch()} />
    )
  }
  if (!job.data) return null
  const { data } = job
  const trial = data.params.dry_run === true
  if (ended(data) && !trial && data.state === 'done')
    return <ImportDone job={data} onward={onward} onOther={() => show(null)} onDone={forgetMends} />
  const last = trial && data.state === 'done' ? data : reviewed
  if (!last || !trial)
    return ended(data) ? (
      <ImportFailed
        job={data}
        message={data.failure?.message}
        onOther={() => show(null)}
        onHeader={(row) => void start({ ...keep(data), mapping: undefined, header_row: row, dry_run: true })}
        onForget={
          data.params.corrections
            ? () => {
                setMends(noMends)
                void start({ ...data.params, corrections: undefined, dry_run: true })
              }
            : undefined
        }
        onAgain={() => void start({ ...data.params })}
      />
    ) : (
      <JobProgress job={data} onCancel={stop} />
    )
  return (
    <>
      {error !== null && <Problem error={error} />}
      <ImportReview
        key={last.params.file}
        job={last}
        head={view.key}
        local={correction.local}
        mends={mends}
        checking={!ended(data)}
        fault={ended(data) && data.state !== 'done' && data.state !== 'cancelled' ? data.failure?.message : undefined}
        onCorrect={correction.set}
        onMend={setMends}
        onSettled={correction.settle}
        onSheet={(sheet) => void start({ ...keep(data), mapping: undefined, header_row: undefined, sheet, dry_run: true }, true)}
        onMapping={(mapping) => void start({ ...keep(data), mapping, corrections: corrections(mends), dry_run: true }, true)}
        onAgain={() => {
          setMends(mendsOf(last.params.corrections))
          void start({ ...last.params }, true)
        }}
        onImport={(mapping) =>
          void start({ ...keep(last), mapping, corrections: corrections(mends), header_row: undefined, sheet: undefined })
        }
        onOther={() => show(null)}
      />
    </>
  )
}

/** What of a job names the file; the rest says how it is read. */
const keep = (job: Job): JobParams => ({
  file: job.params.file,
  name: job.params.name,
  sheet: job.params.sheet,
  header_row: job.params.header_row,
})

/** The last trial that can be shown while the next one runs. */
function useReviewed(job: Job | undefined): Job | null {
  const [last, setLast] = useState<Job | null>(null)
  const done = job && job.state === 'done' && job.params.dry_run ? job : null
  if (done && done.id !== last?.id) setLast(done)
  if (last && job && job.params.file !== last.params.file) setLast(null)
  return done ?? last
}

/** Does something a little after what is given came to be as it is; nothing for null. */
function useLater(state: string | null, act: () => void) {
  const latest = useRef(act)
  useEffect(() => {
    latest.current = act
  })
  useEffect(() => {
    if (state === null) return
    const timer = setTimeout(() => latest.current(), patience)
    return () => clearTimeout(timer)
  }, [state])
}

/** Corrections that are not read yet: they show at once and are sent a little later. */
function useCorrection(send: (reading: Reading) => void) {
  const [local, setLocal] = useState<Reading | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  const latest = useRef(send)
  useEffect(() => {
    latest.current = send
  })
  useEffect(() => () => void (timer.current && clearTimeout(timer.current)), [])
  return {
    local,
    set: (reading: Reading) => {
      setLocal(reading)
      if (timer.current) clearTimeout(timer.current)
      timer.current = setTimeout(() => {
        timer.current = null
        latest.current(reading)
      }, patience)
    },
    /** The server has read what was corrected last. */
    settle: () => {
      if (timer.current === null) setLocal(null)
    },
  }
}
