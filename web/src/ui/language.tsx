/** The language of the page: words, numbers and days. */
import { createContext, useContext, useMemo, type ReactNode } from 'react'
import type { MessageKey, Messages } from '../messages/messages'
import type { ModelWords } from '../messages/model-words'
import { formatsOf, type Formats } from '../lib/formats'
import { write, type Values } from '../lib/text'

export type Translate = (key: MessageKey, values?: Values) => string

interface Language {
  locale: string
  t: Translate
  formats: Formats
  model: ModelWords | null
}

const Current = createContext<Language | null>(null)

interface LanguageProps {
  locale: string
  messages: Messages
  /** The words of the server's schema; null where the server's own do. */
  model?: ModelWords | null
  children: ReactNode
}

export function LanguageProvider({ locale, messages, model = null, children }: LanguageProps) {
  const language = useMemo<Language>(
    () => ({ locale, t: (key, values) => write(locale, messages[key], values), formats: formatsOf(locale), model }),
    [locale, messages, model],
  )
  return <Current.Provider value={language}>{children}</Current.Provider>
}

function useLanguage(): Language {
  const language = useContext(Current)
  if (!language) throw new Error('text stands outside LanguageProvider')
  return language
}

/** Words of the language: t('overview.title'). */
export const useT = (): Translate => useLanguage().t

/** Numbers and days as the language writes them. */
export const useFormats = (): Formats => useLanguage().formats

export const useLocale = (): string => useLanguage().locale

/** The words of the server's schema in the language; for ui/words. */
export const useModelWords = (): ModelWords | null => useLanguage().model
