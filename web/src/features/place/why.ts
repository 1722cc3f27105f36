/** What the numbers of a place rest on, and how to say it. No React here. */
import type { RowWhy } from '../../api/documents'
import type { FrWhy } from '../../api/place-queries'
import type { StandardRow } from '../../api/standard-queries'
import type { MessageKey } from '../../messages/messages'
import { frs, type Vector } from '../../domain/sl'
import type { GlyphName } from '../../ui/glyph-names'

/** The vectors of a place whose inputs can be looked at. */
export const vectors = ['target', 'achieved', 'claimed', 'capability'] as const
export type VectorName = (typeof vectors)[number]

/** One number: a vector and an FR. */
export interface Chosen {
  vector: VectorName
  fr: number
}

/** Reads a number from the address; the largest gap where none is named. */
export function chosenOf(vector: string | undefined, fr: string | undefined, gap: Vector): Chosen {
  const found = frs.findIndex((f) => f === fr)
  const worst = gap.reduce((best, g, i) => (g > (gap[best] ?? 0) ? i : best), 0)
  return { vector: vectors.find((v) => v === vector) ?? 'achieved', fr: found >= 0 ? found : worst }
}

/** The number that an arrow key leads to. */
export function moved(at: Chosen, key: string): Chosen | null {
  const row = vectors.indexOf(at.vector)
  const to = (r: number, fr: number): Chosen | null => {
    const vector = vectors[r]
    return vector && fr >= 0 && fr < frs.length ? { vector, fr } : null
  }
  switch (key) {
    case 'ArrowLeft':
      return to(row, at.fr - 1)
    case 'ArrowRight':
      return to(row, at.fr + 1)
    case 'ArrowUp':
      return to(row - 1, at.fr)
    case 'ArrowDown':
      return to(row + 1, at.fr)
    case 'Home':
      return to(row, 0)
    case 'End':
      return to(row, frs.length - 1)
    default:
      return null
  }
}

/** The level whose rows hold a number down; null where nothing does. */
export function nextLevel(why: FrWhy, vector: VectorName): number | null {
  const now =
    vector === 'achieved'
      ? why.achieved
      : vector === 'claimed'
        ? why.claimed
        : vector === 'capability'
          ? why.capability
          : why.target
  return now >= 4 ? null : now + 1
}

const chainGlyphs: Record<string, GlyphName> = {
  'no design': 'chain-no-design',
  'component requirement missing': 'chain-component-requirement-missing',
  'no test': 'chain-no-test',
  'not run': 'chain-not-run',
  'last run failed': 'chain-last-run-failed',
  'no evidence': 'chain-no-evidence',
  'evidence not valid': 'chain-evidence-not-valid',
  suspect: 'chain-suspect',
  complete: 'chain-complete',
}

const reasons: Record<string, { glyph: GlyphName; words: MessageKey }> = {
  'not allocated': { glyph: 'chain-no-design', words: 'place.notAllocated' },
  'allocation retired': { glyph: 'strength-not-assessed', words: 'place.retired' },
  'not applicable without reason': { glyph: 'strength-not-applicable', words: 'place.naNoReason' },
  'not applicable without approval': { glyph: 'strength-not-applicable', words: 'place.naNotApproved' },
  'not applicable, but suspect': { glyph: 'marker-suspect', words: 'place.naSuspect' },
}

const assessments: Record<string, GlyphName> = {
  'not met': 'strength-gap',
  'partly met': 'strength-partly-met',
  'not assessed': 'strength-not-assessed',
}

/** What keeps a row from counting: sign, words, and the item that the broken step stands at. */
export interface Broken {
  glyph: GlyphName
  words: MessageKey
  item: string | null
  tone: '' | 'gap-text' | 'suspect-text'
}

/** The first thing that keeps a row from counting. */
export function brokenStep(row: RowWhy): Broken {
  const known = reasons[row.reason ?? '']
  if (known) return { ...known, item: row.allocation ?? null, tone: row.reason?.endsWith('suspect') ? 'suspect-text' : '' }
  if (row.reason === 'assessment' && row.assessment) {
    const words = `assessment.${row.assessment}` as MessageKey
    return {
      glyph: assessments[row.assessment] ?? 'strength-gap',
      words,
      item: null,
      tone: row.assessment === 'not met' ? 'gap-text' : '',
    }
  }
  const chain = row.chain ?? 'no design'
  const tone =
    chain === 'last run failed' ? 'gap-text' : chain === 'suspect' || chain === 'evidence not valid' ? 'suspect-text' : ''
  return { glyph: chainGlyphs[chain] ?? 'chain-no-design', words: `chain.${chain}`, item: row.item ?? null, tone }
}

/** The rows that a change of the target begins and stops to ask for. */
export function rowsAsked(rows: readonly StandardRow[], before: Vector, after: Vector) {
  const by = (from: Vector, upTo: Vector) =>
    rows.filter((r) => {
      const fr = frs.findIndex((f) => f === r.fr)
      const level = r.level ?? 0
      return fr >= 0 && level > (from[fr] ?? 0) && level <= (upTo[fr] ?? 0)
    })
  return { more: by(before, after), less: by(after, before) }
}
