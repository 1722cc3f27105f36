import { createHash, generateKeyPairSync, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { fromBase64, fromHex, readHash, readNumber, toBase64, toHex, writeHash } from './bytes'
import { checkWithWebCrypto, fingerprint, readKey } from './note'
import { leafHash, nodeHash, Tree } from './tree'
import { verifyLog, type Known, type Part } from './verify-log'
import { verifyProof } from './verify-proof'

const page = (name: string) => readFileSync(new URL(`../../../../docs/formats/${name}.md`, import.meta.url), 'utf8')
const example = (name: string, mark: string) => {
  const found = new RegExp(`<!-- ${mark} -->\n\`\`\`text\n([\\s\\S]*?)\`\`\``).exec(page(name))
  if (!found?.[1]) throw new Error(`docs/formats/${name}.md has no ${mark}`)
  return new TextEncoder().encode(found[1])
}
const log = example('log', 'example log')
const proof = example('proof', 'example proof')

/** Gives a file in pieces of some size. */
function pieces(file: Uint8Array, size: number) {
  let at = 0
  return () => {
    if (at >= file.length) return Promise.resolve(null)
    at += size
    return Promise.resolve(file.slice(at - size, at))
  }
}
const verify = (file: Uint8Array, more: { known?: Known[]; key?: string } = {}, size = 7) =>
  verifyLog({ next: pieces(file, size), checkSignature: checkWithWebCrypto, ...more })
const faultOf = async (file: Uint8Array, more = {}): Promise<Part | null> => {
  const v = await verify(file, more)
  return v.good ? null : v.fault
}
const replaced = (file: Uint8Array, from: string, to: string) => {
  const text = new TextDecoder().decode(file)
  if (!text.includes(from)) throw new Error(`no ${from}`)
  return new TextEncoder().encode(text.replace(from, to))
}

describe('bytes', () => {
  it('writes and reads base64 in one way only', () => {
    for (let n = 0; n < 40; n++) {
      const bytes = new Uint8Array(n).map((_, i) => (i * 37 + n * 11) & 255)
      expect(toBase64(bytes)).toBe(Buffer.from(bytes).toString('base64'))
      expect(fromBase64(toBase64(bytes))).toEqual(bytes)
      expect(fromHex(toHex(bytes))).toEqual(bytes)
    }
    // The two bits left over are not zero, padding is missing, a sign is foreign.
    for (const wrong of ['TQ=', 'TR==', 'TQ', 'T===', 'TQ==\n', 'T-==']) expect(fromBase64(wrong)).toBeNull()
  })
  it('reads numbers without sign, leading zero or exponent', () => {
    expect(['0', '10', '281474976710656'].map(readNumber)).toEqual([0, 10, 2 ** 48])
    for (const wrong of ['', '01', '-1', '+1', '1e3', ' 1', '99999999999999999']) expect(readNumber(wrong)).toBeNull()
  })
})

describe('the tree', () => {
  it('has the root of RFC 6962 for every size', () => {
    const leaves = Array.from({ length: 70 }, (_, i) => leafHash(new TextEncoder().encode(`commit ${i}`)))
    const slow = (l: string[]): string => {
      if (l.length === 0) return createHash('sha256').digest('hex')
      if (l.length === 1) return l[0]!
      let k = 1
      while (k * 2 < l.length) k *= 2
      return nodeHash(slow(l.slice(0, k)), slow(l.slice(k)))
    }
    const tree = new Tree()
    expect(tree.root()).toBe(slow([]))
    leaves.forEach((leaf, i) => {
      tree.add(leaf)
      expect(tree.root()).toBe(slow(leaves.slice(0, i + 1)))
    })
  })
})

describe('an exported log', () => {
  it('proves the example of the page, in pieces of any size', async () => {
    for (const size of [1, 2, 13, 100, 10_000]) {
      const v = await verify(log, {}, size)
      expect(v).toMatchObject({ good: true, proved: { origin: 'cordon/example', size: 3, signed: true, bytes: 602 } })
      if (v.good) expect(writeHash(v.proved.root)).toBe('KHQqjMDFRwh0C4u3I/8BKc4LD5jbMR5YRXKqOmb6xwY=')
    }
  })
  it('does not prove it with any one byte changed, missing or added', async () => {
    for (let i = 0; i < log.length; i++) {
      const changed = log.slice()
      changed[i] = changed[i]! ^ 1
      const shorter = new Uint8Array([...log.slice(0, i), ...log.slice(i + 1)])
      const longer = new Uint8Array([...log.slice(0, i), 65, ...log.slice(i)])
      for (const file of [changed, shorter, longer]) expect((await verify(file, {}, 4096)).good, `byte ${i}`).toBe(false)
    }
    for (let n = 0; n < log.length; n++) expect((await verify(log.slice(0, n), {}, 4096)).good, `cut at ${n}`).toBe(false)
  }, 60_000)
  it('names what was altered', async () => {
    const of = (from: string, to: string) => faultOf(replaced(log, from, to))
    expect(await of('add controller', 'add controllor')).toEqual({ part: 'commit', commit: 2, sure: 'yes' })
    expect(await of('mGK0h7pG', 'mGK0h7pH')).toEqual({ part: 'hash', commit: 2 })
    expect(await of('commit 2 39', 'commit 3 39')).toEqual({ part: 'commit', commit: 2, sure: 'form' })
    expect(await of('commit 2 39', 'commjt 2 39')).toEqual({ part: 'after', commit: 1 })
    expect(await of('FsypQp4wAra', 'FsypQp4wArb')).toEqual({ part: 'signature' })
    expect(await of('\n3\nKHQq', '\n4\nKHQq')).toEqual({ part: 'signature' })
    expect(await of('end\n', 'end\n\n')).toEqual({ part: 'trailer' })
    expect(await of('16cca942', '16cca943')).toEqual({ part: 'header' })
    // The bytes are bad and no good checkpoint follows: which of the two was altered cannot be said.
    const both = replaced(replaced(log, 'add controller', 'add controllor'), 'FsypQp4wAra', 'FsypQp4wArb')
    expect(await faultOf(both)).toEqual({ part: 'commit', commit: 2, sure: 'undecided' })
  })
  it('finds a commit that was exchanged together with its hash', async () => {
    const bytes = '{"n":2,"message":"add controllor TC-1"}'
    const hash = writeHash(leafHash(new TextEncoder().encode(bytes)))
    const file = replaced(
      replaced(log, '{"n":2,"message":"add controller TC-1"}', bytes),
      'mGK0h7pG2DdM2S5SFa5qj121Tfu7s6LScNqwPjdkNOg=',
      hash,
    )
    expect(await faultOf(file)).toEqual({ part: 'commits', from: 1, to: 3 })
    // What was known before narrows it down.
    const one: Known = { size: 1, root: readHash('M5zj7DcWkiaW4VH8OvNfThHLH5hg1lrUgJre4hGBPhc=')!, from: 'kept' }
    expect(await faultOf(file, { known: [one] })).toEqual({ part: 'commits', from: 2, to: 3 })
  })
  it('holds a log against what is known from elsewhere', async () => {
    const one: Known = { size: 1, root: readHash('M5zj7DcWkiaW4VH8OvNfThHLH5hg1lrUgJre4hGBPhc=')!, from: 'kept' }
    expect(await verify(log, { known: [one] })).toMatchObject({ good: true, proved: { agrees: [one] } })
    const other = { ...one, root: '00'.repeat(32) }
    expect(await faultOf(log, { known: [other] })).toEqual({ part: 'known', from: 1, to: 1, known: other })
    // A record that was cut back, though signed, is not the one that was known.
    const more = { ...one, size: 9 }
    expect(await faultOf(log, { known: [more] })).toEqual({ part: 'known', from: 4, to: 9, known: more })
    const { publicKey } = generateKeyPairSync('ed25519')
    expect(publicKey.asymmetricKeyType).toBe('ed25519')
    expect(await faultOf(log, { key: 'cordon/example+00000000+AQ==' })).toEqual({ part: 'key' })
  })
  it('says where nobody can vouch for the signature', async () => {
    const v = await verifyLog({ next: pieces(log, 100), checkSignature: () => Promise.resolve(null) })
    expect(v).toMatchObject({ good: true, proved: { signed: false } })
  })
  it('takes many commits', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519')
    const raw = publicKey.export({ format: 'der', type: 'spki' }).subarray(-32)
    const name = 'cordon/many'
    const data = Buffer.concat([Buffer.from([1]), raw])
    const id = createHash('sha256').update(`${name}\n`).update(data).digest('hex').slice(0, 8)
    const tree = new Tree()
    const lines = [`cordon log 1\norigin ${name}\nkey ${name}+${id}+${data.toString('base64')}\n`]
    for (let n = 1; n <= 2000; n++) {
      const bytes = `{"n":${n},"message":"${'x'.repeat(n % 97)}"}`
      const leaf = leafHash(Buffer.from(bytes))
      tree.add(leaf)
      lines.push(`commit ${n} ${bytes.length} ${writeHash(leaf)}\n${bytes}\n`)
    }
    const text = `${name}\n2000\n${writeHash(tree.root())}\n`
    const signature = Buffer.concat([fromHex(id), sign(null, Buffer.from(text), privateKey)]).toString('base64')
    lines.push(`checkpoint\n${text}\n\u2014 ${name} ${signature}\nend\n`)
    let told = 0
    const file = Buffer.from(lines.join(''))
    const v = await verifyLog({ next: pieces(file, 65_536), checkSignature: checkWithWebCrypto, onCommit: () => told++ })
    expect(v).toMatchObject({ good: true, proved: { size: 2000, signed: true } })
    expect(told).toBe(2000)
  })
})

