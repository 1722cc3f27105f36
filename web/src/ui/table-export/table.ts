/** A table on its way into a file: what it is called, what its columns hold, and its rows. */

export type ExportCell = string | number | null

export interface ExportColumn {
  name: string
  /** A date is YYYY-MM-DD, or a moment as the API writes it. Without a kind a column is text. */
  kind?: 'text' | 'number' | 'date'
}

export interface ExportedTable {
  title: string
  /** Said below the title on paper, such as the filter and the state. */
  note?: string
  columns: readonly ExportColumn[]
  /** Rows may be made one by one while they are written. */
  rows: Iterable<readonly ExportCell[]>
}

export interface Writing {
  signal?: AbortSignal
  onRow?: (rows: number) => void
}

/** Lets the page breathe: at most some milliseconds of work lie between two waits. */
export function breather(slice = 12, now: () => number = () => performance.now()) {
  let until = now() + slice
  return {
    due: () => now() >= until,
    rest: async () => {
      await new Promise((resolve) => setTimeout(resolve))
      until = now() + slice
    },
  }
}

/** A name that every file system takes. */
export const fileName = (name: string, ending: string): string =>
  // eslint-disable-next-line no-control-regex
  `${name.replace(/[\\/:*?"<>|\u0000-\u001f]+/g, '-').slice(0, 120)}.${ending}`

/** The day or moment a text names, as a spreadsheet counts it: days since the end of 1899 on the clock of the reader. */
export function serialOf(text: string): { serial: number; clock: boolean } | null {
  const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text)
  const zero = Date.UTC(1899, 11, 30)
  if (day) {
    const at = Date.UTC(Number(day[1]), Number(day[2]) - 1, Number(day[3]))
    return at >= Date.UTC(1900, 2, 1) ? { serial: (at - zero) / 86_400_000, clock: false } : null
  }
  if (!/^\d{4}-\d{2}-\d{2}T/.test(text)) return null
  const at = new Date(text)
  if (Number.isNaN(at.getTime())) return null
  const local = at.getTime() - at.getTimezoneOffset() * 60_000
  return local >= Date.UTC(1900, 2, 1) ? { serial: Math.round((local - zero) / 1000) / 86_400, clock: true } : null
}
