/** What differs between two texts, word by word. */

export interface TextPart {
  text: string
  kind: 'same' | 'old' | 'new'
}

/** Beyond this many comparisons the middle of two texts is shown as replaced: nobody reads a finer answer. */
const most = 400_000

/** Splits a text into words and what stands between them; together they are the text. */
export const tokens = (text: string): string[] => text.match(/[\p{L}\p{N}_]+|\s+|[^\p{L}\p{N}_\s]/gu) ?? []

/** The parts of both texts in reading order: what stayed, what went, what came. */
export function wordDiff(before: string, after: string): TextPart[] {
  const a = tokens(before)
  const b = tokens(after)
  let head = 0
  while (head < a.length && head < b.length && a[head] === b[head]) head++
  let tail = 0
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++
  const out: TextPart[] = []
  const put = (kind: TextPart['kind'], text: string) => {
    const last = out.at(-1)
    if (text === '') return
    if (last?.kind === kind) last.text += text
    else out.push({ kind, text })
  }
  put('same', a.slice(0, head).join(''))
  for (const part of middle(a.slice(head, a.length - tail), b.slice(head, b.length - tail))) put(part.kind, part.text)
  put('same', tail > 0 ? a.slice(-tail).join('') : '')
  return out
}

/** The longest common sequence, by the table that everybody knows. */
function middle(a: string[], b: string[]): TextPart[] {
  if (a.length * b.length > most || a.length === 0 || b.length === 0)
    return [
      { kind: 'old', text: a.join('') },
      { kind: 'new', text: b.join('') },
    ]
  const width = b.length + 1
  const common = new Uint32Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      common[i * width + j] =
        a[i] === b[j] ? common[(i + 1) * width + j + 1]! + 1 : Math.max(common[(i + 1) * width + j]!, common[i * width + j + 1]!)
  const out: TextPart[] = []
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      out.push({ kind: 'same', text: a[i]! })
      i++
      j++
    } else if (i < a.length && (j === b.length || common[(i + 1) * width + j]! >= common[i * width + j + 1]!))
      out.push({ kind: 'old', text: a[i++]! })
    else out.push({ kind: 'new', text: b[j++]! })
  }
  return out
}
