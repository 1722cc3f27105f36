import { useMemo } from 'react'
import { write, type Values } from '../lib/text'
import { useLocale } from '../ui/language'
import { de } from './messages.de'
import { en, type DiagramMessage } from './messages.en'

export type Say = (key: DiagramMessage, values?: Values) => string

/** The words of the diagram in a language; English where there is no other. */
export const sayIn = (locale: string): Say => {
  const words = locale.startsWith('de') ? de : en
  return (key, values) => write(locale, words[key], values)
}

/** The words of the diagram in the language of the page. */
export function useSay(): Say {
  const locale = useLocale()
  return useMemo(() => sayIn(locale), [locale])
}
