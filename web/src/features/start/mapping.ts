/** What the columns of a list are taken for, and how a correction is given back. */
import type { components } from '../../api/schema'

export type Reading = components['schemas']['InventoryReading']
export type ReadColumn = Reading['columns'][number]

/** A target that others of its kind exclude: given by another column already. */
export function takenBy(reading: Reading, target: string, column: string): string | null {
  const many = reading.targets.find((x) => x.name === target)?.many ?? false
  if (many || target === '') return null
  return reading.columns.find((c) => c.to === target && c.header !== column)?.header ?? null
}

/** The reading with another target for a column. A target that stands once is taken from the column that had it. */
export function retarget(reading: Reading, header: string, to: string): Reading {
  const from = takenBy(reading, to, header)
  const columns = reading.columns.map((c): ReadColumn => {
    if (c.header === header) return to === '' ? without(c) : directed(reading, c, to)
    return c.header === from ? without(c) : c
  })
  return { ...reading, columns, match: identities(reading, columns) }
}

/** A column that gives something else: what its cells meant before is forgotten, and a list is split. */
function directed(reading: Reading, column: ReadColumn, to: string): ReadColumn {
  if (column.to === to) return column
  const list = reading.targets.find((x) => x.name === to)?.list ?? false
  return { ...column, to, values: [], split: list ? column.separators : [] }
}

function without(column: ReadColumn): ReadColumn {
  const rest: ReadColumn = { ...column, values: [] }
  delete rest.to
  return rest
}

const identity = ['key', 'inventory_id', 'serial', 'mac', 'addresses', 'title']

/** By what assets are recognised: as before, and by what a column newly gives. */
function identities(reading: Reading, columns: readonly ReadColumn[]): string[] {
  const given = identity.filter((name) => columns.some((c) => c.to === name))
  const kept = reading.match.filter((m) => given.includes(m))
  const fresh = given.filter((m) => !kept.includes(m) && !reading.columns.some((c) => c.to === m))
  // The order is that of strength; what a person had taken out stays out.
  return identity.filter((m) => kept.includes(m) || fresh.includes(m))
}

/** The reading as the text of a mapping file: JSON, which is YAML too. */
export function mappingText(reading: Reading): string {
  const words = (list: Reading['marks']) => Object.fromEntries(list.map((w) => [w.name, w.words]))
  const file = {
    version: 1,
    ...(reading.sheet ? { sheet: reading.sheet } : {}),
    ...(reading.seek_header ? {} : { header_row: reading.header_row }),
    match: reading.match,
    ...(reading.dates ? { dates: reading.dates } : {}),
    blanks: reading.blanks,
    columns: reading.columns.map((c) => ({
      header: c.header,
      ...(c.to ? { to: c.to } : { ignore: true }),
      ...(c.to && c.split.length > 0 ? { split: c.split } : {}),
      ...(c.to && c.values.length > 0 ? { values: Object.fromEntries(c.values.map((v) => [v.cell, v.ours])) } : {}),
    })),
    marks: words(reading.marks),
    component_types: words(reading.component_types),
  }
  // What YAML does not take bare in quotes.
  return JSON.stringify(file).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff]/g,
    (c) => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0'),
  )
}
