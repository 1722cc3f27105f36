/** The texts of the grid in the language of the page. They stand apart from the frame's so that they load with the grid. */
import { grid as de } from '../../messages/de/grid'
import { grid as en } from '../../messages/en/grid'
import { write, type Message, type Values } from '../../lib/text'
import { useLocale } from '../language'
import { useMemo } from 'react'

export type GridMessage = keyof typeof en
export type GridText = (key: GridMessage, values?: Values) => string

const german: Record<GridMessage, Message> = de

/** Writes texts of the grid in a language. */
export const gridText =
  (locale: string): GridText =>
  (key, values) =>
    write(locale, (locale.startsWith('de') ? german : en)[key], values)

/** The heading of a column by its name; undefined for one that has no words of its own. */
export const columnWords = (locale: string, id: string): string | undefined => {
  const name = `grid.head.${id}`
  return name in en ? write(locale, (locale.startsWith('de') ? german : en)[name as GridMessage]) : undefined
}

/** The name of several items of a kind; its name in the record for one that has none. */
export const pluralWords = (locale: string, kind: string): string => {
  const name = `grid.plural.${kind}`
  return name in en ? write(locale, (locale.startsWith('de') ? german : en)[name as GridMessage]) : kind
}

export function useGridText(): GridText {
  const locale = useLocale()
  return useMemo(() => gridText(locale), [locale])
}
