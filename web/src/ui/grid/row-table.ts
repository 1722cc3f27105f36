/**
 * The rows of a grid in memory, column by column: a hundred thousand items cost
 * one array each for keys and titles, and one for each property that any of
 * them has.
 */
import type { Properties, Value } from '../../domain/op'
import type { CellValue } from './column'

/** An item as lists of the API give it. */
export interface RowItem {
  key: string
  title: string
  retired: boolean
  commit: number
  properties: Properties
  links: { verb: string; to: string; title: string; suspect?: boolean }[]
}

/** How the links with a verb are called as a column. */
export const linkColumn = (verb: string): string => `→ ${verb}`

export class RowTable {
  readonly keys: string[] = []
  private readonly columns = new Map<string, CellValue[]>()
  private readonly places = new Map<string, number>()
  /** Titles of items that links lead to, as they were last seen. */
  readonly titles = new Map<string, string>()
  /** Rises with every change, for views that keep what they drew. */
  version = 0

  get size(): number {
    return this.keys.length
  }

  /** The place of an item; undefined if it is not here. */
  placeOf(key: string): number | undefined {
    return this.places.get(key)
  }

  value(place: number, column: string): CellValue {
    if (column === 'key') return this.keys[place]
    return this.columns.get(column)?.[place]
  }

  /** Puts items in, at the end or in the place of what was there before. */
  put(items: readonly RowItem[]): void {
    for (const item of items) {
      let place = this.places.get(item.key)
      if (place === undefined) {
        place = this.keys.length
        this.keys.push(item.key)
        this.places.set(item.key, place)
      } else {
        for (const column of this.columns.values()) if (place < column.length) column[place] = undefined
      }
      this.set(place, 'title', item.title)
      for (const [name, value] of Object.entries(item.properties)) this.set(place, name, value)
      this.putLinks(place, item)
    }
    this.version++
  }

  private putLinks(place: number, item: RowItem) {
    for (const link of item.links) {
      const name = linkColumn(link.verb)
      const before = this.value(place, name) as string[] | undefined
      this.set(place, name, before ? [...before, link.to] : [link.to])
      if (link.title !== '') this.titles.set(link.to, link.title)
    }
  }

  private set(place: number, name: string, value: Value) {
    let column = this.columns.get(name)
    if (!column) this.columns.set(name, (column = []))
    // Holes in an array make it slow; short ones end where their last value is.
    while (column.length < place) column.push(undefined)
    column[place] = value
  }

  /** Takes items out. The rows after them move up. */
  remove(keys: ReadonlySet<string>): void {
    if (![...keys].some((k) => this.places.has(k))) return
    const stay: number[] = []
    for (let i = 0; i < this.keys.length; i++) if (!keys.has(this.keys[i] ?? '')) stay.push(i)
    const kept = stay.map((i) => this.keys[i] ?? '')
    for (const [name, column] of this.columns)
      this.columns.set(
        name,
        stay.map((i) => column[i]),
      )
    this.keys.length = 0
    this.places.clear()
    for (const key of kept) {
      this.places.set(key, this.keys.length)
      this.keys.push(key)
    }
    this.version++
  }
}
