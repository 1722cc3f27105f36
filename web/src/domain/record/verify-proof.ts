/** Checks a proof of single commits (docs/formats/proof.md). */
import { Sha256 } from '../../lib/sha256'
import { readHash, readNumber, writeHash } from './bytes'
import { readCheckpoint, readKey, type Checkpoint, type CheckSignature } from './note'
import { Broken, Reader } from './reader'
import { followProof, leafHash, type PathStep } from './tree'

/** A commit that the signed log holds. */
export interface ProvenCommit {
  number: number
  leaf: string
  path: PathStep[]
  /** The bytes as text; JSON by docs/formats/commit.md. */
  text: string
}

export type ProofVerdict =
  | { good: true; subject: string; keyText: string; checkpoint: Checkpoint; signed: boolean; commits: ProvenCommit[] }
  | { good: false; part: 'form' | 'signature' | 'commit' | 'hash' | 'proof' | 'subject'; commit?: number }

class Fault extends Error {
  constructor(
    readonly part: Exclude<ProofVerdict, { good: true }>['part'],
    readonly commit?: number,
  ) {
    super(part)
  }
}

interface Read {
  number: number
  said: string
  leaf: string
  proof: string[]
  text: string
}

/** Checks a proof that is in memory. */
export async function verifyProof(file: Uint8Array, checkSignature: CheckSignature): Promise<ProofVerdict> {
  try {
    return await check(file, checkSignature)
  } catch (error) {
    if (error instanceof Fault) return { good: false, part: error.part, commit: error.commit }
    if (error instanceof Broken) return { good: false, part: 'form' }
    throw error
  }
}

async function check(file: Uint8Array, checkSignature: CheckSignature): Promise<ProofVerdict> {
  let given = false
  const reader = new Reader(() => {
    const piece = given ? null : file
    given = true
    return Promise.resolve(piece)
  })
  const after = (line: string, word: string) => {
    if (!line.startsWith(word + ' ')) throw new Fault('form')
    return line.slice(word.length + 1)
  }
  if ((await reader.line()) !== 'cordon proof 1') throw new Fault('form')
  const origin = after(await reader.line(), 'origin')
  const keyText = after(await reader.line(), 'key')
  const key = readKey(keyText)
  if (!key || key.name !== origin) throw new Fault('form')
  const subject = after(await reader.line(), 'subject')
  const found = await readCommits(reader)
  let note = ''
  for (let blank = false; ;) {
    const line = await reader.line()
    note += line + '\n'
    if (blank) break
    blank = line === ''
  }
  const checkpoint = readCheckpoint(note)
  if (!checkpoint || checkpoint.origin !== origin || checkpoint.keyId !== key.id) throw new Fault('form')
  const bodyEnd = reader.offset
  const digest = after(await reader.line(), 'end')
  if (!(await reader.end())) throw new Fault('form')
  const signed = await checkSignature(key.publicKey, checkpoint.text, checkpoint.signature)
  if (signed === false) throw new Fault('signature')
  const commits = found.map((c) => prove(c, checkpoint))
  if (digest !== writeHash(new Sha256().add(file.subarray(0, bodyEnd)).hex())) throw new Fault('subject')
  return { good: true, subject, keyText, checkpoint, signed: signed === true, commits }
}

async function readCommits(reader: Reader): Promise<Read[]> {
  const out: Read[] = []
  for (;;) {
    const line = await reader.line()
    if (line === 'checkpoint' && out.length > 0) return out
    const [word, n, length, hash, ...rest] = line.split(' ')
    const number = readNumber(n ?? '')
    const count = readNumber(length ?? '')
    const said = readHash(hash ?? '')
    if (word !== 'commit' || rest.length > 0 || !number || !count || !said || number <= (out.at(-1)?.number ?? 0))
      throw new Fault('form')
    const pieces: Uint8Array[] = []
    await reader.bytes(count, (piece) => pieces.push(piece.slice()))
    const bytes = pieces[0]!
    if ((await reader.line()) !== '') throw new Fault('commit', number)
    const steps = readNumber(/^proof (\d+)$/.exec(await reader.line())?.[1] ?? '')
    if (steps === null || steps > 48) throw new Fault('proof', number)
    const proof: string[] = []
    for (let i = 0; i < steps; i++) {
      const step = readHash(await reader.line())
      if (!step) throw new Fault('proof', number)
      proof.push(step)
    }
    out.push({ number, said, leaf: leafHash(bytes), proof, text: new TextDecoder().decode(bytes) })
  }
}

function prove(c: Read, checkpoint: Checkpoint): ProvenCommit {
  const path = followProof(c.leaf, c.number - 1, checkpoint.size, c.proof)
  const leads = path !== null && (path.at(-1)?.over ?? c.leaf) === checkpoint.root
  if (c.leaf !== c.said) throw new Fault(leads ? 'hash' : 'commit', c.number)
  if (!leads) throw new Fault('proof', c.number)
  return { number: c.number, leaf: c.leaf, path, text: c.text }
}
