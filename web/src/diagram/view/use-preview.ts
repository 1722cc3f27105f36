import { useEffect, useState } from 'react'
import type { Op } from '../../domain/op'
import type { WhatIf } from '../actions'

/** What is known of the consequences of steps that nobody has taken yet. */
export type Preview = { is: 'none' } | { is: 'reckoning' } | { is: 'ready'; whatIf: WhatIf } | { is: 'failed'; why: string }

const wait = 90

/** Asks for the consequences of steps once they have stayed the same for a moment. */
export function usePreview(steps: readonly Op[], ask: (steps: readonly Op[], signal: AbortSignal) => Promise<WhatIf>): Preview {
  const name = JSON.stringify(steps)
  const [answer, setAnswer] = useState<{ name: string; preview: Preview } | null>(null)
  useEffect(() => {
    if (name === '[]') return
    const stop = new AbortController()
    const timer = setTimeout(() => {
      ask(JSON.parse(name) as Op[], stop.signal).then(
        (whatIf) => setAnswer({ name, preview: { is: 'ready', whatIf } }),
        (error: unknown) => {
          if (!stop.signal.aborted)
            setAnswer({ name, preview: { is: 'failed', why: error instanceof Error ? error.message : String(error) } })
        },
      )
    }, wait)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [name, ask])
  if (name === '[]') return { is: 'none' }
  return answer?.name === name ? answer.preview : { is: 'reckoning' }
}
