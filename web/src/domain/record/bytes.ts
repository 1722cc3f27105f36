/** Bytes as text and back, by the strict rules of docs/formats/log.md: there is one way to write each. */

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** Writes bytes in base64 with padding. */
export function toBase64(bytes: Uint8Array): string {
  let out = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const n = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    const have = bytes.length - i
    out += alphabet[n >> 18]! + alphabet[(n >> 12) & 63]!
    out += have > 1 ? alphabet[(n >> 6) & 63]! : '='
    out += have > 2 ? alphabet[n & 63]! : '='
  }
  return out
}

/** Reads base64 with padding; null for anything that toBase64 would not write. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> | null {
  const bare = text.replace(/={0,2}$/, '')
  const out = new Uint8Array(Math.floor((bare.length * 3) / 4))
  let bits = 0
  let held = 0
  let at = 0
  for (const c of bare) {
    const v = alphabet.indexOf(c)
    if (v < 0) return null
    held = ((held << 6) | v) & 0xffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      out[at++] = (held >> bits) & 0xff
    }
  }
  return toBase64(out) === text ? out : null
}

/** Writes bytes as lower-case hexadecimal digits. */
export const toHex = (bytes: Uint8Array): string => [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('')

/** Reads hexadecimal digits, two for each byte. */
export function fromHex(hex: string): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(hex.length / 2)
  for (let i = 0; i < out.length; i++) out[i] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16)
  return out
}

/** Reads a hash of 32 bytes in base64, as hexadecimal digits; null if it is none. */
export function readHash(text: string): string | null {
  const bytes = text.length === 44 ? fromBase64(text) : null
  return bytes?.length === 32 ? toHex(bytes) : null
}

/** Writes a hash, given as hexadecimal digits, as logs do. */
export const writeHash = (hex: string): string => toBase64(fromHex(hex))

/** Reads a decimal number without sign and leading zero; null if it is none or too large to count with. */
export function readNumber(text: string): number | null {
  if (!/^(0|[1-9]\d{0,15})$/.test(text)) return null
  const n = Number(text)
  return Number.isSafeInteger(n) ? n : null
}
