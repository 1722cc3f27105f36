import { useQuery } from '@tanstack/react-query'
import { rowsQuery } from '../../api/standard-queries'
import { frs } from '../../domain/sl'
import { textOf, type Property } from '../../domain/field'
import type { Value } from '../../domain/op'
import { useFormats, useT } from '../../ui/language'
import { useWords } from '../../ui/words'
import css from './ItemPanel.module.css'

const monoTypes = new Set(['vector', 'digest'])
const monoNames = new Set([
  'addresses',
  'mac',
  'firmware',
  'serial',
  'port',
  'version_from',
  'version_to',
  'cve',
  'cvss',
  'inventory_id',
])

interface ShownValueProps {
  type: string
  name?: string
  value: Value | null | undefined
  columns?: Property['columns']
}

/** A value for people, by its type. */
export function ShownValue({ type, name = '', value, columns }: ShownValueProps) {
  const t = useT()
  const words = useWords()
  const formats = useFormats()
  if (value === undefined || value === null) return <span className={css.unset}>{t('field.unset')}</span>
  if (type === 'date' && typeof value === 'string') return formats.day(value)
  if (type === 'moment' && typeof value === 'string') return formats.moment(value)
  if (typeof value === 'boolean') return value ? t('do.yes') : t('do.no')
  if (typeof value === 'number') return formats.number(value)
  if (type === 'word' && typeof value === 'string') return words.choice(value)
  if (type === 'table' && Array.isArray(value))
    return <ShownTable rows={value as Record<string, string>[]} columns={columns ?? []} />
  if (type === 'vector' && Array.isArray(value)) return <ShownVector vector={value as number[]} />
  if (type === 'standard row' && typeof value === 'string') return <ShownRow named={value} />
  return <span className={monoTypes.has(type) || monoNames.has(name) ? 'mono' : undefined}>{textOf(value)}</span>
}

/** A row of the standard, such as 62443-3-3:2013 SR 1.1, with its title. */
function ShownRow({ named }: { named: string }) {
  const [edition = '', ...code] = named.split(' ')
  const { data } = useQuery(rowsQuery(edition))
  const title = data?.rows.find((r) => r.code === code.join(' '))?.title
  return (
    <span>
      <span className="mono">{named}</span> {title}
    </span>
  )
}

/** Seven levels under the names of their requirements. */
function ShownVector({ vector }: { vector: readonly number[] }) {
  return (
    <span className={css.levels}>
      {frs.map((fr, i) => (
        <span key={fr}>
          <small>{fr}</small> <b>{vector[i] ?? 0}</b>
        </span>
      ))}
    </span>
  )
}

const mostRows = 3

function ShownTable({ rows, columns }: { rows: readonly Record<string, string>[]; columns: NonNullable<Property['columns']> }) {
  const t = useT()
  const words = useWords()
  const names = columns.length > 0 ? columns.map((c) => c.name) : [...new Set(rows.flatMap((r) => Object.keys(r)))]
  const cell = (row: Record<string, string>, name: string) => {
    const text = row[name]
    if (text === undefined) return ''
    return columns.find((c) => c.name === name)?.choices?.length ? words.choice(text) : text
  }
  return (
    <>
      {rows.slice(0, mostRows).map((row, i) => (
        <span key={i} className={css.tableLine}>
          {names
            .map((name) => cell(row, name))
            .filter((text) => text !== '')
            .join(' · ')}
        </span>
      ))}
      {rows.length > mostRows && <span className={css.unset}>{t('field.moreRows', { count: rows.length - mostRows })}</span>}
    </>
  )
}
