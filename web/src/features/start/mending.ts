/** Single values of a list set right in the preview, and rows left out on purpose. */
import type { components } from '../../api/schema'

type Corrections = components['schemas']['InventoryCorrections']
type FoundProblem = components['schemas']['InventoryProblem']
type Property = components['schemas']['SchemaProperty']

/** A cell that is to be read otherwise than it stands. */
export interface Mend {
  row: number
  column: string
  was: string
  value: string
}

/** What a person has set right in one list. */
export interface Mends {
  cells: readonly Mend[]
  omit: readonly number[]
}

export const noMends: Mends = { cells: [], omit: [] }

/** As many as the server takes, of cells and of rows. */
export const mostMends = 1000

/** A place of the list that needs a look, or got one. */
export interface Place {
  /** Stays the same while somebody types. */
  id: string
  row: number
  /** Header of the column; empty if no one cell is to blame. */
  column: string
  to: string
  /** What the cell holds in the file. */
  was: string
  asset: string
  messages: readonly string[]
  state: 'open' | 'checking' | 'mended' | 'omitted'
  /** What was put in its place, if anything. */
  value?: string
}

/** How a value of a column is edited. */
export type Editor =
  { as: 'choice'; choices: readonly string[] } | { as: 'date' } | { as: 'number' } | { as: 'text'; hints: readonly string[] }

const isText = (x: unknown): x is string => typeof x === 'string'
const isRow = (x: unknown): x is number => typeof x === 'number' && Number.isInteger(x) && x > 0

/** Whether what was kept is a set of corrections of this version. */
export function isMends(x: unknown): x is Mends {
  if (typeof x !== 'object' || x === null || !('cells' in x) || !('omit' in x)) return false
  const { cells, omit } = x
  return Array.isArray(cells) && Array.isArray(omit) && omit.every(isRow) && cells.every(isMend)
}

function isMend(x: unknown): x is Mend {
  if (typeof x !== 'object' || x === null) return false
  const m = x as Record<string, unknown>
  return isRow(m['row']) && isText(m['column']) && isText(m['was']) && isText(m['value'])
}

/** Corrections as a job holds them. */
export const mendsOf = (sent: Corrections | undefined): Mends =>
  sent ? { cells: sent.cells.map(({ row, column, was, value }) => ({ row, column, was, value })), omit: sent.left_out } : noMends

/** Corrections as a job takes them; none if there is nothing to set right. A row that is left out needs no cells. */
export function corrections(mends: Mends): Corrections | undefined {
  const cells = mends.cells
    .filter((c) => !mends.omit.includes(c.row))
    .sort((a, b) => a.row - b.row || (a.column < b.column ? -1 : 1))
    .map(({ row, column, was, value }) => ({ row, column, was, value }))
  const left_out = [...mends.omit].sort((a, b) => a - b)
  return cells.length + left_out.length > 0 ? { cells, left_out } : undefined
}

/** Whether two sets say the same to the server. */
export const sameMends = (a: Mends, b: Mends): boolean =>
  JSON.stringify(corrections(a) ?? null) === JSON.stringify(corrections(b) ?? null)

type At = Pick<Place, 'row' | 'column' | 'was'>

const at = (p: Pick<Place, 'row' | 'column'>) => (m: Mend) => m.row === p.row && m.column === p.column

/** With another value for places; the one in the file takes a correction back. */
export function withValue(mends: Mends, places: readonly At[], value: string): Mends {
  const rest = mends.cells.filter((m) => !places.some((p) => at(p)(m)))
  const fresh = places
    .filter((p) => value.trim() !== p.was.trim())
    .map((p): Mend => ({ row: p.row, column: p.column, was: p.was, value }))
  return { ...mends, cells: [...rest, ...fresh] }
}

/** With a correction taken back. */
export const withoutValue = (mends: Mends, place: At): Mends => ({ ...mends, cells: mends.cells.filter((m) => !at(place)(m)) })

/** With a row left out on purpose, or not. */
export const withOmission = (mends: Mends, row: number, out: boolean): Mends => ({
  ...mends,
  omit: out ? [...mends.omit.filter((r) => r !== row), row] : mends.omit.filter((r) => r !== row),
})

interface Names {
  to: (column: string) => string
  asset: (row: number) => string
}

/**
 * All places to show, in order of rows: what the server found, and what was set
 * right or left out. tried is what the server had when it looked.
 */
export function placesOf(problems: readonly FoundProblem[], mends: Mends, tried: Mends, names: Names): Place[] {
  const places = new Map<string, Place>()
  for (const p of problems) {
    const row = p.row ?? 0
    const column = p.header ?? ''
    const id = `${row}:${column}`
    const known = places.get(id)
    places.set(
      id,
      known
        ? { ...known, messages: [...known.messages, p.message] }
        : { id, row, column, to: p.to ?? '', was: p.value, asset: p.asset ?? '', messages: [p.message], state: 'open' },
    )
  }
  for (const m of mends.cells) {
    const id = `${m.row}:${m.column}`
    const known = places.get(id)
    const seen = tried.cells.find(at(m))?.value === m.value
    places.set(id, {
      ...(known ?? { id, row: m.row, column: m.column, to: names.to(m.column), asset: names.asset(m.row), messages: [] }),
      was: m.was,
      value: m.value,
      state: !seen ? 'checking' : known ? 'open' : 'mended',
    })
  }
  for (const row of mends.omit) {
    const asset = names.asset(row) || ([...places.values()].find((p) => p.row === row)?.asset ?? '')
    for (const [id, p] of places) if (p.row === row) places.delete(id)
    places.set(`${row}:`, { id: `${row}:`, row, column: '', to: '', was: '', asset, messages: [], state: 'omitted' })
  }
  return [...places.values()].sort((a, b) => a.row - b.row)
}

/** The places of the same column that hold the same in the file, this one first. */
export const alike = (places: readonly Place[], place: Place): Place[] => [
  place,
  ...places.filter(
    (p) =>
      p.id !== place.id &&
      p.column === place.column &&
      p.column !== '' &&
      p.was === place.was &&
      p.was !== '' &&
      p.state !== 'omitted',
  ),
]

/** Whether a value for a place can stand for all that are alike: they have it not yet. */
export const spreads = (places: readonly Place[], place: Place): number =>
  place.value === undefined || place.state === 'omitted'
    ? 0
    : alike(places, place).some((p) => p.value !== place.value)
      ? alike(places, place).length
      : 0

/** Of what there is more than the server takes. */
export function tooMany(mends: Mends): 'cells' | 'rows' | null {
  const sent = corrections(mends)
  if ((sent?.cells.length ?? 0) > mostMends) return 'cells'
  return (sent?.left_out.length ?? 0) > mostMends ? 'rows' : null
}

/** How a value of a column is edited, by what the column was taken for. */
export function editorOf(to: string, properties: readonly Property[]): Editor {
  const p = properties.find((x) => x.name === to)
  switch (p?.type) {
    case 'word':
      return { as: 'choice', choices: p.choices ?? [] }
    case 'yes/no':
      return { as: 'choice', choices: ['yes', 'no'] }
    case 'date':
      return { as: 'date' }
    case 'number':
      return { as: 'number' }
    default:
      return { as: 'text', hints: p?.choices ?? [] }
  }
}
