import { useEffect, useState } from 'react'
import { api, call } from '../../api/client'
import { asProblem } from '../../api/problem'
import type { View } from '../../api/project'
import type { components } from '../../api/schema'
import type { Op } from '../../domain/op'

export type WhatIf = components['schemas']['WhatIf']
export type Consequence =
  { is: 'none' } | { is: 'computing' } | { is: 'known'; answer: WhatIf } | { is: 'refused'; message: string }

/** What steps would change of vectors and findings, asked of the server without writing. */
export function useWhatIf(view: View, ops: readonly Op[]): Consequence {
  const [state, setState] = useState<Consequence>({ is: 'none' })
  useEffect(() => {
    if (ops.length === 0 || ops.length > 100_000) return
    const stop = new AbortController()
    const timer = setTimeout(() => {
      setState({ is: 'computing' })
      call(() =>
        api.POST('/api/v1/projects/{project}/what-if', {
          params: { path: { project: view.project } },
          body: { ops: [...ops] },
          signal: stop.signal,
        }),
      ).then(
        (answer) => setState({ is: 'known', answer }),
        (error: unknown) => !stop.signal.aborted && setState({ is: 'refused', message: asProblem(error).detail }),
      )
    }, 300)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [view.project, ops])
  return ops.length === 0 ? { is: 'none' } : state
}
