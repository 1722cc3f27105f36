/**
 * The short filters above columns, as expressions of the filter language
 * (docs/formats/filter.md). One cell holds a text to look for, or a sign and
 * one: = exactly, ! without, < <= > >= by order, a..b between, - empty, * not
 * empty; several words with commas mean any of them.
 */
import { frs } from '../../domain/sl'
import type { Directory, GridColumn } from './column'
import { readDay } from './dates'

export type QuickFilter =
  | { ok: true; expression: string }
  | { ok: false; fault: 'choice' | 'number' | 'date' | 'vector' | 'no-item' | 'operator'; text: string }

const literal = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
const good = (expression: string): QuickFilter => ({ ok: true, expression })

/** The expression of one column; an empty text gives none. */
export function quickFilter(column: GridColumn, source: string, directory: Directory): QuickFilter {
  const text = source.trim()
  if (text === '') return good('')
  if (text === '-') return good(blank(column, true))
  if (text === '*') return good(blank(column, false))
  const sign = /^(<=|>=|<|>|=|!)\s*(.*)$/s.exec(text)
  const op = sign?.[1] ?? ''
  const rest = sign ? (sign[2] ?? '').trim() : text
  if (rest === '') return { ok: false, fault: 'operator', text }
  switch (column.type) {
    case 'word':
      return words(column, op, rest)
    case 'yes/no':
      return yesNo(column, op, rest)
    case 'number':
      return ordered(column.id, op, rest, (t) => (/^-?\d+$/.test(t) ? t : null), 'number')
    case 'date':
    case 'moment':
      return ordered(column.id, op, rest, dayLiteral, 'date')
    case 'vector':
      return vector(column, op, rest)
    case 'list':
      return good(
        each(rest, op, (t) =>
          op === '=' ? `${literal(t)} in ${column.id}` : `any(${column.id}, lower(#) contains ${literal(t.toLowerCase())})`,
        ),
      )
    case 'links':
      return links(column, op, rest, directory)
    case 'table':
      return ordered(`len(${column.id})`, op, rest, (t) => (/^\d+$/.test(t) ? t : null), 'number')
    default:
      return good(texts(column, op, rest))
  }
}

function blank(column: GridColumn, is: boolean): string {
  if (column.type === 'links') return `${is ? 'not ' : ''}linked(${literal(column.verb ?? '')})`
  if (column.type === 'list' || column.type === 'table') return is ? `len(${column.id}) == 0` : `len(${column.id}) > 0`
  return `${column.id} ${is ? '==' : '!='} nil`
}

const parts = (text: string): string[] =>
  text
    .split(',')
    .map((t) => t.trim())
    .filter((t) => t !== '')

/** Any of several texts, or none of them after a !. */
function each(text: string, op: string, one: (t: string) => string): string {
  const all = parts(text).map(one)
  const any = all.length > 1 ? `(${all.join(' or ')})` : (all[0] ?? 'true')
  return op === '!' ? `not ${all.length > 1 ? any : `(${any})`}` : any
}

function texts(column: GridColumn, op: string, text: string): string {
  const span = /^(.+?)\.\.(.+)$/.exec(text)
  if (span && op === '' && /\d/.test(text))
    return `${literal((span[1] ?? '').trim())} <= ${column.id} <= ${literal((span[2] ?? '').trim())}`
  if (op.startsWith('<') || op.startsWith('>')) return `${column.id} ${op} ${literal(text)}`
  return each(text, op, (t) =>
    op === '=' ? `${column.id} == ${literal(t)}` : `lower(${column.id}) contains ${literal(t.toLowerCase())}`,
  )
}

function words(column: GridColumn, op: string, text: string): QuickFilter {
  const found = parts(text).map((t) => {
    const wanted = t.toLowerCase()
    const choices = column.choices ?? []
    return choices.find((c) => c.toLowerCase() === wanted) ?? unique(choices.filter((c) => c.toLowerCase().startsWith(wanted)))
  })
  if (found.some((w) => w === undefined)) return { ok: false, fault: 'choice', text }
  const list = found.map((w) => literal(w ?? ''))
  if (op.startsWith('<') || op.startsWith('>'))
    return list.length === 1 ? good(`${column.id} ${op} ${list[0] ?? ''}`) : { ok: false, fault: 'operator', text }
  if (list.length === 1) return good(`${column.id} ${op === '!' ? '!=' : '=='} ${list[0] ?? ''}`)
  return good(`${column.id} ${op === '!' ? 'not in' : 'in'} [${list.join(', ')}]`)
}

