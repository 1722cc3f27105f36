/** The languages of the app, each loaded when it is used. */
import { shelf } from '../lib/kept'
import { createStore } from '../lib/store'
import type { Messages } from '../messages/messages'

export const languages = ['en', 'de'] as const
export type LanguageName = (typeof languages)[number]

/** How each language writes numbers and days: 1 Dec 2026, 01.12.2026. */
export const locales: Record<LanguageName, string> = { en: 'en-GB', de: 'de' }

export interface Spoken {
  name: LanguageName
  messages: Messages
}

const load: Record<LanguageName, () => Promise<Messages>> = {
  en: () => import('../messages/en/all').then((m) => m.en),
  de: () => import('../messages/de/all').then((m) => m.de),
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
  const messages = await load[next]()
  document.documentElement.lang = next
  spoken.set({ name: next, messages })
}
