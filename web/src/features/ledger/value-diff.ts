/** How a change of one value is best shown, by the shape of the values. */
import type { Value } from '../../domain/op'
import { frs, type Fr, type Vector } from '../../domain/sl'
import { wordDiff, type TextPart } from './words'

export type TableRow = Record<string, string>

/** One row of a table in both states; undefined where it is not there. */
export interface RowPair {
  old?: TableRow
  new?: TableRow
  /** Columns whose cells differ, when the row is in both. */
  changed: string[]
}

export type ValueDiff =
  | { shape: 'plain'; old?: string; new?: string }
  | { shape: 'words'; parts: TextPart[] }
  | { shape: 'vector'; old?: Vector; new?: Vector; moves: { fr: Fr; from: number; to: number }[] }
  | { shape: 'list'; kept: number; removed: string[]; added: string[] }
  | { shape: 'table'; columns: string[]; rows: RowPair[]; kept: number }

const isVector = (v: Value | undefined): v is number[] =>
  Array.isArray(v) && v.length === frs.length && v.every((x) => typeof x === 'number')
const isList = (v: Value | undefined): v is string[] => Array.isArray(v) && v.every((x) => typeof x === 'string')
const isTable = (v: Value | undefined): v is TableRow[] => Array.isArray(v) && v.every((x) => typeof x === 'object')
const empty = (v: Value | undefined) => v === undefined || (Array.isArray(v) && v.length === 0)

/** Texts from this length on are compared word by word if they share anything. */
const longText = 24

/** Compares two values; undefined is "not set". */
export function valueDiff(old: Value | undefined, now: Value | undefined): ValueDiff {
  if (isVector(old ?? now) && (empty(old) || isVector(old)) && (empty(now) || isVector(now)))
    return { shape: 'vector', old: old as Vector, new: now as Vector, moves: vectorMoves(old as Vector, now as Vector) }
  const some = empty(old) ? now : old
  if (Array.isArray(some) && !empty(some)) {
    if (isList(some) && (empty(now) || isList(now))) return listDiff((old ?? []) as string[], (now ?? []) as string[])
    if (isTable(some) && (empty(now) || isTable(now))) return tableDiff((old ?? []) as TableRow[], (now ?? []) as TableRow[])
  }
  if (typeof old === 'string' && typeof now === 'string' && Math.max(old.length, now.length) >= longText) {
    const parts = wordDiff(old, now)
    if (parts.some((p) => p.kind === 'same' && /[\p{L}\p{N}]/u.test(p.text))) return { shape: 'words', parts }
  }
  return { shape: 'plain', old: plain(old), new: plain(now) }
}

const plain = (v: Value | undefined) => (v === undefined ? undefined : typeof v === 'object' ? JSON.stringify(v) : String(v))

/** The components that differ; a vector that is not set counts as none. */
export function vectorMoves(old: Vector | undefined, now: Vector | undefined): { fr: Fr; from: number; to: number }[] {
  return frs.flatMap((fr, i) => {
    const from = old?.[i] ?? 0
    const to = now?.[i] ?? 0
    return from === to ? [] : [{ fr, from, to }]
  })
}

function listDiff(old: string[], now: string[]): ValueDiff {
  const left = [...now]
  const removed = old.filter((x) => {
    const at = left.indexOf(x)
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
  return { shape: 'list', kept: old.length - removed.length, removed, added: left }
}

/** Rows are the same if all cells are; else a row that went and one that came are paired by their first cell. */
function tableDiff(old: TableRow[], now: TableRow[]): ValueDiff {
  const columns = [...new Set([...old, ...now].flatMap((row) => Object.keys(row)))]
  const text = (row: TableRow) => JSON.stringify(columns.map((c) => row[c] ?? ''))
  const left = [...now]
  const gone = old.filter((row) => {
    const at = left.findIndex((other) => text(other) === text(row))
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
  const first = columns[0] ?? ''
  const rows: RowPair[] = gone.map((row) => {
    const at = left.findIndex((other) => row[first] !== undefined && other[first] === row[first])
    if (at < 0) return { old: row, changed: [] }
    const [other] = left.splice(at, 1)
    return { old: row, new: other, changed: columns.filter((c) => (row[c] ?? '') !== (other?.[c] ?? '')) }
  })
  for (const row of left) rows.push({ new: row, changed: [] })
  return { shape: 'table', columns, rows, kept: old.length - gone.length }
}
