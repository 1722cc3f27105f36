/** Terms of the glossary that stand in a text, so that both kinds of reader get the words explained. */
import type { Term } from '../../api/matrix-queries'

const letter = /[\p{L}\p{N}]/u

function stands(text: string, word: string): boolean {
  if (word.length < 2) return false
  // Short forms such as SL or IT are words only as they are written.
  const exact = word === word.toUpperCase()
  const hay = exact ? text : text.toLowerCase()
  const needle = exact ? word : word.toLowerCase()
  for (let at = hay.indexOf(needle); at >= 0; at = hay.indexOf(needle, at + 1)) {
    const before = hay[at - 1] ?? ' '
    const rest = hay.slice(at + needle.length)
    const after = /^(?:e?s)?(?![\p{L}\p{N}])/u.test(rest)
    if (!letter.test(before) && after) return true
  }
  return false
}

/** The terms that a text uses, the longest first; a term inside a longer one that was found is left out. */
export function termsIn(text: string, terms: readonly Term[], most = 6): Term[] {
  const found: Term[] = []
  const names = (t: Term) => [t.term, ...t.also]
  for (const t of [...terms].sort((a, b) => b.term.length - a.term.length)) {
    const hits = names(t).filter((n) => stands(text, n))
    if (hits.length === 0) continue
    const inside = hits.every((h) =>
      found.some((f) => names(f).some((n) => n.length > h.length && stands(n, h) && stands(text, n))),
    )
    if (!inside) found.push(t)
  }
  return found.slice(0, most)
}
