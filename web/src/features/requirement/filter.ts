/** What of the matrix is shown: a filter that stands in the address, and the lines and columns that it leaves. */
import type { Matrix } from '../../api/matrix-queries'
import { frs, type Fr } from '../../domain/sl'
import { chainStates, flag, type ChainState, type Flat } from './cells'

export const shows = ['all', 'gaps', 'suspect', 'unassessed'] as const
export type Show = (typeof shows)[number]

export interface Filter {
  show: Show
  /** All without any. */
  frs: readonly Fr[]
  /** Keys of places; all without any. */
  places: readonly string[]
  chains: readonly ChainState[]
  /** In codes and titles of rows. */
  text: string
  /** Rows that some place is asked for, or all of the catalogue. */
  rows: 'target' | 'all'
  folded: readonly Fr[]
}

const names = ['show', 'fr', 'place', 'chain', 'q', 'rows', 'fold'] as const
const chosen = <T extends string>(all: readonly T[], text: string | undefined): T[] => {
  const parts = (text ?? '').split(',')
  return all.filter((x) => parts.includes(x))
}
const slug = (chain: string) => chain.replaceAll(' ', '-')

/** Reads the filter from the parameters of the address. */
export function parseFilter(view: Readonly<Record<string, string>>): Filter {
  return {
    show: shows.find((s) => s === view['show']) ?? 'all',
    frs: chosen(frs, view['fr']),
    places: (view['place'] ?? '').split(',').filter((p) => p !== ''),
    chains: chainStates.filter((c) => (view['chain'] ?? '').split(',').includes(slug(c))),
    text: view['q'] ?? '',
    rows: view['rows'] === 'all' ? 'all' : 'target',
    folded: chosen(frs, view['fold']),
  }
}

/** Writes it among the other parameters. */
export function withFilter(view: Readonly<Record<string, string>>, f: Filter): Record<string, string> {
  const out = Object.fromEntries(Object.entries(view).filter(([name]) => !(names as readonly string[]).includes(name)))
  const put = (name: (typeof names)[number], value: string) => {
    if (value !== '') out[name] = value
  }
  put('show', f.show === 'all' ? '' : f.show)
  put('fr', f.frs.join(','))
  put('place', f.places.join(','))
  put('chain', f.chains.map(slug).join(','))
  put('q', f.text)
  put('rows', f.rows === 'all' ? 'all' : '')
  put('fold', f.folded.join(','))
  return out
}

/** Whether anything is hidden that a click brings back. */
export const isFiltered = (f: Filter): boolean =>
  f.show !== 'all' || f.frs.length > 0 || f.places.length > 0 || f.chains.length > 0 || f.text !== ''

/** A line of the matrix: the head of an FR, or a row. */
export type Line = { is: 'group'; fr: Fr; rows: number; folded: boolean } | { is: 'row'; row: number }

export interface Shown {
  lines: Line[]
  /** Numbers of places in the document. */
  columns: number[]
  /** Cells that match each choice of show, within the other choices. */
  counts: Record<Show, number>
}

const wanted: Record<Show, number> = {
  all: flag.asked | flag.live,
  gaps: flag.gap,
  suspect: flag.suspect,
  unassessed: flag.unassessed,
}

/** Whether a cell is among those that are looked for; the others are drawn faintly. */
export function matches(flat: Flat, f: Filter, row: number, place: number): boolean {
  const at = row * flat.places + place
  if ((flat.flags[at]! & wanted[f.show]) === 0) return false
  return f.chains.length === 0 || f.chains.some((c) => flat.chains[at] === chainStates.indexOf(c) + 1)
}

/** Whether the filter looks for cells, so that some stand out from others. */
export const picksCells = (f: Filter): boolean => f.show !== 'all' || f.chains.length > 0

/** The lines and columns to show; `also` stays though nothing of it may match any more. */
export function shownOf(m: Matrix, flat: Flat, f: Filter, also?: { rows: readonly number[]; places: readonly number[] }): Shown {
  const text = f.text.trim().toLowerCase()
  const rows = m.rows.flatMap((r, i) => {
    if (f.frs.length > 0 && !f.frs.includes(r.fr)) return []
    return text === '' || `${r.row} ${r.title} ${r.english ?? ''}`.toLowerCase().includes(text) ? [i] : []
  })
  const places = m.places.flatMap((p, i) => (f.places.length === 0 || f.places.includes(p.key) ? [i] : []))
  const counts = countsOf(flat, f, rows, places)
  const picks = picksCells(f)
  const hit = (row: number) =>
    places.some((place) => (picks ? matches(flat, f, row, place) : (flat.flags[row * flat.places + place]! & wanted.all) !== 0))
  const kept = f.rows === 'all' && !picks ? rows : rows.filter((row) => hit(row) || also?.rows.includes(row))
  const columns = picks
    ? places.filter((place) => also?.places.includes(place) || kept.some((row) => matches(flat, f, row, place)))
    : places
  return { lines: linesOf(m, kept, f), columns, counts }
}

function countsOf(flat: Flat, f: Filter, rows: readonly number[], places: readonly number[]): Record<Show, number> {
  const counts: Record<Show, number> = { all: 0, gaps: 0, suspect: 0, unassessed: 0 }
  for (const row of rows)
    for (const place of places) for (const show of shows) if (matches(flat, { ...f, show }, row, place)) counts[show]++
  return counts
}

function linesOf(m: Matrix, kept: readonly number[], f: Filter): Line[] {
  const lines: Line[] = []
  for (const fr of frs) {
    const rows = kept.filter((row) => m.rows[row]!.fr === fr)
    if (rows.length === 0) continue
    const folded = f.folded.includes(fr)
    lines.push({ is: 'group', fr, rows: rows.length, folded })
    if (!folded) for (const row of rows) lines.push({ is: 'row', row })
  }
  return lines
}
