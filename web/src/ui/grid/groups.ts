/** Rows put together by the value of a column, each group below a line with its count. */
import type { CellValue, GridColumn } from './column'
import type { GridRows } from './writes'

/** Names of the lines above groups begin with this; no item is called so. */
const mark = '#group '

/** Whether a row is the line above a group. */
export const isGroupId = (id: string): boolean => id.startsWith(mark)

export interface Group {
  /** What is common to its rows, as text; empty for rows without a value. */
  label: string
  count: number
  open: boolean
}

/** Rows with lines above groups. Places are those of the grid, sources those of the rows below. */
export interface GroupedRows {
  rows: GridRows
  /** The group of a line; undefined for a row. */
  group: (place: number) => Group | undefined
  /** The row behind a place; undefined for a line. */
  source: (place: number) => number | undefined
  /** The place of a row; undefined while its group is closed. */
  place: (source: number) => number | undefined
}

/** Rows as they are. */
export const ungrouped = (rows: GridRows): GroupedRows => ({
  rows,
  group: () => undefined,
  source: (place) => place,
  place: (source) => source,
})

/**
 * Groups rows. Groups stand in the order in which their first rows stand, rows
 * without a value last.
 */
export function grouped(
  rows: GridRows,
  column: GridColumn,
  text: (value: CellValue) => string,
  closed: ReadonlySet<string>,
): GroupedRows {
  const members = new Map<string, number[]>()
  for (let row = 0; row < rows.count; row++) {
    const label = text(rows.value(row, column))
    const of = members.get(label)
    if (of) of.push(row)
    else members.set(label, [row])
  }
  const labels = [...members.keys()].filter((l) => l !== '')
  if (members.has('')) labels.push('')
  const lines: (Group | number)[] = []
  const places = new Map<number, number>()
  for (const label of labels) {
    const of = members.get(label) ?? []
    const open = !closed.has(label)
    lines.push({ label, count: of.length, open })
    if (!open) continue
    for (const row of of) {
      places.set(row, lines.length)
      lines.push(row)
    }
  }
  const source = (place: number) => {
    const line = lines[place]
    return typeof line === 'number' ? line : undefined
  }
  const group = (place: number) => {
    const line = lines[place]
    return typeof line === 'object' ? line : undefined
  }
  return {
    rows: {
      count: lines.length,
      id: (place) => {
        const row = source(place)
        return row === undefined ? `${mark}${group(place)?.label ?? ''}` : rows.id(row)
      },
      value: (place, c) => {
        const row = source(place)
        return row === undefined ? undefined : rows.value(row, c)
      },
    },
    group,
    source,
    place: (row) => places.get(row),
  }
}
