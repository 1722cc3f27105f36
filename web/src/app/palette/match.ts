/**
 * How well words fit a text: every word has to occur; beginnings of words count
 * most. 0 is no fit.
 */
export function fit(words: string, text: string): number {
  const hay = text.toLowerCase()
  let score = 1
  for (const word of words
    .toLowerCase()
    .split(/\s+/)
    .filter((w) => w !== '')) {
    const i = hay.indexOf(word)
    if (i < 0) return 0
    score += i === 0 ? 3 : /[\s:]/.test(hay[i - 1] ?? '') ? 2 : 0.5
  }
  return score
}

/** Those that fit, the best first; equal ones stay in their order. */
export function bestFirst<T>(words: string, all: readonly T[], textOf: (x: T) => string): T[] {
  return all
    .map((x) => ({ x, score: fit(words, textOf(x)) }))
    .filter((r) => r.score > 0)
    .sort((a, b) => b.score - a.score)
    .map((r) => r.x)
}
