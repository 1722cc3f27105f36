import { call, api } from '../../api/client'
import { Sha256 } from '../../lib/sha256'

export interface Verified {
  digest: string
  size: number
}

/**
 * Reads a file of evidence to its end and takes its digest here, so that nobody
 * has to believe the server.
 */
export async function verifyFile(
  project: string,
  digest: string,
  onRead: (bytes: number) => void,
  signal: AbortSignal,
): Promise<Verified> {
  const stream = (await call(() =>
    api.GET('/api/v1/projects/{project}/evidence/{digest}', {
      params: { path: { project, digest } },
      parseAs: 'stream',
      signal,
    }),
  )) as ReadableStream<Uint8Array> | null
  const sum = new Sha256()
  let size = 0
  const reader = stream?.getReader()
  for (;;) {
    const part = await reader?.read()
    if (!part || part.done) break
    sum.add(part.value)
    size += part.value.length
    onRead(size)
  }
  return { digest: `sha256:${sum.hex()}`, size }
}
