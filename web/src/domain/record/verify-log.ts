/**
 * Checks an exported log (docs/formats/log.md) in one pass, in memory that does
 * not depend on its length. A second verifier beside internal/ledger: it shares
 * no code with it, only the page and its examples.
 */
import { readHash, readNumber } from './bytes'
import { readCheckpoint, readKey, type Checkpoint, type CheckSignature, type VerifierKey } from './note'
import { Broken, Reader } from './reader'
import { startLeaf, Tree } from './tree'

/** What is known from elsewhere about the same record: its tree had this root when it had this size. */
export interface Known {
  size: number
  root: string
  /** A word for the caller. */
  from: 'kept' | 'server'
}

/** What a log was found to prove. */
export interface Proved {
  origin: string
  size: number
  root: string
  keyText: string
  key: VerifierKey
  /** False where the browser cannot check Ed25519: then the numbers agree and nobody vouches for them. */
  signed: boolean
  /** Hashes computed. */
  hashes: number
  bytes: number
  /** The checkpoint as it stands in the file. */
  checkpoint: string
  agrees: Known[]
}

/** The part that is not as it was signed. */
export type Part =
  | { part: 'header' | 'checkpoint' | 'signature' | 'trailer' | 'key' }
  | { part: 'commit'; commit: number; sure: 'yes' | 'more' | 'undecided' | 'form' }
  | { part: 'hash' | 'after' | 'count'; commit: number }
  | { part: 'commits' | 'known'; from: number; to: number; known?: Known }

export type Verdict = { good: true; proved: Proved } | { good: false; fault: Part }

export interface Question {
  /** The pieces of the file in order; null at its end. */
  next: () => Promise<Uint8Array | null>
  checkSignature: CheckSignature
  /** The key the file must have been signed with, if one is known. */
  key?: string
  known?: readonly Known[]
  /** Told after each commit. */
  onCommit?: (number: number, bytes: number) => void
}

class Fault extends Error {
  constructor(readonly fault: Part) {
    super(fault.part)
  }
}

const mostBytes = 2 ** 30

/** Reads the whole file and says what it proves, or what is not as it was signed. */
export async function verifyLog(question: Question): Promise<Verdict> {
  const run = new Run(question)
  try {
    return { good: true, proved: await run.all() }
  } catch (error) {
    if (!(error instanceof Fault)) throw error
    return { good: false, fault: run.earlier(error.fault) }
  }
}

class Run {
  private readonly file: Reader
  private readonly written = new Tree()
  /** A tree over the bytes from the first commit on whose bytes do not fit the hash beside them. */
  private read: Tree | null = null
  private firstBad = 0
  private hashes = 0
  private readonly known: Known[]
  private readonly agrees: Known[] = []
  private missed: Known | null = null
  private key: VerifierKey | null = null
  private keyText = ''
  /** Set when the checkpoint is good; from then on faults are not undecided. */
  private judged = false

  constructor(private readonly q: Question) {
    this.file = new Reader(q.next)
    this.known = [...(q.known ?? [])].sort((a, b) => a.size - b.size)
  }

  async all(): Promise<Proved> {
    await this.header()
    this.compareKnown()
    await this.commits()
    const note = await this.note()
    const signed = await this.signature(note.checkpoint)
    this.judge(note.checkpoint)
    if ((await this.within(() => this.file.end(), { part: 'trailer' })) !== true) throw new Fault({ part: 'trailer' })
    return {
      origin: note.checkpoint.origin,
      size: note.checkpoint.size,
      root: note.checkpoint.root,
      keyText: this.keyText,
      key: this.key!,
      signed,
      hashes: this.hashes,
      bytes: this.file.offset,
      checkpoint: note.text,
      agrees: this.agrees,
    }
  }

  /** When several parts are bad, the first in the file is named. */
  earlier(fault: Part): Part {
    return this.firstBad > 0 && !this.judged ? { part: 'commit', commit: this.firstBad, sure: 'undecided' } : fault
  }

  private async within<T>(read: () => Promise<T>, fault: Part): Promise<T> {
    try {
      return await read()
    } catch (error) {
      throw error instanceof Broken ? new Fault(fault) : error
    }
  }

  private line = (fault: Part) => this.within(() => this.file.line(), fault)

