/** Edits that are not in the rows yet, laid over them: what each cell will hold, and how far it is. */
import type { Op } from '../../domain/op'
import type { Pending } from '../../domain/pending'
import type { CellValue } from './column'
import { linkColumn } from './row-table'

/** How far the edit of a cell is. Saved stands for a moment after it was recorded. */
export type CellState = 'saving' | 'saved' | 'failed' | 'conflict'

export interface OverlaidCell {
  state: CellState
  /** What the server said against it. */
  message?: string
  /** The edit it belongs to, to settle or discard it. */
  pending: string
  /** The last value that was written; null for one that is empty. Missing for links. */
  value?: { is: CellValue }
  adds: string[]
  removes: string[]
}

/** An item that is not recorded yet. */
export interface NewRow {
  /** Under this name it stands in the grid until it has a key. */
  id: string
  kind: string
  state: CellState
  message?: string
  pending: string
}

export interface Overlay {
  cells: ReadonlyMap<string, ReadonlyMap<string, OverlaidCell>>
  created: readonly NewRow[]
  retired: ReadonlySet<string>
  /** Cells that wait or need somebody. */
  saving: number
  stuck: number
}

export const noOverlay: Overlay = { cells: new Map(), created: [], retired: new Set(), saving: 0, stuck: 0 }

const stateOf = (p: Pending): CellState =>
  p.state.is === 'recorded' ? 'saved' : p.state.is === 'refused' ? 'failed' : p.state.is === 'conflict' ? 'conflict' : 'saving'

/** Name of a new item in the grid: its ref is only its own within one edit. */
export const newId = (p: Pick<Pending, 'id'>, ref: string): string => `${p.id}${ref}`

/** Lays the edits of a project over rows that were read at a commit. */
export function overlayOf(list: readonly Pending[], readAt: number): Overlay {
  const cells = new Map<string, Map<string, OverlaidCell>>()
  const created: NewRow[] = []
  const retired = new Set<string>()
  let saving = 0
  let stuck = 0
  for (const p of list) {
    if (p.state.is === 'recorded' && p.state.commit <= readAt) continue
    const state = stateOf(p)
    const message = p.state.is === 'refused' || p.state.is === 'conflict' ? p.state.message : undefined
    if (state === 'saving') saving++
    if (state === 'failed' || state === 'conflict') stuck++
    const row = (key: string) => (key.startsWith('$') ? newId(p, key) : key)
    const cell = (key: string, column: string): OverlaidCell => {
      const of = cells.get(row(key)) ?? new Map<string, OverlaidCell>()
      cells.set(row(key), of)
      const before = of.get(column)
      const next: OverlaidCell = {
        adds: before?.adds ?? [],
        removes: before?.removes ?? [],
        value: before?.value,
        state,
        message,
        pending: p.id,
      }
      of.set(column, next)
      return next
    }
    for (const op of p.ops)
      lay(op, cell, (ref, kind) => created.push({ id: row(ref), kind, state, message, pending: p.id }), retired)
  }
  return { cells, created, retired, saving, stuck }
}

function lay(
  op: Op,
  cell: (key: string, column: string) => OverlaidCell,
  make: (ref: string, kind: string) => void,
  retired: Set<string>,
) {
  if (op.op === 'create' && op.ref) make(op.ref, op.kind ?? '')
  if (op.op === 'retire' && op.key) retired.add(op.key)
  if (op.op === 'revive' && op.key) retired.delete(op.key)
  const of = op.op === 'create' ? op.ref : op.key
  if (of && (op.op === 'create' || op.op === 'set' || op.op === 'unset')) {
    if (op.title !== undefined) cell(of, 'title').value = { is: op.title }
    for (const [name, value] of Object.entries(op.properties ?? {})) cell(of, name).value = { is: value }
    for (const name of op.unset ?? []) cell(of, name).value = { is: undefined }
  }
  if (!op.from || !op.verb || !op.to) return
  const c = cell(op.from, linkColumn(op.verb))
  if (op.op === 'link') {
    c.adds = [...c.adds.filter((k) => k !== op.to), op.to]
    c.removes = c.removes.filter((k) => k !== op.to)
  } else if (op.op === 'unlink') {
    c.removes = [...c.removes.filter((k) => k !== op.to), op.to]
    c.adds = c.adds.filter((k) => k !== op.to)
  }
}

/** The value of a cell with what is laid over it. A refused edit shows what was typed: it is not lost, and it is marked. */
export function overlaid(base: CellValue, cell: OverlaidCell | undefined): CellValue {
  if (!cell) return base
  if (cell.value) return cell.value.is
  if (cell.adds.length === 0 && cell.removes.length === 0) return base
  const before = (base as string[] | undefined) ?? []
  const after = [...before.filter((k) => !cell.removes.includes(k)), ...cell.adds.filter((k) => !before.includes(k))]
  return after.length > 0 ? after : undefined
}
