/** Keys and signed checkpoints (docs/formats/log.md). */
import { Sha256 } from '../../lib/sha256'
import { fromBase64, readHash, readNumber, toHex } from './bytes'

/** The key that checkpoints are checked with. */
export interface VerifierKey {
  name: string
  /** Eight digits that tell keys apart in signature lines. */
  id: string
  publicKey: Uint8Array<ArrayBuffer>
}

/** A checkpoint as it was read; nothing is said yet about its signature. */
export interface Checkpoint {
  origin: string
  size: number
  /** Hexadecimal digits. */
  root: string
  /** What was signed. */
  text: Uint8Array<ArrayBuffer>
  keyId: string
  signature: Uint8Array<ArrayBuffer>
}

const utf8 = new TextEncoder()
const origins = /^cordon\/[A-Za-z0-9._-]{1,100}$/
const mostCommits = 2 ** 48

export const isOrigin = (text: string): boolean => origins.test(text)

/** Reads NAME+ID+DATA; null if it is no Ed25519 key or its id does not fit. */
export function readKey(text: string): VerifierKey | null {
  const [name, id, ...rest] = text.split('+')
  if (name === undefined || id === undefined || !isOrigin(name) || !/^[0-9a-f]{8}$/.test(id)) return null
  const data = fromBase64(rest.join('+'))
  if (data?.length !== 33 || data[0] !== 1) return null
  const fits = new Sha256()
    .add(utf8.encode(name + '\n'))
    .add(data)
    .hex()
    .slice(0, 8)
  return fits === id ? { name, id, publicKey: data.slice(1) } : null
}

/** The whole public key as people compare it: SHA-256 in groups of four digits. */
export function fingerprint(key: VerifierKey): string {
  const hex = new Sha256().add(key.publicKey).hex()
  return (hex.match(/.{4}/g) ?? []).join(' ')
}

/** Reads a signed checkpoint that ends where the text ends; null if it breaks a rule. */
export function readCheckpoint(note: string): Checkpoint | null {
  const cut = note.indexOf('\n\n')
  if (cut < 0 || !note.endsWith('\n')) return null
  const text = note.slice(0, cut + 1)
  const [origin, size, root, ...more] = text.slice(0, -1).split('\n')
  const lines = note.slice(cut + 2, -1).split('\n')
  const [dash, name, signed, ...rest] = (lines[0] ?? '').split(' ')
  if (lines.length !== 1 || dash !== '\u2014' || rest.length > 0 || name !== origin) return null
  if (origin === undefined || !isOrigin(origin) || more.length > 16 || !more.every(isExtension)) return null
  const count = readNumber(size ?? '')
  const hash = readHash(root ?? '')
  const bytes = fromBase64(signed ?? '')
  if (count === null || count > mostCommits || hash === null || bytes?.length !== 68) return null
  return { origin, size: count, root: hash, text: utf8.encode(text), keyId: toHex(bytes.slice(0, 4)), signature: bytes.slice(4) }
}

// eslint-disable-next-line no-control-regex -- the rule is about control characters
const isExtension = (line: string) => line !== '' && !/[\u0000-\u001f\u007f]/.test(line)

/** Checks an Ed25519 signature; null where the browser cannot. */
export type CheckSignature = (
  publicKey: Uint8Array<ArrayBuffer>,
  text: Uint8Array<ArrayBuffer>,
  signature: Uint8Array<ArrayBuffer>,
) => Promise<boolean | null>

/** The browser's own Ed25519. It is missing in older browsers, and where the page did not come over TLS. */
export const checkWithWebCrypto: CheckSignature = async (publicKey, text, signature) => {
  const subtle = (globalThis.crypto as Crypto | undefined)?.subtle
  if (!subtle) return null
  let key: CryptoKey
  try {
    key = await subtle.importKey('raw', publicKey, { name: 'Ed25519' }, false, ['verify'])
  } catch {
    return null
  }
  return subtle.verify({ name: 'Ed25519' }, key, signature, text)
}