const unique = (list: readonly string[]): string | undefined => (list.length === 1 ? list[0] : undefined)

function yesNo(column: GridColumn, op: string, text: string): QuickFilter {
  const yes = /^(y|yes|j|ja|true|1|x)$/i.test(text)
  const no = /^(n|no|nein|false|0)$/i.test(text)
  if (!yes && !no) return { ok: false, fault: 'choice', text }
  return good((op === '!' ? !yes : yes) ? column.id : `not ${column.id}`)
}

function ordered(
  name: string,
  op: string,
  text: string,
  read: (t: string) => string | null,
  fault: 'number' | 'date',
): QuickFilter {
  const span = /^(.+?)\.\.(.+)$/.exec(text)
  if (span && op === '') {
    const [low, high] = [read((span[1] ?? '').trim()), read((span[2] ?? '').trim())]
    return low && high ? good(`${low} <= ${name} <= ${high}`) : { ok: false, fault, text }
  }
  const month = fault === 'date' && op === '' ? /^(\d{4})(?:-(\d\d))?$/.exec(text) : null
  if (month) {
    const [year, m] = [Number(month[1]), month[2] === undefined ? null : Number(month[2])]
    const first = `${month[1] ?? ''}-${month[2] ?? '01'}-01`
    const last = new Date(Date.UTC(year, m ?? 12, 0)).toISOString().slice(0, 10)
    return good(`${literal(first)} <= ${name} <= ${literal(last)}`)
  }
  const values = parts(text).map(read)
  if (values.length === 0 || values.some((v) => v === null)) return { ok: false, fault, text }
  if (values.length > 1)
    return op === '' || op === '!' || op === '='
      ? good(each(text, op, (t) => `${name} == ${read(t) ?? ''}`))
      : { ok: false, fault: 'operator', text }
  const sign = op === '' || op === '=' ? '==' : op === '!' ? '!=' : op
  return good(`${name} ${sign} ${values[0] ?? ''}`)
}

function dayLiteral(text: string): string | null {
  if (/^(today|heute)$/i.test(text)) return 'today'
  const day = readDay(text)
  return day.ok ? literal(day.day) : null
}

function vector(column: GridColumn, op: string, text: string): QuickFilter {
  const named = /^([a-z]{2,3})\s*(<=|>=|<|>|==|=)\s*([0-4])$/i.exec(`${text}`)
  const fr = named ? frs.find((f) => f === (named[1] ?? '').toUpperCase()) : undefined
  if (named && fr && op === '')
    return good(`${column.id}.${fr} ${named[2] === '=' ? '==' : (named[2] ?? '==')} ${named[3] ?? '0'}`)
  if (/^[0-4]$/.test(text))
    return good(
      op.startsWith('<')
        ? `max(${column.id}) ${op} ${text}`
        : `min(${column.id}) ${op === '' || op === '=' ? '==' : op === '!' ? '!=' : op} ${text}`,
    )
  return { ok: false, fault: 'vector', text }
}

const mostTargets = 100

function links(column: GridColumn, op: string, text: string, directory: Directory): QuickFilter {
  if (op.startsWith('<') || op.startsWith('>'))
    return /^\d+$/.test(text) ? good(`count(${literal(column.verb ?? '')}) ${op} ${text}`) : { ok: false, fault: 'number', text }
  const keys = parts(text).flatMap((t) => {
    const named = directory.named(t, column.kinds ?? [])
    return (named.length > 0 ? named : directory.suggest(t, column.kinds ?? [], mostTargets)).map((x) => x.key)
  })
  if (keys.length === 0) return { ok: false, fault: 'no-item', text }
  return good(`${op === '!' ? 'not ' : ''}linked(${[column.verb ?? '', ...new Set(keys)].map(literal).join(', ')})`)
}

/** Several conditions as one; each stands for itself. */
export function allOf(expressions: readonly string[]): string {
  const real = expressions.map((e) => e.trim()).filter((e) => e !== '')
  if (real.length < 2) return real[0] ?? ''
  return real.map((e) => (/\b(or|and)\b|\|\||&&|\?/.test(e) ? `(${e})` : e)).join(' and ')
}
