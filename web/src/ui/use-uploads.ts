/** Files on their way, one after the other, with what became of each. */
import { useCallback, useEffect, useRef, useState } from 'react'
import { randomId } from '../lib/random'

/** What sends one file; see uploadFile of the API. */
export type SendFile<T> = (
  file: File,
  options: { onProgress: (sent: number, total: number) => void; signal: AbortSignal },
) => Promise<T>

export interface FileUnderWay {
  id: string
  file: File
  /** What the caller gave with it, such as the step it belongs to. */
  about: string
  sent: number
  state: 'waiting' | 'sending' | 'failed'
  error?: unknown
}

export interface Uploads {
  files: readonly FileUnderWay[]
  add: (files: Iterable<File>, about?: string) => void
  /** Stops a file and takes it from the list. */
  drop: (id: string) => void
  /** Sends a file again that failed; it goes on where it was. */
  again: (id: string) => void
}

/** Sends files; `onStored` is told of each that has arrived and may record it. It stays on the list until then. */
export function useUploads<T>(
  send: SendFile<T>,
  onStored: (stored: T, file: File, about: string) => void | Promise<void>,
): Uploads {
  const [files, setFiles] = useState<readonly FileUnderWay[]>([])
  const calls = useRef({ send, onStored })
  useEffect(() => {
    calls.current = { send, onStored }
  })
  const running = useRef<{ id: string; stop: AbortController } | null>(null)
  const patch = useCallback(
    (id: string, part: Partial<FileUnderWay>) => setFiles((l) => l.map((f) => (f.id === id ? { ...f, ...part } : f))),
    [],
  )
  useEffect(() => {
    const next = files.find((f) => f.state === 'waiting')
    if (!next || running.current) return
    const stop = new AbortController()
    running.current = { id: next.id, stop }
    const run = async () => {
      try {
        const onProgress = (sent: number) => patch(next.id, { sent })
        const stored = await calls.current.send(next.file, { onProgress, signal: stop.signal })
        await calls.current.onStored(stored, next.file, next.about)
        running.current = null
        setFiles((l) => l.filter((f) => f.id !== next.id))
      } catch (error) {
        running.current = null
        // Setting the state wakes the next one, also when this one is gone from the list.
        setFiles((l) => l.map((f) => (f.id === next.id ? { ...f, state: 'failed', error } : f)))
      }
    }
    patch(next.id, { state: 'sending' })
    void run()
  }, [files, patch])
  useEffect(() => () => running.current?.stop.abort(), [])
  const add = useCallback((more: Iterable<File>, about = '') => {
    const fresh = [...more].map((file): FileUnderWay => ({ id: randomId(), file, about, sent: 0, state: 'waiting' }))
    if (fresh.length > 0) setFiles((l) => [...l, ...fresh])
  }, [])
  const drop = useCallback((id: string) => {
    if (running.current?.id === id) running.current.stop.abort()
    setFiles((l) => l.filter((f) => f.id !== id))
  }, [])
  const again = useCallback((id: string) => patch(id, { state: 'waiting', error: undefined, sent: 0 }), [patch])
  return { files, add, drop, again }
}
