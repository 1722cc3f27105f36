import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { Sha256 } from './sha256'

const bytes = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 31 + 7) & 255)

test('gives the digests of another implementation, at every length around a block', () => {
  for (const length of [...Array(200).keys(), 1000, 4096, 100_001]) {
    const data = bytes(length)
    expect(new Sha256().add(data).hex(), `${length} bytes`).toBe(createHash('sha256').update(data).digest('hex'))
  }
})

test('does not depend on how the bytes are cut', () => {
  const data = bytes(1000)
  const whole = createHash('sha256').update(data).digest('hex')
  for (const size of [1, 3, 55, 63, 64, 65, 127, 500]) {
    const sum = new Sha256()
    for (let at = 0; at < data.length; at += size) sum.add(data.subarray(at, at + size))
    expect(sum.hex(), `pieces of ${size}`).toBe(whole)
  }
})
