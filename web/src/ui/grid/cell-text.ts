/**
 * Values of cells as text, and text as values. Whatever `editText` writes,
 * `readCell` reads back as the same value; a test holds that for every type.
 */
import { formatVector, parseVector } from '../../domain/sl'
import type { Value } from '../../domain/op'
import { plainText, said, type CellValue, type Directory, type GridColumn } from './column'
import { momentText, readDay, readMoment } from './dates'

/** What is wrong with a text, as the name of a message and what stands in it. */
export interface CellFault {
  fault:
    | 'locked'
    | 'required'
    | 'choice'
    | 'yes-no'
    | 'number'
    | 'fraction'
    | 'date'
    | 'two-days'
    | 'moment'
    | 'vector'
    | 'row'
    | 'digest'
    | 'table'
    | 'no-item'
    | 'two-items'
    | 'one-item'
    | 'line-break'
    | 'long'
    | 'control'
  values: Record<string, string | number>
}

export type CellReading = { ok: true; value: CellValue } | ({ ok: false } & CellFault)

const wrong = (fault: CellFault['fault'], values: CellFault['values'] = {}): CellReading => ({ ok: false, fault, values })

/** The words that mean yes and no in any language of the app and in spreadsheets. */
const yes = new Set(['yes', 'y', 'true', '1', 'x', '✓', 'ja', 'j', 'wahr'])
const no = new Set(['no', 'n', 'false', '0', '-', 'nein', 'falsch'])

export interface TextOptions {
  locale: string
  /** The words for yes and no. */
  yes: string
  no: string
  directory: Directory
}

/** The value of a cell in the form in which it is edited and copied. */
export function editText(column: GridColumn, value: CellValue, options: Pick<TextOptions, 'yes' | 'no'>): string {
  if (value === undefined) return ''
  switch (column.type) {
    case 'yes/no':
      return value === true ? options.yes : options.no
    case 'vector':
      return Array.isArray(value) ? formatVector(value as number[]) : plainText(value)
    case 'moment':
      return momentText(plainText(value))
    case 'table':
      return JSON.stringify(value)
    case 'word':
      return said(column, plainText(value))
    case 'list':
      return Array.isArray(value) ? listText((value as string[]).map((w) => said(column, w))) : plainText(value)
    case 'links':
      return Array.isArray(value) ? (value as string[]).join(', ') : plainText(value)
    default:
      return plainText(value)
  }
}

/** A list with the plainest separator that none of its entries holds. */
export function listText(list: readonly string[]): string {
  if (list.every((e) => !/[,;\n]/.test(e))) return list.join(', ')
  if (list.every((e) => !/[;\n]/.test(e))) return list.join('; ') + (list.length === 1 ? ';' : '')
  return list.join('\n') + (list.length === 1 ? '\n' : '')
}

/** Reads a list: by lines if there are any, else by semicolons, else by commas. */
export function readList(text: string): string[] {
  const separator = text.includes('\n') ? '\n' : text.includes(';') ? ';' : ','
  return text
    .split(separator)
    .map((e) => e.trim())
    .filter((e) => e !== '')
}

/** Reads what somebody typed or pasted into a cell. An empty text empties the cell. */
export function readCell(column: GridColumn, text: string, options: TextOptions): CellReading {
  if (column.locked) return wrong('locked')
  const t = text.replace(/\r\n?/g, '\n').replaceAll('\u00a0', ' ').trim()
  if (t === '') return column.required ? wrong('required', { column: column.heading }) : { ok: true, value: undefined }
  if (t.length > 100_000) return wrong('long')
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(t)) return wrong('control')
  switch (column.type) {
    case 'key':
      return wrong('locked')
    case 'text':
      return !column.lines && t.includes('\n') && column.id === 'title' ? wrong('line-break') : { ok: true, value: t }
    case 'word':
      return readWord(column, t)
    case 'yes/no':
      return readYesNo(t, options)
    case 'number':
      return readNumber(t, options.locale)
    case 'date':
      return readDate(t)
    case 'moment': {
      const moment = readMoment(t)
      return moment === null ? wrong('moment', { text: t }) : { ok: true, value: moment }
    }
    case 'vector': {
      const vector = parseVector(t.replace(/(\d)\s*[;/]\s*(?=\d)/g, '$1,'))
      return vector ? { ok: true, value: [...vector] } : wrong('vector', { text: t })
    }
    case 'list':
      return readWords(column, readList(text.replace(/\r\n?/g, '\n')))
    case 'standard row':
      return /^\S+:\d{4}\S* \S.*$/.test(t) || /^(SR|CR|EDR|HDR|NDR|SAR|RE|SP|ORG)[\s-]?\S/i.test(t)
        ? { ok: true, value: t }
        : wrong('row', { text: t })
    case 'digest':
      return /^sha256:[0-9a-f]{64}$/i.test(t) ? { ok: true, value: t.toLowerCase() } : wrong('digest', { text: t.slice(0, 24) })
    case 'table':
      return readTable(column, t)
    case 'links':
      return readLinks(column, t, options.directory)
  }
}

