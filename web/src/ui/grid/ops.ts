/** Changes of cells as steps of one commit. */
import type { Op, Properties } from '../../domain/op'
import type { CellWrite } from './writes'

/** Whether a name of a row is that of an item still to be made. */
export const isNew = (row: string): boolean => row.startsWith('$')

/**
 * The steps for a list of changes, in the order of their rows: for each item
 * what is made or set, then its links. Where a cell is written twice the last
 * value counts.
 */
export function opsOf(writes: readonly CellWrite[], kind: string): Op[] {
  const rows = new Map<string, CellWrite[]>()
  for (const w of writes) {
    const of = rows.get(w.row)
    if (of) of.push(w)
    else rows.set(w.row, [w])
  }
  // A link may lead to an item of the same list, so all are made before any is linked.
  const made: Op[] = []
  const links: Op[] = []
  for (const [row, list] of rows) {
    const last = new Map(list.map((w) => [w.column.id, w]))
    const own = itemOp(row, kind, [...last.values()])
    if (own) made.push(own)
    for (const w of last.values()) if (w.column.verb !== undefined) links.push(...linkOps(row, w.column.verb, w))
  }
  return [...made, ...links]
}

function itemOp(row: string, kind: string, writes: readonly CellWrite[]): Op | null {
  const properties: Properties = {}
  const unset: string[] = []
  let title: string | undefined
  for (const w of writes) {
    if (w.column.verb !== undefined) continue
    if (w.column.id === 'title') title = typeof w.after === 'string' ? w.after : ''
    else if (w.after === undefined) {
      // What is not set cannot be taken away.
      if (w.before !== undefined) unset.push(w.column.id)
    } else properties[w.column.id] = w.after
  }
  const op: Op = isNew(row) ? { op: 'create', kind, ref: row } : { op: 'set', key: row }
  if (title !== undefined) op.title = title
  if (Object.keys(properties).length > 0) op.properties = properties
  if (unset.length > 0 && !isNew(row)) op.unset = unset.sort()
  return isNew(row) || op.title !== undefined || op.properties || op.unset ? op : null
}

function linkOps(from: string, verb: string, w: CellWrite): Op[] {
  const before = (w.before as string[] | undefined) ?? []
  const after = (w.after as string[] | undefined) ?? []
  return [
    ...before.filter((to) => !after.includes(to)).map((to): Op => ({ op: 'unlink', from, verb, to })),
    ...after.filter((to) => !before.includes(to)).map((to): Op => ({ op: 'link', from, verb, to })),
  ]
}
