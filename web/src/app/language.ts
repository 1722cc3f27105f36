/** The languages of the app, each loaded when it is used. */
import { shelf } from '../lib/kept'
import { spokenNow } from '../lib/spoken'
import { createStore } from '../lib/store'
import type { Messages } from '../messages/messages'
import type { ModelWords } from '../messages/model-words'

export const languages = ['en', 'de'] as const
export type LanguageName = (typeof languages)[number]

/** How each language writes numbers and days: 1 Dec 2026, 01.12.2026. */
export const locales: Record<LanguageName, string> = { en: 'en-GB', de: 'de' }

export interface Spoken {
  name: LanguageName
  messages: Messages
  /** The words of the schema; null in the server's own language. */
  model: ModelWords | null
}

const load: Record<LanguageName, () => Promise<Omit<Spoken, 'name'>>> = {
  en: () => import('../messages/en/all').then((m) => ({ messages: m.en, model: null })),
  de: () =>
    Promise.all([import('../messages/de/all'), import('../messages/de/model')]).then(([all, own]) => ({
      messages: all.de,
      model: own.model,
    })),
}

/** The language of the page; null until its words are there. */
export const spoken = createStore<Spoken | null>(null)

function firstChoice(): LanguageName {
  const kept = shelf.read('language')
  const wanted = [typeof kept === 'string' ? kept : '', ...navigator.languages].map((l) => l.slice(0, 2))
  return wanted.map((w) => languages.find((l) => l === w)).find((l) => l !== undefined) ?? 'en'
}

/** Speaks a language from now on; without a name the one chosen before, or that of the browser. */
export async function speak(name?: LanguageName): Promise<void> {
  const next = name ?? firstChoice()
  if (name) shelf.write('language', name)
  const words = await load[next]()
  document.documentElement.lang = next
  spokenNow.set(next)
  spoken.set({ name: next, ...words })
}
