import { useCallback, useState } from 'react'
import { shelf } from '../../lib/kept'
import { isRunDraft, type RunDraft } from './run-draft'

const nameOf = (user: string, project: string, test: string, campaign: string | null) =>
  `run.${user}.${project}.${test}.${campaign ?? ''}`

/** The cases of which a run of the user waits to be gone on with in this browser. */
export const draftsOf = (user: string, project: string): string[] => {
  const start = `run.${user}.${project}.`
  return shelf.names(start).map((name) => name.slice(start.length).split('.')[0] ?? '')
}

/** The run of a case that is being carried out. It outlives the browser: a test can take days. */
export function useRunDraft(user: string, project: string, test: string, campaign: string | null) {
  const name = nameOf(user, project, test, campaign)
  const [state, setState] = useState<{ name: string; draft: RunDraft | null }>(() => ({ name, draft: read(name) }))
  // Another case in the same form is another draft.
  const draft = state.name === name ? state.draft : read(name)
  const set = useCallback(
    (next: RunDraft | ((before: RunDraft) => RunDraft)) =>
      setState((before) => {
        const old = before.name === name ? before.draft : read(name)
        const draft = typeof next === 'function' ? (old ? next(old) : null) : next
        if (draft) shelf.write(name, draft)
        return { name, draft }
      }),
    [name],
  )
  const drop = useCallback(() => {
    shelf.remove(name)
    setState({ name, draft: null })
  }, [name])
  return { draft, set, drop }
}

function read(name: string): RunDraft | null {
  const kept = shelf.read(name)
  return isRunDraft(kept) ? kept : null
}
