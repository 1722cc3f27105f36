/**
 * Fields of items by their schema: what editor a type has, how a value is
 * written for people and read back from what they type.
 */
import { formatVector, parseVector } from './sl'
import type { Value } from './op'

export interface Column {
  name: string
  type: string
  choices?: string[] | null
}

/** A property as the schema declares it. */
export interface Property {
  name: string
  type: string
  choices?: string[] | null
  columns?: Column[] | null
  significant: boolean
  recorded: boolean
  custom: boolean
  help: string
}

export type Editor = 'line' | 'lines' | 'choice' | 'yes/no' | 'number' | 'date' | 'moment' | 'vector' | 'list' | 'none'

const longTexts = new Set([
  'description',
  'rationale',
  'justification',
  'steps',
  'guidance',
  'assumptions',
  'policies',
  'procedure',
  'expected',
  'scenario',
  'remarks',
  'protection',
  'purpose',
  'boundary',
])

/** Which editor a property has in a form. Tables have one of their own, beyond a form. */
export function editorOf(property: Property): Editor {
  if (property.recorded) return 'none'
  switch (property.type) {
    case 'word':
      return 'choice'
    case 'yes/no':
      return 'yes/no'
    case 'number':
      return 'number'
    case 'date':
      return 'date'
    case 'moment':
      return 'moment'
    case 'vector':
      return 'vector'
    case 'list':
      return 'list'
    case 'table':
      return 'none'
    case 'text':
      return longTexts.has(property.name) || /_(rationale|boundary|environment|reason|notes?)$/.test(property.name)
        ? 'lines'
        : 'line'
    default:
      return 'line'
  }
}

/** The words of a property for people: approved_target becomes "approved target". */
export const wordsOf = (name: string): string => name.replaceAll('_', ' ')

/** What stands in the editor for a value; empty if it is not set. Lists have one entry a line. */
export function textOf(value: Value | undefined): string {
  if (value === undefined) return ''
  if (Array.isArray(value)) {
    if (value.every((v) => typeof v === 'number')) return formatVector(value)
    if (value.every((v) => typeof v === 'string')) return value.join('\n')
    return JSON.stringify(value)
  }
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value)
}

/** What was typed, as a value, or what is wrong with it. An empty text takes the property away. */
export type Reading =
  { ok: true; value: Value | undefined } | { ok: false; fault: 'number' | 'date' | 'moment' | 'vector' | 'choice' }

/** Reads what was typed into the editor of a property. */
export function readField(property: Property, text: string): Reading {
  const t = text.trim()
  if (t === '') return { ok: true, value: undefined }
  switch (editorOf(property)) {
    case 'number':
      return /^-?\d+$/.test(t) ? { ok: true, value: Number(t) } : { ok: false, fault: 'number' }
    case 'date':
      return /^\d{4}-\d\d-\d\d$/.test(t) && !Number.isNaN(Date.parse(t)) ? { ok: true, value: t } : { ok: false, fault: 'date' }
    case 'moment':
      // The record holds moments in UTC; what is typed without a zone is the time of the user's clock.
      return Number.isNaN(Date.parse(t)) ? { ok: false, fault: 'moment' } : { ok: true, value: momentText(new Date(t)) }
    case 'yes/no':
      return { ok: true, value: t === 'yes' }
    case 'vector': {
      const v = parseVector(t)
      return v ? { ok: true, value: [...v] } : { ok: false, fault: 'vector' }
    }
    case 'choice':
      return property.choices?.includes(t) ? { ok: true, value: t } : { ok: false, fault: 'choice' }
    case 'list':
      return {
        ok: true,
        value: t
          .split('\n')
          .map((line) => line.trim())
          .filter((line) => line !== ''),
      }
    case 'line':
    case 'lines':
    case 'none':
      return { ok: true, value: t }
  }
}

/** A moment as the record has it: UTC, without fractions of a second that say nothing. */
const momentText = (d: Date): string => d.toISOString().replace('.000Z', 'Z')

/** A moment for an editor that shows the user's clock, as 2026-03-31T14:05; empty for what is none. */
export function localMoment(value: string): string {
  const d = new Date(value)
  if (Number.isNaN(d.getTime())) return ''
  const two = (n: number) => String(n).padStart(2, '0')
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}T${two(d.getHours())}:${two(d.getMinutes())}`
}

/** What the impact analysis knows a change of a property as. */
export type ChangeKind = 'any' | 'firmware' | 'moved' | 'lifecycle' | 'types' | 'retired'

/** How a change of a property is followed. */
export function changeKind(kind: string, property: string): ChangeKind {
  if (kind !== 'asset') return 'any'
  return property === 'firmware'
    ? 'firmware'
    : property === 'lifecycle'
      ? 'lifecycle'
      : property === 'component_types'
        ? 'types'
        : 'any'
}
