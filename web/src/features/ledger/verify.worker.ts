/** Checks a log beside the page, so that the page stays smooth. */
import { checkWithWebCrypto } from '../../domain/record/note'
import { verifyLog } from '../../domain/record/verify-log'
import type { FromVerifier, ToVerifier } from './verify-messages'

interface Port {
  postMessage: (message: FromVerifier) => void
  onmessage: ((event: MessageEvent<ToVerifier>) => void) | null
}
const port = globalThis as unknown as Port

let give: ((piece: Uint8Array | null) => void) | null = null

port.onmessage = ({ data }) => {
  if (data.is === 'piece') {
    give?.(data.bytes)
    return
  }
  let told = 0
  const next = () =>
    new Promise<Uint8Array | null>((resolve) => {
      give = resolve
      port.postMessage({ is: 'more' })
    })
  const onCommit = (commit: number, bytes: number) => {
    const now = performance.now()
    if (now - told < 50) return
    told = now
    port.postMessage({ is: 'progress', commit, bytes })
  }
  verifyLog({ next, checkSignature: checkWithWebCrypto, key: data.key, known: data.known, onCommit }).then(
    (verdict) => port.postMessage({ is: 'verdict', verdict }),
    (error: unknown) => port.postMessage({ is: 'broken', message: error instanceof Error ? error.message : String(error) }),
  )
}
