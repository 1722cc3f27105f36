/**
 * Which state of the record is looked at: as built now, a commit, the end of a
 * day, a moment, or a baseline. The text form is that of `at` in the API.
 */
export type StateRef =
  | { kind: 'head' }
  | { kind: 'commit'; commit: number }
  | { kind: 'day'; day: string }
  | { kind: 'moment'; moment: string }
  | { kind: 'baseline'; baseline: string }

export const head: StateRef = { kind: 'head' }

/** Reads what stands in an address. Empty is the head; what is nothing else is the name of a baseline. */
export function parseStateRef(text: string | null | undefined): StateRef {
  const t = (text ?? '').trim()
  if (t === '' || t === 'head') return head
  if (/^[1-9]\d{0,15}$/.test(t)) return { kind: 'commit', commit: Number(t) }
  if (/^\d{4}-\d\d-\d\d$/.test(t)) return { kind: 'day', day: t }
  if (/^\d{4}-\d\d-\d\dT/.test(t)) return { kind: 'moment', moment: t }
  return { kind: 'baseline', baseline: t }
}

/** The text form; empty for the head, so that addresses stay short. */
export function formatStateRef(ref: StateRef): string {
  switch (ref.kind) {
    case 'head':
      return ''
    case 'commit':
      return String(ref.commit)
    case 'day':
      return ref.day
    case 'moment':
      return ref.moment
    case 'baseline':
      return ref.baseline
  }
}

/** Whether the record can be changed from here: only what is now can. */
export const isNow = (ref: StateRef): boolean => ref.kind === 'head'

/**
 * What answers about a state are cached under. The head is one state for each
 * commit and day, because rules are judged by the day.
 */
export function stateKey(ref: StateRef, at: { commit: number; date: string }): string {
  return ref.kind === 'head' ? `head ${at.commit} ${at.date}` : `at ${formatStateRef(ref)}`
}
