/** Terms of the glossary that stand in a text, so that both kinds of reader get the words explained. */
import type { Term } from '../../api/standard-queries'

const letter = /[\p{L}\p{N}]/u

/** What a word may end in where it is bent. */
const endings = { en: /^(?:e?s)?(?![\p{L}\p{N}])/u, de: /^(?:e?s|e?n|er|ern|em|e)?(?![\p{L}\p{N}])/u }

function stands(text: string, word: string, ending: RegExp): boolean {
  if (word.length < 2) return false
  // Short forms such as SL or IT are words only as they are written.
  const exact = word === word.toUpperCase()
  const hay = exact ? text : text.toLowerCase()
  const needle = exact ? word : word.toLowerCase()
  for (let at = hay.indexOf(needle); at >= 0; at = hay.indexOf(needle, at + 1)) {
    const before = hay[at - 1] ?? ' '
    const rest = hay.slice(at + needle.length)
    if (!letter.test(before) && ending.test(rest)) return true
  }
  return false
}

/**
 * The terms that a text uses, the longest first; a term inside a longer one
 * that was found is left out. They are known by their English names too.
 */
export function termsIn(text: string, terms: readonly Term[], language = 'en', most = 6): Term[] {
  const found: Term[] = []
  const ending = language === 'de' ? endings.de : endings.en
  const names = (t: Term) => [...new Set([t.term, ...t.also, t.english])]
  for (const t of [...terms].sort((a, b) => b.term.length - a.term.length)) {
    const hits = names(t).filter((n) => stands(text, n, ending))
    if (hits.length === 0) continue
    const inside = hits.every((h) =>
      found.some((f) => names(f).some((n) => n.length > h.length && stands(n, h, ending) && stands(text, n, ending))),
    )
    if (!inside) found.push(t)
  }
  return found.slice(0, most)
}
