/** The Merkle tree of a record (RFC 6962 section 2.1). Hashes are hexadecimal digits. */
import { Sha256 } from '../../lib/sha256'
import { fromHex } from './bytes'

const leafMark = new Uint8Array([0])
const nodeMark = new Uint8Array([1])

/** Begins the hash of a leaf whose bytes come piece by piece. */
export const startLeaf = (): Sha256 => new Sha256().add(leafMark)

/** The hash of a leaf. */
export const leafHash = (bytes: Uint8Array): string => startLeaf().add(bytes).hex()

/** The hash over two hashes. */
export const nodeHash = (left: string, right: string): string =>
  new Sha256().add(nodeMark).add(fromHex(left)).add(fromHex(right)).hex()

/** A tree that grows leaf by leaf and keeps only the roots of its complete parts. */
export class Tree {
  private stack: string[] = []
  private count = 0

  get size(): number {
    return this.count
  }

  /** Takes the hash of the next leaf. */
  add(leaf: string): void {
    this.stack.push(leaf)
    this.count++
    // Bits of numbers beyond 2^32 are lost to >>, so it is divided.
    for (let n = this.count; n % 2 === 0; n /= 2) {
      const right = this.stack.pop()!
      const left = this.stack.pop()!
      this.stack.push(nodeHash(left, right))
    }
  }

  /** The root over all leaves so far. */
  root(): string {
    const top = this.stack.at(-1)
    if (top === undefined) return new Sha256().hex()
    return this.stack.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), top)
  }

  /** A tree that goes on from here by itself. */
  fork(): Tree {
    const tree = new Tree()
    tree.stack = [...this.stack]
    tree.count = this.count
    return tree
  }
}

/** One step on the way from a leaf to the root: the neighbour, and on which side it stands. */
export interface PathStep {
  side: 'left' | 'right'
  hash: string
  /** The hash over both. */
  over: string
}

/**
 * Follows a proof from leaf m (counted from 0) of a tree of n leaves to the
 * root. Null if the proof has not the length that the tree demands.
 */
export function followProof(leaf: string, m: number, n: number, proof: readonly string[]): PathStep[] | null {
  const sides: PathStep['side'][] = []
  for (let size = n, at = m; size > 1;) {
    let k = 1
    while (k * 2 < size) k *= 2
    if (at < k) {
      sides.unshift('right')
      size = k
    } else {
      sides.unshift('left')
      at -= k
      size -= k
    }
  }
  if (m < 0 || m >= n || sides.length !== proof.length) return null
  let over = leaf
  return sides.map((side, i) => {
    const hash = proof[i]!
    over = side === 'right' ? nodeHash(over, hash) : nodeHash(hash, over)
    return { side, hash, over }
  })
}
