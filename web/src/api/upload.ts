/**
 * Files on their way to the server. The digest is taken here first and announced,
 * so that the server refuses other bytes; long files go in pieces and go on where
 * they were after a lost connection, and after a reload once the same file is
 * chosen again.
 */
import { sendInPieces, type Reached } from '../domain/upload'
import { backoff, pause } from '../lib/backoff'
import { shelf } from '../lib/kept'
import { Sha256 } from '../lib/sha256'
import { api, call } from './client'
import type { Upload } from './documents'
import { ApiProblem, asProblem } from './problem'
import { retried } from './retry'

export interface Uploaded {
  /** sha256: and 64 hexadecimal digits; what evidence records. */
  digest: string
  size: number
  name: string
}

export interface UploadProgress {
  /** Told of the bytes that have arrived. */
  onProgress?: (sent: number, total: number) => void
  signal?: AbortSignal
}

const mebi = 1 << 20
/** Files up to this go in one request. */
const small = 4 * mebi
const piece = 4 * mebi
/** Bytes that are read at once for the digest; between them the page stays alive. */
const stretch = mebi
/** Failures in a row after which it is left to the user to go on; about two minutes. */
const patience = 9

/** The digest of a file as the server writes it. */
export async function digestOf(file: Blob, signal?: AbortSignal): Promise<string> {
  const sum = new Sha256()
  for (let at = 0; at < file.size; at += stretch) {
    signal?.throwIfAborted()
    sum.add(new Uint8Array(await file.slice(at, at + stretch).arrayBuffer()))
  }
  return `sha256:${sum.hex()}`
}

/** Stores a file in a project. It proves something once evidence records its digest. */
export async function uploadFile(project: string, file: File, options: UploadProgress = {}): Promise<Uploaded> {
  const { onProgress, signal } = options
  onProgress?.(0, file.size)
  const digest = await digestOf(file, signal)
  const stored =
    file.size <= small ? await storeAtOnce(project, file, digest, signal) : await storeInPieces(project, file, digest, options)
  // The server compares as well; this catches an answer about another file.
  if (stored !== digest) throw new ApiProblem('invalid', `The server keeps ${file.name} as ${stored}, it is ${digest}.`, 0)
  onProgress?.(file.size, file.size)
  return { digest, size: file.size, name: file.name }
}

async function storeAtOnce(project: string, file: File, digest: string, signal?: AbortSignal): Promise<string> {
  const done = await retried(
    () =>
      call(() =>
        api.POST('/api/v1/projects/{project}/evidence', {
          params: { path: { project }, query: { digest } },
          body: file as unknown as string,
          bodySerializer: (body) => body as unknown as Blob,
          headers: { 'Content-Type': 'application/octet-stream' },
          signal,
        }),
      ),
    { signal },
  )
  return done.digest
}

const reachedOf = (u: Upload): Reached => ({ id: u.id, offset: u.offset, stored: u.finished ? (u.digest ?? null) : null })

async function storeInPieces(
  project: string,
  file: File,
  digest: string,
  { onProgress, signal }: UploadProgress,
): Promise<string> {
  const name = `upload.${project}.${digest}`
  const kept = shelf.read(name)
  const path = (upload: string) => ({ path: { project, upload } })
  const stored = await sendInPieces<Blob>(
    file,
    {
      begin: async () =>
        reachedOf(
          await call(() =>
            api.POST('/api/v1/projects/{project}/uploads', {
              params: { path: { project } },
              body: { size: file.size, digest, name: file.name.slice(0, 255), media_type: file.type || undefined },
              signal,
            }),
          ),
        ),
      reached: async (id) => {
        try {
          return reachedOf(await call(() => api.GET('/api/v1/projects/{project}/uploads/{upload}', { params: path(id), signal })))
        } catch (error) {
          if (asProblem(error).kind === 'not-found') return null
          throw error
        }
      },
      piece: async (id, offset, bytes) => {
        try {
          await call(() =>
            api.PATCH('/api/v1/projects/{project}/uploads/{upload}', {
              params: { ...path(id), header: { 'Upload-Offset': offset } },
              body: bytes as unknown as string,
              bodySerializer: (body) => body as unknown as Blob,
              headers: { 'Content-Type': 'application/offset+octet-stream' },
              signal,
            }),
          )
          return 'taken'
        } catch (error) {
          const { kind } = asProblem(error)
          if (kind === 'conflict' || kind === 'not-found') return 'elsewhere'
          throw error
        }
      },
      finish: async (id) =>
        (await call(() => api.POST('/api/v1/projects/{project}/uploads/{upload}/finish', { params: path(id), signal }))).digest,
      passing: (error) => error instanceof ApiProblem && error.passing,
      wait: (failures) => pause(backoff(failures), signal),
    },
    {
      piece,
      patience,
      known: typeof kept === 'string' ? kept : null,
      onBegun: (id) => shelf.write(name, id),
      onProgress: (sent) => onProgress?.(sent, file.size),
    },
  )
  shelf.remove(name)
  return stored
}
