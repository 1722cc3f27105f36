/** The consequences of a change in few figures: what the card at the pointer says. */
import { compareKeys } from '../domain/key'
import { frs, total, type Vector } from '../domain/sl'
import type { WhatIf } from './actions'
import type { Levels } from './model'

export interface PlaceDelta {
  key: string
  title: string
  before: Levels
  after: Levels
  /** FRs whose SL-A rises or falls, such as "IAC −1". */
  changes: string[]
  worse: boolean
}

export interface Delta {
  places: PlaceDelta[]
  gap: { before: number; after: number }
  came: { rule: string; text: string; subject: string }[]
  went: { rule: string; text: string; subject: string }[]
  suspects: { came: number; went: number }
  /** Rules about zones, conduits and channels that the change would break: what to look at first. */
  breaks: number
}

type Standing = NonNullable<WhatIf['places'][number]['before']>

const levelsOf = (s: Standing | null): Levels => {
  const zero = frs.map(() => 0)
  if (!s) return { target: zero, achieved: zero, claimed: zero, capability: zero, approved: false }
  return {
    target: s.target,
    achieved: s.achieved,
    claimed: s.claimed,
    capability: s.capability,
    approved: s.target.some((n) => n > 0),
  }
}

const lacking = (l: Levels): number => total(l.target.map((t, i) => Math.max(0, t - (l.achieved[i] ?? 0))))

/** The FRs in which two vectors differ, with sign. */
export function vectorChanges(before: Vector, after: Vector): string[] {
  const out: string[] = []
  frs.forEach((fr, i) => {
    const d = (after[i] ?? 0) - (before[i] ?? 0)
    if (d !== 0) out.push(`${fr} ${d > 0 ? '+' : '−'}${Math.abs(d)}`)
  })
  return out
}

/** The same in few words: where more than three differ, what they come to. */
export function changesInShort(changes: readonly string[]): string {
  if (changes.length <= 3) return changes.join(', ')
  return `${changes.slice(0, 2).join(', ')} … (${changes.length})`
}

// Where something stands comes first, then what its levels rest on.
const rank = (rule: string): number => {
  const area = rule.split('.')[0] ?? ''
  const at = ['zone', 'conduit', 'channel', 'asset', 'gap'].indexOf(area)
  return at < 0 ? 9 : at
}

// The card says these in figures of their own.
const inFigures = new Set(['link.suspect', 'gap.open'])

/** Sums a preview up. first names the place to put first: the one that takes what is moved. */
export function deltaOf(whatIf: WhatIf, first: string | null): Delta {
  const places = whatIf.places.map((p): PlaceDelta => {
    const before = levelsOf(p.before)
    const after = levelsOf(p.after)
    const changes = vectorChanges(before.achieved, after.achieved)
    return { key: p.key, title: p.title, before, after, changes, worse: total(after.achieved) < total(before.achieved) }
  })
  places.sort(
    (a, b) =>
      Number(b.key === first) - Number(a.key === first) ||
      Number(b.changes.length > 0) - Number(a.changes.length > 0) ||
      compareKeys(a.key, b.key),
  )
  const lines = (list: WhatIf['findings']['came']) =>
    list
      .filter((f) => !inFigures.has(f.rule))
      .map((f) => ({ rule: f.rule, text: f.text, subject: f.subjects[0] ?? '' }))
      .sort((a, b) => rank(a.rule) - rank(b.rule) || compareKeys(a.subject, b.subject))
  const came = lines(whatIf.findings.came)
  return {
    places,
    gap: { before: places.reduce((n, p) => n + lacking(p.before), 0), after: places.reduce((n, p) => n + lacking(p.after), 0) },
    came,
    went: lines(whatIf.findings.went),
    suspects: {
      came: whatIf.places.reduce((n, p) => n + p.suspects.came.length, 0),
      went: whatIf.places.reduce((n, p) => n + p.suspects.went.length, 0),
    },
    breaks: came.filter((f) => rank(f.rule) <= 2).length,
  }
}
