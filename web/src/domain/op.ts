/**
 * Steps of a change, as the API takes them, and what they do to items that are
 * on the screen before the server has answered.
 */

/** A value of a property, in JSON of the type that the schema declares. */
export type Value = string | number | boolean | number[] | string[] | Record<string, string>[]
export type Properties = Record<string, Value>

/** One step. Which members count depends on op; see Op in the API. */
export interface Op {
  op: 'create' | 'set' | 'unset' | 'link' | 'unlink' | 'confirm' | 'retire' | 'revive'
  key?: string
  kind?: string
  ref?: string
  title?: string
  properties?: Properties
  unset?: string[]
  from?: string
  verb?: string
  to?: string
  reason?: string
}

/** What steps change of an item: enough of api.Item to show it. */
export interface ItemLike {
  key: string
  title: string
  retired: boolean
  properties: Properties
  links: ItemLink[]
  linked_from?: { from: string; verb: string; title: string; suspect: boolean }[]
}

/** A link that begins at an item. */
export interface ItemLink {
  verb: string
  to: string
  title: string
  suspect?: boolean
  properties?: Properties | Record<string, unknown>
}

/** A change of fields of one item; undefined as a value takes a property away. Title stands among them. */
export type FieldChanges = Record<string, Value | undefined>

/** The steps that write fields of one item. Null if there is nothing to do. */
export function setFields(key: string, changes: FieldChanges): Op | null {
  const properties: Properties = {}
  const unset: string[] = []
  let title: string | undefined
  for (const [name, value] of Object.entries(changes)) {
    if (name === 'title') title = typeof value === 'string' ? value : undefined
    else if (value === undefined || value === '') unset.push(name)
    else properties[name] = value
  }
  const op: Op = { op: 'set', key }
  if (title !== undefined) op.title = title
  if (Object.keys(properties).length > 0) op.properties = properties
  if (unset.length > 0) op.unset = unset.sort()
  return op.title === undefined && !op.properties && !op.unset ? null : op
}

/** The value that a field of an item has; undefined if it is not set. */
export function fieldOf(item: ItemLike, name: string): Value | undefined {
  return name === 'title' ? item.title : item.properties[name]
}

/** Whether two values are the same; not set is a value of its own. */
export const sameValue = (a: Value | undefined, b: Value | undefined): boolean => JSON.stringify(a) === JSON.stringify(b)

/** The keys of items that steps change. Both ends of a link count. */
export function touched(ops: readonly Op[]): Set<string> {
  const keys = new Set<string>()
  // What has no key yet is a name within the list of steps.
  for (const op of ops) for (const key of [op.key, op.from, op.to]) if (key && !key.startsWith('$')) keys.add(key)
  return keys
}

/** The items that steps say something of: what is written, and where links begin. */
export function written(ops: readonly Op[]): Set<string> {
  const keys = new Set<string>()
  for (const op of ops) {
    const key = op.key ?? op.from
    if (key && !key.startsWith('$')) keys.add(key)
  }
  return keys
}

/** The fields that steps write, as key and name: where others can have been faster. */
export function writes(ops: readonly Op[]): { key: string; name: string; value: Value | undefined }[] {
  const out: { key: string; name: string; value: Value | undefined }[] = []
  for (const op of ops) {
    if ((op.op !== 'set' && op.op !== 'unset') || op.key === undefined || op.from !== undefined) continue
    if (op.title !== undefined) out.push({ key: op.key, name: 'title', value: op.title })
    for (const [name, value] of Object.entries(op.properties ?? {})) out.push({ key: op.key, name, value })
    for (const name of op.unset ?? []) out.push({ key: op.key, name, value: undefined })
  }
  return out
}

/** The item as it will be once the steps are carried out. The same object if they do not concern it. */
export function applied<T extends ItemLike>(item: T, ops: readonly Op[]): T {
  let out = item
  for (const op of ops) out = appliedOne(out, op)
  return out
}

function appliedOne<T extends ItemLike>(item: T, op: Op): T {
  if (op.from === item.key && op.verb && op.to) return { ...item, links: linksAfter(item.links, op) }
  if (op.to === item.key && op.verb && op.from && item.linked_from)
    return { ...item, linked_from: linkedAfter(item.linked_from, op) }
  if (op.key !== item.key) return item
  switch (op.op) {
    case 'set':
    case 'unset': {
      const properties = { ...item.properties, ...op.properties }
      for (const name of op.unset ?? []) delete properties[name]
      return { ...item, title: op.title ?? item.title, properties }
    }
    case 'retire':
      return { ...item, retired: true }
    case 'revive':
      return { ...item, retired: false }
    default:
      return item
  }
}

function linksAfter(links: ItemLink[], op: Op): ItemLink[] {
  const { verb = '', to = '' } = op
  const same = (l: ItemLink) => l.verb === verb && l.to === to
  switch (op.op) {
    case 'link':
      return links.some(same)
        ? links
        : [...links, { verb, to, title: '', ...(op.properties ? { properties: op.properties } : {}) }]
    case 'unlink':
      return links.filter((l) => !same(l))
    case 'confirm':
      return links.map((l) => (same(l) ? { ...l, suspect: false } : l))
    case 'set':
    case 'unset':
      return links.map((l) => (same(l) ? { ...l, properties: propertiesAfter(l.properties ?? {}, op) } : l))
    default:
      return links
  }
}

function propertiesAfter(before: Record<string, unknown>, op: Op): Record<string, unknown> {
  const gone = op.unset ?? []
  return Object.fromEntries(Object.entries({ ...before, ...op.properties }).filter(([name]) => !gone.includes(name)))
}

function linkedAfter(links: NonNullable<ItemLike['linked_from']>, op: Op): NonNullable<ItemLike['linked_from']> {
  const { verb = '', from = '' } = op
  const same = (l: { verb: string; from: string }) => l.verb === verb && l.from === from
  switch (op.op) {
    case 'link':
      return links.some(same) ? links : [...links, { from, verb, title: '', suspect: false }]
    case 'unlink':
      return links.filter((l) => !same(l))
    case 'confirm':
      return links.map((l) => (same(l) ? { ...l, suspect: false } : l))
    default:
      return links
  }
}
