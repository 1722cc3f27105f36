/**
 * SHA-256 (FIPS 180-4) over bytes that come piece by piece. The browser's own
 * wants the whole file in memory, and is missing where the page did not come
 * over TLS, which is how a server on a plant network may run.
 */

/** The first 32 bits of the fractional parts of the roots of the first primes. */
function fractions(count: number, root: (n: number) => number): Uint32Array {
  const words = new Uint32Array(count)
  for (let n = 2, found = 0; found < count; n++) {
    let prime = true
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false
    if (prime) words[found++] = Math.floor((root(n) % 1) * 2 ** 32)
  }
  return words
}

const start = fractions(8, Math.sqrt)
const steps = fractions(64, Math.cbrt)

/** A digest that grows. */
export class Sha256 {
  private readonly h = start.slice()
  private readonly w = new Uint32Array(64)
  private readonly block = new Uint8Array(64)
  private filled = 0
  private length = 0

  /** Takes the next bytes. */
  add(bytes: Uint8Array): this {
    this.length += bytes.length
    let at = 0
    if (this.filled > 0) {
      at = Math.min(64 - this.filled, bytes.length)
      this.block.set(bytes.subarray(0, at), this.filled)
      this.filled += at
      if (this.filled < 64) return this
      this.mix(this.block, 0)
      this.filled = 0
    }
    for (; at + 64 <= bytes.length; at += 64) this.mix(bytes, at)
    this.block.set(bytes.subarray(at))
    this.filled = bytes.length - at
    return this
  }

  /** Ends it and gives 64 hexadecimal digits; nothing can be added after that. */
  hex(): string {
    const length = this.length
    const end = new Uint8Array(this.filled < 56 ? 64 - this.filled : 128 - this.filled)
    end[0] = 0x80
    const view = new DataView(end.buffer)
    view.setUint32(end.length - 8, Math.floor(length / 2 ** 29))
    view.setUint32(end.length - 4, (length * 8) >>> 0)
    this.add(end)
    return [...this.h].map((x) => x.toString(16).padStart(8, '0')).join('')
  }

  private mix(bytes: Uint8Array, at: number): void {
    const { w, h } = this
    for (let i = 0; i < 16; i++, at += 4)
      w[i] = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15]!
      const y = w[i - 2]!
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10)
      w[i] = w[i - 16]! + s0 + w[i - 7]! + s1
    }
    let a = h[0]! | 0
    let b = h[1]! | 0
    let c = h[2]! | 0
    let d = h[3]! | 0
    let e = h[4]! | 0
    let f = h[5]! | 0
    let g = h[6]! | 0
    let k = h[7]! | 0
    for (let i = 0; i < 64; i++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))
      const t1 = (k + s1 + ((e & f) ^ (~e & g)) + steps[i]! + w[i]!) | 0
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
      k = g
      g = f
      f = e
      e = (d + t1) | 0
      d = c
      c = b
      b = a
      a = (t1 + t2) | 0
    }
    const sums = [a, b, c, d, e, f, g, k]
    for (let i = 0; i < 8; i++) h[i] = h[i]! + sums[i]!
  }
}
