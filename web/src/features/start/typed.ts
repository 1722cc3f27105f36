/**
 * Assets that are typed or pasted into a small table: reading what a
 * spreadsheet puts on the clipboard, and the steps that record them.
 */
import type { Op, Properties } from '../../domain/op'
import { componentTypeOf } from './role'

export const columns = ['title', 'what', 'location', 'address', 'firmware'] as const
export type TypedColumn = (typeof columns)[number]
export type TypedRow = Record<TypedColumn, string>

export const emptyRow: TypedRow = { title: '', what: '', location: '', address: '', firmware: '' }

export const isBlank = (row: TypedRow): boolean => columns.every((c) => row[c].trim() === '')

/** Whether something read from storage is a table of this version. */
export const isRows = (x: unknown): x is TypedRow[] =>
  Array.isArray(x) &&
  x.every(
    (r) => typeof r === 'object' && r !== null && columns.every((c) => typeof (r as Record<string, unknown>)[c] === 'string'),
  )

/** Writes pasted cells into a table from one cell on; rows that are missing are added. */
export function paste(rows: readonly TypedRow[], at: { row: number; column: number }, text: string): TypedRow[] {
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n')
  const out = [...rows]
  lines.forEach((line, i) => {
    const row = { ...(out[at.row + i] ?? emptyRow) }
    line.split('\t').forEach((cell, j) => {
      const name = columns[at.column + j]
      if (name) row[name] = cell.trim()
    })
    out[at.row + i] = row
  })
  return out
}

export type RowFault = 'noName' | 'twice' | 'known'

/** What is wrong with rows, by index. Names of assets that are there already count too. */
export function faultsOf(rows: readonly TypedRow[], known: ReadonlySet<string>): Map<number, RowFault> {
  const out = new Map<number, RowFault>()
  const seen = new Map<string, number>()
  rows.forEach((row, i) => {
    if (isBlank(row)) return
    const name = row.title.trim().toLowerCase()
    if (name === '') out.set(i, 'noName')
    else if (known.has(name)) out.set(i, 'known')
    else if (seen.has(name)) out.set(i, 'twice')
    else seen.set(name, i)
  })
  return out
}

/** The steps that record rows as assets. Blank rows are left out. */
export function opsOf(rows: readonly TypedRow[]): Op[] {
  return rows
    .filter((r) => !isBlank(r))
    .map((row): Op => {
      const properties: Properties = {}
      const what = row.what.trim()
      if (what !== '') {
        properties['function'] = what
        properties['component_types'] = [componentTypeOf(what)]
      }
      if (row.location.trim() !== '') properties['location'] = row.location.trim()
      if (row.firmware.trim() !== '') properties['firmware'] = row.firmware.trim()
      const addresses = row.address.split(/[\s,;]+/).filter((a) => a !== '')
      if (addresses.length > 0) properties['addresses'] = addresses
      return { op: 'create', kind: 'asset', title: row.title.trim(), properties }
    })
}
