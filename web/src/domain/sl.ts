/**
 * Security levels: the same arithmetic as the Go package sl, held together by
 * the cases of internal/sl/testdata/vectors.json.
 */

/** A security level, 0 (no requirement) to 4. */
export type Level = number

/** One level per foundational requirement in the order of frs. */
export type Vector = readonly number[]

/** The foundational requirements in their order (IEC 62443-1-1). */
export const frs = ['IAC', 'UC', 'SI', 'DC', 'RDF', 'TRE', 'RA'] as const
export type Fr = (typeof frs)[number]

export const maxLevel = 4

const each = (make: (i: number) => number): Vector => frs.map((_, i) => make(i))
const at = (v: Vector, i: number) => v[i] ?? 0

/** The vector with one level in every component. */
export const uniform = (level: Level): Vector => each(() => level)

/** The component of one foundational requirement. */
export const levelOf = (v: Vector, fr: Fr): Level => at(v, frs.indexOf(fr))

/** The higher of both in each component. */
export const join = (a: Vector, b: Vector): Vector => each((i) => Math.max(at(a, i), at(b, i)))

/** The lower of both in each component. */
export const meet = (a: Vector, b: Vector): Vector => each((i) => Math.min(at(a, i), at(b, i)))

/** What achieved lacks of target; more in one component does not make up for another. */
export const shortfall = (target: Vector, achieved: Vector): Vector => each((i) => Math.max(at(target, i) - at(achieved, i), 0))

/** Whether a is at least b in every component. Neither may cover the other. */
export const covers = (a: Vector, b: Vector): boolean => frs.every((_, i) => at(a, i) >= at(b, i))

export const highest = (v: Vector): Level => Math.max(...each((i) => at(v, i)))
export const lowest = (v: Vector): Level => Math.min(...each((i) => at(v, i)))
export const total = (v: Vector): number => each((i) => at(v, i)).reduce((sum, l) => sum + l, 0)
export const isZero = (v: Vector): boolean => highest(v) === 0
export const equal = (a: Vector, b: Vector): boolean => frs.every((_, i) => at(a, i) === at(b, i))

/** The vector as people read it, {2,2,2,1,2,2,2}. */
export const formatVector = (v: Vector): string => `{${each((i) => at(v, i)).join(',')}}`

/**
 * Reads a vector as it is written by hand: seven levels, one level for all, or
 * named components (IAC=3 UC=2, the rest 0), in braces or not. Null if it is
 * none.
 */
export function parseVector(text: string): Vector | null {
  let body = text.trim()
  if (body === '') return null
  const open = body[0] ?? ''
  if (open === '{' || open === '[') {
    if (body.at(-1) !== (open === '{' ? '}' : ']')) return null
    body = body.slice(1, -1).trim()
    if (body === '') return uniform(0)
    if (/^\d+$/.test(body)) return null
  } else if (/^\d+$/.test(body)) {
    const level = parseLevel(body)
    return level === null ? null : uniform(level)
  }
  const parts = body.split(/\s*,\s*|\s+/)
  return /[=:]/.test(body) ? parseNamed(parts) : parseSeven(parts)
}

function parseLevel(text: string): Level | null {
  return /^[0-4]$/.test(text) ? Number(text) : null
}

function parseSeven(parts: string[]): Vector | null {
  const levels = parts.map(parseLevel)
  return levels.length === frs.length && levels.every((l) => l !== null) ? levels : null
}

function parseNamed(parts: string[]): Vector | null {
  const out = [...uniform(0)]
  const seen = new Set<number>()
  for (const part of parts) {
    const found = /^(?:fr)?\s*([a-z]+|[1-7])[=:]([0-4])$/i.exec(part)
    if (!found) return null
    const name = (found[1] ?? '').toUpperCase()
    const i = /\d/.test(name) ? Number(name) - 1 : frs.indexOf(name as Fr)
    if (i < 0 || seen.has(i)) return null
    seen.add(i)
    out[i] = Number(found[2])
  }
  return out
}
