/** What stands for a {place} in a sentence of a rule; undefined if it was not found. */
export type Fact = (name: string) => string | undefined

/**
 * Writes the sentence of a rule: {name} stands for a fact; a part in [ ] is
 * left out if one of the facts in it is missing. The same as in Go's finding.fill.
 */
export function fillSentence(says: string, fact: Fact): string {
  return says.replace(/\[([^\]]*)\]|([^[]+)/g, (_, optional: string | undefined, plain: string | undefined) => {
    if (plain !== undefined) return filled(plain, (name) => fact(name) ?? '?')
    const names = [...(optional ?? '').matchAll(/\{(\w+)\}/g)].map((m) => m[1] ?? '')
    return names.every((name) => fact(name) !== undefined) ? filled(optional ?? '', (name) => fact(name) ?? '') : ''
  })
}

const filled = (text: string, fact: (name: string) => string) => text.replace(/\{(\w+)\}/g, (_, name: string) => fact(name))
