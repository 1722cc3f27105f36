/**
 * How a file comes to the server in pieces over a line that may break: what has
 * arrived stays, and the rest goes on from there. The calls are given.
 */

/** What of a file is needed; a Blob has it. */
export interface Bytes<B> {
  size: number
  slice: (from: number, to: number) => B
}

/** How far the server is. */
export interface Reached {
  id: string
  offset: number
  /** The digest of the stored file, once it is stored. */
  stored: string | null
}

/** The calls. They throw; `passing` tells whether the same call may succeed later. */
export interface UploadCalls<B> {
  begin: () => Promise<Reached>
  /** Null if the server does not know the upload (any more). */
  reached: (id: string) => Promise<Reached | null>
  /** Sends a piece; `elsewhere` if it does not begin where the server is. */
  piece: (id: string, offset: number, bytes: B) => Promise<'taken' | 'elsewhere'>
  /** Gives the digest of the stored file. */
  finish: (id: string) => Promise<string>
  passing: (error: unknown) => boolean
  wait: (failures: number) => Promise<void>
}

export interface UploadOptions {
  /** Length of a piece. */
  piece: number
  /** Failures in a row, without a byte arriving, after which it gives up. */
  patience: number
  /** The upload that an earlier page began for the same file. */
  known: string | null
  /** Told the upload, so that a later page can go on with it. */
  onBegun?: (id: string) => void
  onProgress?: (sent: number) => void
}

/** Sends a file and gives the digest under which the server keeps it. */
export async function sendInPieces<B>(file: Bytes<B>, calls: UploadCalls<B>, options: UploadOptions): Promise<string> {
  let failures = 0
  let begun = 0
  // Repeats what failed for a reason that passes; each byte that arrives renews the patience.
  const again = async <T>(call: () => Promise<T>): Promise<T> => {
    for (;;) {
      try {
        return await call()
      } catch (error) {
        if (!calls.passing(error) || ++failures >= options.patience) throw error
        await calls.wait(failures)
      }
    }
  }
  const open = async (known: string | null): Promise<Reached> => {
    const found = known === null ? null : await again(() => calls.reached(known))
    if (found) return found
    // An upload that is forgotten twice will be forgotten again.
    if (++begun > 2) throw new Error('the server keeps forgetting the upload')
    const fresh = await again(() => calls.begin())
    options.onBegun?.(fresh.id)
    return fresh
  }
  let at = await open(options.known)
  for (;;) {
    options.onProgress?.(Math.min(at.offset, file.size))
    if (at.stored !== null) return at.stored
    if (at.offset >= file.size) return again(() => calls.finish(at.id))
    const end = Math.min(at.offset + options.piece, file.size)
    const before = at.offset
    try {
      if ((await calls.piece(at.id, before, file.slice(before, end))) === 'taken') at = { ...at, offset: end }
      else {
        at = await open(at.id)
        if (at.offset === before && ++failures >= options.patience) throw new Error('the server takes no piece of the file')
      }
    } catch (error) {
      if (!calls.passing(error) || ++failures >= options.patience) throw error
      await calls.wait(failures)
      at = await open(at.id)
    }
    if (at.offset > before) failures = 0
  }
}
