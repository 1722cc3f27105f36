/** What page and worker say to each other while a record is checked. */
import type { Known, Verdict } from '../../domain/record/verify-log'

export type ToVerifier = { is: 'start'; key?: string; known: Known[] } | { is: 'piece'; bytes: Uint8Array | null }

export type FromVerifier =
  | { is: 'more' }
  | { is: 'progress'; commit: number; bytes: number }
  | { is: 'verdict'; verdict: Verdict }
  | { is: 'broken'; message: string }
