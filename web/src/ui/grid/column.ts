/**
 * Columns of a grid and the values in their cells. A grid knows nothing of
 * items: features say which columns there are and where values come from.
 */
import type { Column as TableColumn } from '../../domain/field'
import type { Value } from '../../domain/op'

/** What a cell holds; links are the keys they lead to. Undefined is an empty cell. */
export type CellValue = Value | undefined

/** A value as plain text, whatever its type. */
export const plainText = (value: CellValue): string =>
  value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)

export type CellType =
  | 'key'
  | 'text'
  | 'word'
  | 'yes/no'
  | 'number'
  | 'date'
  | 'moment'
  | 'vector'
  | 'list'
  | 'standard row'
  | 'digest'
  | 'table'
  | 'links'

export interface GridColumn {
  /** Name of the property, "key", "title", or "→ verb" for links. */
  id: string
  heading: string
  type: CellType
  /** Words of a property of type word, in order. */
  choices?: readonly string[]
  /** Those words in the language of the page, by the word of the record. */
  words?: ReadonlyMap<string, string>
  /** Columns of a table. */
  columns?: readonly TableColumn[]
  /** Of links: whether there is at most one, and to which kinds. */
  single?: boolean
  kinds?: readonly string[]
  verb?: string
  /** Cannot be written here, and why. */
  locked?: 'key' | 'recorded' | 'computed' | 'reading'
  /** Every row needs it. */
  required?: boolean
  /** Text may run over several lines. */
  lines?: boolean
  /** Shown in mono: addresses, versions, keys. */
  mono?: boolean
  width: number
  help?: string
}

/** A word of a column as people read it. */
export const said = (column: GridColumn, word: string): string => column.words?.get(word) ?? word

/** An item that links can lead to. */
export interface Target {
  key: string
  title: string
  kind: string
}

/** Finds what somebody meant by a key or a title. */
export interface Directory {
  title: (key: string) => string | undefined
  /** Items of some kinds whose key or title is this text. */
  named: (text: string, kinds: readonly string[]) => readonly Target[]
  /** Not all items are at hand, so that a key it does not know may still be one. */
  partial?: boolean
  /** Items to offer while somebody types. */
  suggest: (text: string, kinds: readonly string[], most: number) => readonly Target[]
}

/** A directory that knows nobody. */
export const noDirectory: Directory = { title: () => undefined, named: () => [], suggest: () => [] }

/** Makes a directory of items at hand. Titles are compared without regard to case. */
export function directoryOf(targets: readonly Target[]): Directory {
  const byKey = new Map(targets.map((t) => [t.key, t]))
  const byTitle = new Map<string, Target[]>()
  for (const t of targets) {
    const title = t.title.trim().toLowerCase()
    byTitle.set(title, [...(byTitle.get(title) ?? []), t])
  }
  const fits = (t: Target, kinds: readonly string[]) => kinds.includes(t.kind)
  return {
    title: (key) => byKey.get(key)?.title,
    named(text, kinds) {
      const t = text.trim()
      const key = byKey.get(t.toUpperCase())
      if (key) return fits(key, kinds) ? [key] : []
      return (byTitle.get(t.toLowerCase()) ?? []).filter((x) => fits(x, kinds))
    },
    suggest(text, kinds, most) {
      const t = text.trim().toLowerCase()
      const starts: Target[] = []
      const holds: Target[] = []
      for (const x of targets) {
        if (!fits(x, kinds)) continue
        const [key, title] = [x.key.toLowerCase(), x.title.toLowerCase()]
        if (t === '' || key.startsWith(t) || title.startsWith(t)) starts.push(x)
        else if (key.includes(t) || title.includes(t)) holds.push(x)
        if (starts.length >= most) break
      }
      return [...starts, ...holds].slice(0, most)
    },
  }
}
