import { useCallback, useState } from 'react'
import type { Job } from '../../api/job-queries'
import { userId } from '../../api/session'
import { shelf } from '../../lib/kept'
import { isMends, mendsOf, noMends, type Mends } from './mending'

/**
 * What somebody has set right in the list of a job; it outlives the browser,
 * kept per user, project, file and worksheet. Where nothing is kept, that of the
 * job counts.
 */
export function useMends(project: string, job: Job | undefined): [Mends, (next: Mends) => void, () => void] {
  const list = `start.${userId()}.mends.${project}.${job?.params.file ?? ''}`
  const name = `${list}.${job?.params.sheet ?? ''}`
  const sent = job?.params.corrections
  const read = (): Mends => {
    const kept = shelf.read(name)
    return isMends(kept) ? kept : mendsOf(sent)
  }
  const [held, setHeld] = useState(() => ({ name, mends: read() }))
  let mends = held.mends
  if (held.name !== name) {
    mends = read()
    setHeld({ name, mends })
  }
  const set = useCallback(
    (next: Mends) => {
      setHeld({ name, mends: next })
      shelf.write(name, next)
    },
    [name],
  )
  /** The list is imported, or its corrections are given up. */
  const forget = useCallback(() => {
    for (const kept of shelf.names(list)) shelf.remove(kept)
    setHeld({ name, mends: noMends })
  }, [list, name])
  return [mends, set, forget]
}