/** A word without regard to case, and without its blanks; a beginning that only one has is enough to type, not to paste. */
function readWord(column: GridColumn, t: string): CellReading {
  const plain = (w: string) => w.toLowerCase().replace(/[\s_-]+/g, ' ')
  const found = (column.choices ?? []).find((c) => plain(c) === plain(t) || plain(said(column, c)) === plain(t))
  return found === undefined
    ? wrong('choice', { text: t, choices: (column.choices ?? []).map((c) => said(column, c)).join(', ') })
    : { ok: true, value: found }
}

/** A list of declared words is read word by word; any other list as it is. */
function readWords(column: GridColumn, list: readonly string[]): CellReading {
  if (!column.choices || column.choices.length === 0) return { ok: true, value: [...list] }
  const words: string[] = []
  for (const entry of list) {
    const reading = readWord(column, entry)
    if (!reading.ok) return reading
    if (!words.includes(reading.value as string)) words.push(reading.value as string)
  }
  return { ok: true, value: words }
}

function readYesNo(t: string, options: TextOptions): CellReading {
  const word = t.toLowerCase()
  if (word === options.yes.toLowerCase() || yes.has(word)) return { ok: true, value: true }
  if (word === options.no.toLowerCase() || no.has(word)) return { ok: true, value: false }
  return wrong('yes-no', { text: t, yes: options.yes, no: options.no })
}

/** The signs for thousands and decimals of a locale. */
function numberSigns(locale: string): { group: string; decimal: string } {
  const parts = new Intl.NumberFormat(locale, { useGrouping: true }).formatToParts(12345.6)
  const of = (type: string) => parts.find((p) => p.type === type)?.value ?? ''
  return { group: of('group'), decimal: of('decimal') }
}

function readNumber(t: string, locale: string): CellReading {
  const { group, decimal } = numberSigns(locale)
  const escape = (s: string) => s.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const grouped = new RegExp(`^[-−+]?\\d{1,3}(?:[${escape(group)}\\u00a0\\u202f ']\\d{3})+(?:${escape(decimal)}0*)?$`)
  const plain = new RegExp(`^[-−+]?\\d+(?:${escape(decimal)}\\d*)?$`)
  if (!grouped.test(t) && !plain.test(t)) {
    // A point is no sign of thousands unless three digits follow, and then it is one in the other writing only.
    return /^[-−+]?\d+[.,]\d+$/.test(t) ? wrong('fraction', { text: t }) : wrong('number', { text: t })
  }
  const [whole = '', part = ''] = t.split(decimal)
  if (/[1-9]/.test(part)) return wrong('fraction', { text: t })
  const value = Number(whole.replace('−', '-').replace(/[^\d-]/g, ''))
  return Number.isSafeInteger(value) ? { ok: true, value } : wrong('number', { text: t })
}

function readDate(t: string): CellReading {
  const reading = readDay(t)
  if (reading.ok) return { ok: true, value: reading.day }
  return reading.fault === 'two'
    ? wrong('two-days', { text: t, first: reading.first, second: reading.second })
    : wrong('date', { text: t })
}

function readTable(column: GridColumn, t: string): CellReading {
  let rows: unknown
  try {
    rows = JSON.parse(t)
  } catch {
    return wrong('table', { column: column.heading })
  }
  const names = new Set((column.columns ?? []).map((c) => c.name))
  const record = (r: unknown) =>
    typeof r === 'object' &&
    r !== null &&
    !Array.isArray(r) &&
    Object.entries(r).every(([name, cell]) => names.has(name) && typeof cell === 'string')
  return Array.isArray(rows) && rows.every(record)
    ? { ok: true, value: rows as Value }
    : wrong('table', { column: column.heading })
}

function readLinks(column: GridColumn, t: string, directory: Directory): CellReading {
  const kinds = column.kinds ?? []
  const find = (part: string): CellReading | string => {
    const named = directory.named(part, kinds)
    // "ZON-3 Turbine control" is how a cell shows it.
    const found = named.length > 0 ? named : directory.named(/^([A-Za-z]{3}-\d+)(?=\s)/.exec(part)?.[1] ?? '', kinds)
    const [first, second] = found
    // With too many items to know them all the server judges a key.
    if (!first && directory.partial && /^[A-Z]{3}-\d+$/i.test(part)) return part.toUpperCase()
    if (!first) return wrong('no-item', { text: part, kinds: kinds.length > 4 ? '' : kinds.join(', ') })
    if (second) return wrong('two-items', { text: part, first: first.key, second: second.key })
    return first.key
  }
  // A title may hold a comma, so the whole is tried first.
  const whole = find(t)
  if (typeof whole === 'string') return { ok: true, value: [whole] }
  const parts = readList(t)
  if (parts.length < 2) return whole
  const keys: string[] = []
  for (const part of parts) {
    const key = find(part)
    if (typeof key !== 'string') return key
    if (!keys.includes(key)) keys.push(key)
  }
  return column.single && keys.length > 1 ? wrong('one-item', { column: column.heading }) : { ok: true, value: keys }
}

/** Whether two values of a cell are the same; the order of links means nothing. */
export function sameCellValue(column: GridColumn, a: CellValue, b: CellValue): boolean {
  const empty = (v: CellValue) => v === undefined || (Array.isArray(v) && v.length === 0)
  if (empty(a) || empty(b)) return empty(a) && empty(b)
  if (column.type === 'links' && Array.isArray(a) && Array.isArray(b))
    return [...(a as string[])].sort().join() === [...(b as string[])].sort().join()
  return JSON.stringify(a) === JSON.stringify(b)
}
