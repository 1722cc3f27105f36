/** What can follow in a filter expression at the caret: names, words, verbs, keys, functions, operators. */
import { frs } from '../../domain/sl'
import type { GridColumn } from './column'

export interface FilterNames {
  columns: readonly GridColumn[]
  /** Verbs of links as read from the kind at hand, from either end. */
  verbs: readonly string[]
  /** Keys for a beginning, with their titles. */
  keys: (start: string) => readonly { key: string; title: string }[]
}

export interface FilterOption {
  text: string
  /** What it is, for a word beside it. */
  is: 'property' | 'word' | 'verb' | 'key' | 'function' | 'operator' | 'level'
  hint?: string
}

export interface Completion {
  /** The part of the text that a choice replaces. */
  from: number
  to: number
  options: FilterOption[]
}

interface Token {
  kind: 'name' | 'text' | 'number' | 'sign'
  text: string
  from: number
  /** A text whose quote is not closed before the caret. */
  open?: boolean
}

/** Splits the text before the caret. */
export function tokens(source: string): Token[] {
  const out: Token[] = []
  const word = /\s+|([A-Za-z_][A-Za-z0-9_]*)|(\d+(?:\.\d+)?)|(["'])|(==|!=|<=|>=|\.\.|&&|\|\||\?\?|[^\s])/y
  let i = 0
  while (i < source.length) {
    word.lastIndex = i
    const m = word.exec(source)
    if (!m) break
    if (m[1] !== undefined) out.push({ kind: 'name', text: m[1], from: i })
    else if (m[2] !== undefined) out.push({ kind: 'number', text: m[2], from: i })
    else if (m[4] !== undefined) out.push({ kind: 'sign', text: m[4], from: i })
    else if (m[3] !== undefined) {
      let j = i + 1
      while (j < source.length && source[j] !== m[3]) j += source[j] === '\\' ? 2 : 1
      out.push({ kind: 'text', text: source.slice(i + 1, j), from: i, open: j >= source.length })
      i = Math.min(j + 1, source.length)
      continue
    }
    i += m[0].length
  }
  return out
}

const functions = ['any', 'all', 'none', 'count', 'linked', 'to', 'len', 'lower', 'upper', 'trim', 'number', 'days', 'min', 'max']
const comparisons = new Set(['==', '!=', '<', '<=', '>', '>='])
const general: FilterOption[] = [
  { text: 'key', is: 'property' },
  { text: 'title', is: 'property' },
  { text: 'revision', is: 'property' },
  { text: 'retired', is: 'property' },
  { text: 'today', is: 'property' },
]

const starting = (options: readonly FilterOption[], start: string): FilterOption[] => {
  const s = start.toLowerCase()
  const begins = options.filter((o) => o.text.toLowerCase().startsWith(s))
  const holds = s.length > 1 ? options.filter((o) => !o.text.toLowerCase().startsWith(s) && o.text.toLowerCase().includes(s)) : []
  return [...begins, ...holds].filter((o) => o.text !== start)
}

/** Completes at the caret. No options where nothing is known. */
export function complete(source: string, caret: number, names: FilterNames, most = 40): Completion {
  const all = tokens(source.slice(0, caret))
  const last = all.at(-1)
  const result = (from: number, options: FilterOption[]): Completion => ({ from, to: caret, options: options.slice(0, most) })
  if (last?.kind === 'text' && last.open) return result(last.from, inText(last.text, all.slice(0, -1), names))
  const inName = last?.kind === 'name' && last.from + last.text.length === caret
  const before = inName ? all.slice(0, -1) : all
  const start = inName ? last.text : ''
  const from = caret - start.length
  const previous = before.at(-1)
  if (previous?.text === '.' && previous.kind === 'sign') return result(from, starting(afterPoint(before, names), start))
  if (inName || !endsOperand(before))
    return result(from, starting([...properties(names), ...valuesAfter(before, names), ...keywords(before)], start))
  return result(from, operatorsFor(before, names))
}

const properties = (names: FilterNames): FilterOption[] => [
  ...general,
  ...names.columns
    .filter((c) => !['key', 'title', 'links'].includes(c.id) && c.type !== 'links' && c.locked !== 'computed')
    .map((c): FilterOption => ({ text: c.id, is: 'property', hint: c.type })),
  ...functions.map((f): FilterOption => ({ text: `${f}(`, is: 'function' })),
  { text: 'not', is: 'operator' },
]

/** Whether what stands there is a whole value, so that an operator comes next. */
function endsOperand(list: readonly Token[]): boolean {
  const last = list.at(-1)
  if (!last) return false
  if (last.kind === 'sign') return last.text === ')' || last.text === ']' || last.text === '#'
  return last.kind !== 'name' || !keyword.has(last.text)
}

const keyword = new Set(['and', 'or', 'not', 'in', 'contains', 'startsWith', 'endsWith', 'matches'])
const keywords = (before: readonly Token[]): FilterOption[] =>
  endsOperand(before)
    ? ['and', 'or', 'in', 'contains', 'startsWith', 'endsWith', 'matches', 'not in'].map((text) => ({ text, is: 'operator' }))
    : []

/** The column that a comparison before the caret asks about. */
function compared(before: readonly Token[], names: FilterNames): GridColumn | undefined {
  let i = before.length - 1
  const sign = before[i]
  if (sign && comparisons.has(sign.text)) i--
  else {
    // Inside the brackets of `in [` go back to the name before.
    while (i >= 0 && before[i]?.text !== '[') i--
    if (before[i - 1]?.text !== 'in') return undefined
    i -= before[i - 2]?.text === 'not' ? 3 : 2
  }
  return names.columns.find((c) => c.id === before[i]?.text)
}

const quoted = (text: string): string => `"${text}"`

function valuesAfter(before: readonly Token[], names: FilterNames): FilterOption[] {
  const call = callAt(before)
  if (call) return callValues(call, '', names).map((o) => ({ ...o, text: quoted(o.text) }))
  const column = compared(before, names)
  return (column?.choices ?? []).map((c) => ({ text: quoted(c), is: 'word' }))
}

/** The function whose brackets are open at the end, and which argument is being written. */
function callAt(before: readonly Token[]): { name: string; argument: number } | null {
  let depth = 0
  let argument = 0
  for (let i = before.length - 1; i >= 0; i--) {
    const t = before[i]
    if (t?.kind !== 'sign') continue
    if (t.text === ')') depth++
    else if (t.text === ',' && depth === 0) argument++
    else if (t.text === '(') {
      if (depth > 0) depth--
      else {
        const name = before[i - 1]
        return name?.kind === 'name' && ['linked', 'count', 'to'].includes(name.text) ? { name: name.text, argument } : null
      }
    }
  }
  return null
}

function callValues(call: { name: string; argument: number }, start: string, names: FilterNames): FilterOption[] {
  if (call.argument === 0) return names.verbs.map((text) => ({ text, is: 'verb' }))
  return call.name === 'linked' ? names.keys(start).map((k) => ({ text: k.key, is: 'key', hint: k.title })) : []
}

/** Inside a text: the quotes come with the choice. */
function inText(start: string, before: readonly Token[], names: FilterNames): FilterOption[] {
  const call = callAt(before)
  const options: FilterOption[] = call
    ? callValues(call, start, names)
    : (compared(before, names)?.choices ?? []).map((text) => ({ text, is: 'word' }))
  const s = start.toLowerCase()
  return options.filter((o) => call?.argument || o.text.toLowerCase().includes(s)).map((o) => ({ ...o, text: quoted(o.text) }))
}

function afterPoint(before: readonly Token[], names: FilterNames): FilterOption[] {
  const column = names.columns.find((c) => c.id === before.at(-2)?.text)
  if (column?.type === 'vector') return frs.map((text) => ({ text, is: 'level' }))
  const table = before.at(-2)?.text === ',' ? names.columns.find((c) => c.id === before.at(-3)?.text) : undefined
  return (table?.columns ?? []).map((c) => ({ text: c.name, is: 'property' }))
}

function operatorsFor(before: readonly Token[], names: FilterNames): FilterOption[] {
  const last = before.at(-1)
  const column = last?.kind === 'name' ? names.columns.find((c) => c.id === last.text) : undefined
  const list = (texts: readonly string[]): FilterOption[] => texts.map((text) => ({ text, is: 'operator' }))
  const compares = ['==', '!=', '<', '<=', '>', '>=']
  const typeOf =
    column?.type ??
    (last && ['title', 'key'].includes(last.text) ? 'text' : last && ['today', 'revision'].includes(last.text) ? 'number' : null)
  switch (typeOf) {
    case 'text':
    case 'key':
    case 'standard row':
      return list(['==', '!=', 'contains', 'startsWith', 'endsWith', 'matches', 'in', '<', '>='])
    case 'yes/no':
      return list(['and', 'or'])
    case 'vector':
      return list(['.'])
    case 'word':
      return list([...compares, 'in', 'not in'])
    case 'number':
    case 'date':
    case 'moment':
      return list(compares)
    default:
      return list(['and', 'or', ...compares])
  }
}
