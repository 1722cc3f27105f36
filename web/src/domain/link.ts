/** Links by the schema: which an item may have, and what a suspect one rests on. */

export interface LinkVerb {
  verb: string
  inverse: string
  ends: readonly { from: readonly string[]; to: readonly string[] }[]
  single: boolean
  flow: 'none' | 'forward' | 'backward'
  suspect: boolean
}

export interface LinkEnds {
  from: string
  verb: string
  to: string
}

/** A way to join an item: a verb, in which direction, and the kinds at the other end. */
export interface LinkChoice {
  verb: string
  outgoing: boolean
  kinds: string[]
}

/** Every way an item of a kind can be joined to others, the links that begin at it first. */
export function linkChoices(verbs: readonly LinkVerb[], kind: string): LinkChoice[] {
  const side = (outgoing: boolean) =>
    verbs.flatMap((v): LinkChoice[] => {
      const kinds = v.ends.flatMap((e) => ((outgoing ? e.from : e.to).includes(kind) ? (outgoing ? e.to : e.from) : []))
      return kinds.length > 0 ? [{ verb: v.verb, outgoing, kinds: [...new Set(kinds)] }] : []
    })
  return [...side(true), ...side(false)]
}

/** The end that a link rests on: what changed if it is suspect. Null if a change of neither end matters. */
export function restsOn(verbs: readonly LinkVerb[], link: LinkEnds): string | null {
  const flow = verbs.find((v) => v.verb === link.verb)?.flow
  return flow === 'backward' ? link.to : flow === 'forward' ? link.from : null
}

/** The suspect links that one change made so: those that rest on the same item as a link. */
export function sameCause<T extends LinkEnds>(verbs: readonly LinkVerb[], suspects: readonly T[], link: LinkEnds): T[] {
  const cause = restsOn(verbs, link)
  return cause === null ? [] : suspects.filter((l) => restsOn(verbs, l) === cause)
}
