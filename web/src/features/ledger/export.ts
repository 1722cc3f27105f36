/** Changes as a plain table, for XLSX, CSV and print. */
import { asValue, type Diff, type ItemChange } from '../../api/documents'
import { textOf } from '../../domain/field'
import type { Translate } from '../../ui/language'
import { movesOf } from './level-moves'
import type { LedgerWords } from './use-words'

interface Column {
  name: string
  kind?: 'text' | 'number' | 'date'
}

export interface PlainTable {
  title: string
  columns: Column[]
  rows: (string | number | null)[][]
}

/** One row for each field and link that differs. */
export function changeTable(title: string, items: readonly ItemChange[], words: LedgerWords, t: Translate): PlainTable {
  const names = [
    t('history.key'),
    t('history.item'),
    t('history.change'),
    t('history.field'),
    t('history.before'),
    t('history.after'),
  ]
  const rows = items.flatMap((i) => {
    const head = [i.key, i.title, t(`history.change.${i.change}`)]
    const fields = i.properties.map((p) => [
      ...head,
      words.property(p.name),
      textOf(asValue(p.old)) || null,
      textOf(asValue(p.new)) || null,
    ])
    const links = i.links.map((l) => [
      ...head,
      words.verb(l.verb),
      l.change === 'added' ? null : l.to,
      l.change === 'removed' ? null : l.change === 'added' ? l.to : `${l.to} (${t(`history.change.${l.change}`)})`,
    ])
    return fields.length + links.length > 0 ? [...fields, ...links] : [[...head, null, null, null]]
  })
  return { title, columns: names.map((name) => ({ name })), rows }
}

/** The same of two states, with the levels that moved first. */
export function diffTable(title: string, diff: Diff, words: LedgerWords, t: Translate): PlainTable {
  const table = changeTable(title, diff.items, words, t)
  const levels = diff.places.flatMap((p) =>
    movesOf(p.old, p.new).map((m) => [
      p.key,
      p.title,
      t('history.levels'),
      `${t(`vector.${m.of}`)} ${m.fr}`,
      String(m.from),
      String(m.to),
    ]),
  )
  return { ...table, rows: [...levels, ...table.rows] }
}