describe('a proof of single commits', () => {
  const check = (file: Uint8Array) => verifyProof(file, checkWithWebCrypto)
  it('proves the example of the page', async () => {
    const v = await check(proof)
    expect(v).toMatchObject({ good: true, subject: 'item TC-1', signed: true })
    if (v.good) {
      expect(v.commits.map((c) => [c.number, c.path.map((s) => s.side)])).toEqual([[2, ['left', 'right']]])
      expect(v.commits[0]!.path.at(-1)!.over).toBe(v.checkpoint.root)
    }
  })
  it('does not prove it with any one byte changed', async () => {
    for (let i = 0; i < proof.length; i++) {
      const changed = proof.slice()
      changed[i] = changed[i]! ^ 1
      expect((await check(changed)).good, `byte ${i}`).toBe(false)
    }
  }, 60_000)
  it('names what was altered', async () => {
    const of = async (from: string, to: string) => check(replaced(proof, from, to))
    expect(await of('add controller', 'add controllor')).toEqual({ good: false, part: 'commit', commit: 2 })
    expect(await of('commit 2 39 mGK0h7pG', 'commit 2 39 mGK0h7pH')).toEqual({ good: false, part: 'hash', commit: 2 })
    expect(await of('O6caed2p', 'O6caed2q')).toEqual({ good: false, part: 'proof', commit: 2 })
    expect(await of('item TC-1', 'item TC-2')).toEqual({ good: false, part: 'subject', commit: undefined })
    expect(await of('FsypQp4wAra', 'FsypQp4wArb')).toEqual({ good: false, part: 'signature', commit: undefined })
  })
})

describe('a key', () => {
  it('has a fingerprint of all its bytes', () => {
    const key = readKey('cordon/example+16cca942+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4')!
    expect(fingerprint(key)).toBe(createHash('sha256').update(key.publicKey).digest('hex').match(/.{4}/g)!.join(' '))
    expect(readKey('cordon/example+16cca942+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG5')).toBeNull()
  })
})
