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

/** A short heading for links with a verb, such as Zone; undefined for a column without one. Properties have their words in ui/words. */
export const columnWords = (locale: string, id: string): string | undefined => {
  const name = `grid.head.${id}`
  return name in en ? write(locale, (locale.startsWith('de') ? german : en)[name as GridMessage]) : undefined
}

export function useGridText(): GridText {
  const locale = useLocale()
  return useMemo(() => gridText(locale), [locale])
}