  private async header(): Promise<void> {
    const bad: Part = { part: 'header' }
    const first = await this.line(bad)
    const [origin, key] = [await this.line(bad), await this.line(bad)]
    if (first !== 'cordon log 1' || !origin.startsWith('origin ') || !key.startsWith('key ')) throw new Fault(bad)
    this.keyText = key.slice(4)
    this.key = readKey(this.keyText)
    if (!this.key || this.key.name !== origin.slice(7)) throw new Fault(bad)
    if (this.q.key !== undefined && this.q.key !== this.keyText) throw new Fault({ part: 'key' })
  }

  private async commits(): Promise<void> {
    for (;;) {
      const number = this.written.size + 1
      const line = await this.line({ part: 'after', commit: number - 1 })
      if (line === 'checkpoint') return
      const [word, n, length, hash, ...rest] = line.split(' ')
      if (word !== 'commit') throw new Fault({ part: 'after', commit: number - 1 })
      const bad: Part = { part: 'commit', commit: number, sure: 'form' }
      const count = readNumber(length ?? '')
      const said = readHash(hash ?? '')
      if (rest.length > 0 || n !== String(number) || !count || count > mostBytes || !said) throw new Fault(bad)
      const leaf = startLeaf()
      await this.within(() => this.file.bytes(count, (piece) => leaf.add(piece)), bad)
      let end = -1
      await this.within(() => this.file.bytes(1, (piece) => (end = piece[0]!)), bad)
      if (end !== 10) throw new Fault(bad)
      this.grow(number, said, leaf.hex())
      this.compareKnown()
      this.q.onCommit?.(number, this.file.offset)
    }
  }

  private grow(number: number, said: string, found: string): void {
    if (said !== found && this.firstBad === 0) {
      this.firstBad = number
      this.read = this.written.fork()
    }
    this.written.add(said)
    this.read?.add(found)
    this.hashes += this.read ? 3 : 2
  }

  private compareKnown(): void {
    while (this.known[0]?.size === this.written.size) {
      const known = this.known.shift()!
      if ((this.read ?? this.written).root() === known.root) this.agrees.push(known)
      else this.missed ??= known
    }
  }

  private async note(): Promise<{ checkpoint: Checkpoint; text: string }> {
    const bad: Part = { part: 'checkpoint' }
    let text = ''
    for (let blank = false; ;) {
      const line = await this.line(bad)
      text += line + '\n'
      if (text.length > 65536) throw new Fault(bad)
      if (blank) break
      blank = line === ''
    }
    const checkpoint = readCheckpoint(text)
    if (!checkpoint || checkpoint.origin !== this.key!.name || checkpoint.keyId !== this.key!.id) throw new Fault(bad)
    return { checkpoint, text }
  }

  private async signature(checkpoint: Checkpoint): Promise<boolean> {
    const good = await this.q.checkSignature(this.key!.publicKey, checkpoint.text, checkpoint.signature)
    if (good === false) throw new Fault({ part: 'signature' })
    const end = await this.line({ part: 'trailer' })
    if (end !== 'end') throw new Fault({ part: 'trailer' })
    return good === true
  }

  /** Decides, by the signed root, which part is not as it was signed. */
  private judge(checkpoint: Checkpoint): void {
    this.judged = true
    const count = this.written.size
    if (checkpoint.size !== count) throw new Fault({ part: 'count', commit: Math.min(checkpoint.size, count) + 1 })
    const said = this.written.root()
    if (this.firstBad > 0) {
      if (said === checkpoint.root) throw new Fault({ part: 'commit', commit: this.firstBad, sure: 'yes' })
      if (this.read!.root() === checkpoint.root) throw new Fault({ part: 'hash', commit: this.firstBad })
      throw new Fault({ part: 'commit', commit: this.firstBad, sure: 'more' })
    }
    const from = (this.agrees.at(-1)?.size ?? 0) + 1
    if (said !== checkpoint.root) throw new Fault({ part: 'commits', from, to: count })
    if (this.missed) throw new Fault({ part: 'known', from, to: this.missed.size, known: this.missed })
    if (this.known[0]) throw new Fault({ part: 'known', from: count + 1, to: this.known[0].size, known: this.known[0] })
  }
}
