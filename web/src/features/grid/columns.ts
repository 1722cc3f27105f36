/** The columns of a kind: from its properties and from the links that begin at it. */
import type { SchemaDocument, SchemaKind } from '../../api/documents'
import { editorOf, type Property } from '../../domain/field'
import type { CellType, GridColumn } from '../../ui/grid/column'
import type { ColumnLayout } from '../../ui/grid/layout'
import { linkColumn } from '../../ui/grid/row-table'
import type { Words } from '../../ui/words'
import { computedColumn, computedOf, type ComputedName } from './use-computed'

const widths: Record<CellType, number> = {
  key: 84,
  text: 130,
  word: 104,
  'yes/no': 72,
  number: 76,
  date: 104,
  moment: 148,
  vector: 132,
  list: 150,
  'standard row': 178,
  digest: 130,
  table: 92,
  links: 150,
}
const mono = new Set([
  'addresses',
  'mac',
  'firmware',
  'serial',
  'port',
  'version_from',
  'version_to',
  'firmware_from',
  'firmware_to',
  'digest',
  'cve',
  'cvss',
  'row',
  'inventory_id',
  'protocols',
  'exposes',
])
const wide: Record<string, number> = {
  location: 160,
  description: 220,
  steps: 240,
  procedure: 240,
  scenario: 240,
  exposes: 190,
  firmware: 112,
  function: 110,
  criticality: 92,
}

/** What is shown at first, by kind; others show their first eight. */
const first: Record<string, readonly string[]> = {
  asset: ['title', 'function', '→ instance of', '→ in', 'addresses', 'firmware', 'location', 'criticality', '∑ capability'],
  zone: ['title', 'type', '→ within', 'purdue', 'target', '∑ achieved', '∑ suspects', '∑ findings', 'accountable', 'description'],
  conduit: ['title', '→ connects', 'target', '∑ achieved', '∑ suspects', '∑ findings', 'accountable', 'description'],
  channel: ['title', '→ via', '→ from', '→ to', 'protocol', 'transport', 'port', 'direction', 'purpose'],
  product: [
    'title',
    'vendor',
    'model',
    'version_from',
    'version_to',
    'component_types',
    'statements',
    'certificates',
    '∑ capability',
  ],
  'test case': ['title', 'method', '→ verifies', 'procedure', 'expected'],
  'test run': ['title', '→ executes', 'at', 'result', 'tester', 'remarks'],
  evidence: ['title', 'file_name', '→ evidences', '→ holds for', 'collected_at', 'collected_by', 'valid_until'],
  countermeasure: ['title', 'status', 'compensating', 'layers', '→ deployed at', '→ mitigates', '→ satisfies'],
  allocation: ['title', 'row', '→ allocated to', 'assessment', 'reason', 'approved_by', 'approved_on'],
}

/** The type of a property as a grid knows it. */
const typeOf = (type: string): CellType => (type in widths ? (type as CellType) : 'text')

export const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** What columns are called in the language of the page. */
export interface ColumnNames {
  key: string
  title: string
  /** A heading shorter than the words of the verb, such as Zone; undefined without one. */
  of: (id: string) => string | undefined
  computed: (name: ComputedName) => string
  words: Words
}

/** All columns of a kind, in the order of forms. */
export function columnsOf(schema: SchemaDocument, kind: SchemaKind, names: ColumnNames): GridColumn[] {
  const { words } = names
  const columns: GridColumn[] = [
    { id: 'key', heading: names.key, type: 'key', locked: 'key', width: widths.key, mono: true },
    { id: 'title', heading: names.title, type: 'text', required: true, width: 190 },
  ]
  for (const verb of schema.verbs) {
    const ends = verb.ends.filter((e) => e.from.includes(kind.kind))
    if (ends.length === 0) continue
    const kinds = [...new Set(ends.flatMap((e) => e.to))]
    columns.push({
      id: linkColumn(verb.verb),
      heading: names.of(linkColumn(verb.verb)) ?? capital(words.verb(verb.verb)),
      type: 'links',
      verb: verb.verb,
      single: verb.single,
      kinds,
      width: verb.single ? 160 : 120,
      help: words.verbHelp(verb.verb, verb.help),
    })
  }
  for (const p of kind.properties) {
    const property = p as Property
    const type = typeOf(p.type)
    columns.push({
      id: p.name,
      heading: capital(words.property(p.name.replace(/^x_/, ''))),
      type,
      choices: p.choices ?? undefined,
      words: p.choices ? new Map(p.choices.map((c) => [c, words.choice(c)])) : undefined,
      columns: p.columns ?? undefined,
      locked: p.recorded ? 'recorded' : undefined,
      lines: type === 'text' && editorOf({ ...property, recorded: false }) === 'lines',
      mono: mono.has(p.name) || type === 'digest' || type === 'standard row',
      width: wide[p.name] ?? widths[type],
      help: words.help(kind.kind, p.name, p.help),
    })
  }
  for (const name of computedOf(kind.kind)) {
    const vector = name === 'achieved' || name === 'capability' || name === 'gap'
    columns.push({
      id: computedColumn(name),
      heading: names.computed(name),
      type: vector ? 'vector' : 'number',
      locked: 'computed',
      width: vector ? 98 : 92,
    })
  }
  // A heading that is cut off says nothing; most fit with a little more room.
  return columns.map((c) => ({ ...c, width: Math.max(c.width, Math.min(c.heading.length * 7 + 28, 170)) }))
}

/** The columns that a kind shows before anybody chose. What is computed for very many items is asked for only when somebody wants it. */
export function firstLayout(kind: string, columns: readonly GridColumn[], items = 0): ColumnLayout {
  const known = new Set(columns.map((c) => c.id))
  const wanted = first[kind] ?? columns.slice(1, 10).map((c) => c.id)
  return { shown: wanted.filter((id) => known.has(id) && (items <= 20_000 || !id.startsWith('∑'))), widths: {} }
}
