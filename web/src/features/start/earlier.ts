import type { Job } from '../../api/job-queries'

/** The newest trial of each file that was not imported since, and all imports; six at most. */
export function worthShowing(jobs: readonly Job[]): Job[] {
  const seen = new Set<string>()
  return jobs
    .filter((j) => j.kind === 'import-inventory')
    .filter((j) => {
      const file = j.params.file ?? ''
      if (j.params.dry_run && (seen.has(file) || j.state === 'cancelled')) return false
      seen.add(file)
      return true
    })
    .slice(0, 6)
}
