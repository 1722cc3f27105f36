/**
 * The stream of what changes in a project. It connects again by itself, says
 * where it was so that no commit is missed, and rests while nobody looks.
 */
import { backoff } from '../lib/backoff'
import type { ChangeSummary, Head, Present } from './documents'

export type Connection = 'connecting' | 'live' | 'lost'

export interface LiveEvents {
  /** Where the record stands: on connecting, and when too much was missed. */
  onHead: (head: Head) => void
  onCommit: (change: ChangeSummary) => void
  onPresence: (people: Present[]) => void
  /** Somebody said something, or settled what was said. */
  onComments?: () => void
  onConnection: (connection: Connection) => void
  /** The stream was refused or has ended: the user may have lost the right, or the session. */
  onRefused: () => void
}

/** What is used of an EventSource, so that tests can stand in. */
export type Source = Pick<EventSource, 'addEventListener' | 'close' | 'readyState'> & {
  onerror: ((e: Event) => unknown) | null
  onopen: ((e: Event) => unknown) | null
}

export interface LiveOptions {
  open?: (address: string) => Source
  later?: (run: () => void, ms: number) => () => void
}

const closed = 2

function laterOn(run: () => void, ms: number): () => void {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}

export class LiveStream {
  private source: Source | null = null
  private last = 0
  private failures = 0
  private cancel: (() => void) | null = null
  private stopped = false
  private readonly open: (address: string) => Source
  private readonly later: (run: () => void, ms: number) => () => void

  constructor(
    private readonly project: string,
    private readonly events: LiveEvents,
    options: LiveOptions = {},
  ) {
    this.open = options.open ?? ((address) => new EventSource(address))
    this.later = options.later ?? laterOn
  }

  /** Connects; after a rest too. */
  start(): void {
    if (this.source || this.stopped) return
    this.cancel?.()
    this.cancel = null
    this.events.onConnection('connecting')
    const after = this.last > 0 ? `?after=${this.last}` : ''
    const source = this.open(`/api/v1/projects/${encodeURIComponent(this.project)}/events${after}`)
    this.source = source
    source.onopen = () => {
      this.failures = 0
      this.events.onConnection('live')
    }
    source.onerror = () => this.failed(source)
    this.listen(source, 'head', (data) => this.events.onHead(data as Head))
    this.listen(source, 'reload', (data) => this.events.onHead(data as Head))
    this.listen(source, 'commit', (data) => this.events.onCommit(data as ChangeSummary))
    this.listen(source, 'presence', (data) => this.events.onPresence((data as { people: Present[] }).people))
    this.listen(source, 'comments', () => this.events.onComments?.())
    this.listen(source, 'ended', () => {
      this.drop()
      this.again()
    })
  }

  /** Lets the connection go for a while; start connects again where it was. */
  rest(): void {
    this.cancel?.()
    this.cancel = null
    this.drop()
  }

  /** Ends the stream for good. */
  stop(): void {
    this.stopped = true
    this.rest()
  }

  private listen(source: Source, name: string, take: (data: unknown) => void) {
    source.addEventListener(name, (event) => {
      if (source !== this.source) return
      const message = event as MessageEvent<string>
      const id = Number(message.lastEventId)
      // The head that opens a stream stands before what was missed is told.
      if (name !== 'head' && id > this.last) this.last = id
      else if (name === 'head' && this.last === 0) this.last = id
      take(JSON.parse(message.data))
    })
  }

  private failed(source: Source) {
    if (source !== this.source) return
    this.events.onConnection('lost')
    // The browser comes back by itself unless the server refused; then it gives up.
    if (source.readyState !== closed) return
    this.drop()
    this.events.onRefused()
    this.again()
  }

  private again() {
    this.failures++
    this.cancel = this.later(() => this.start(), backoff(this.failures))
  }

  private drop() {
    this.source?.close()
    this.source = null
  }
}
