/** A message of a language: one text, or one for each plural form of `count`. */
export type Message = string | { one: string; other: string }

/** What stands in the {places} of a message. Numbers are written by locale. */
export type Values = Record<string, string | number>

/**
 * Writes a message with its values. A plural message is chosen by the value
 * `count` after the rules of the locale.
 */
export function write(locale: string, message: Message, values: Values = {}): string {
  let text: string
  if (typeof message === 'string') text = message
  else {
    const form = new Intl.PluralRules(locale).select(Number(values['count'] ?? 0))
    text = form === 'one' ? message.one : message.other
  }
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name]
    if (value === undefined) return whole
    return typeof value === 'number' ? new Intl.NumberFormat(locale).format(value) : value
  })
}

/** The names that stand in the {places} of a message, sorted. */
export function placesOf(message: Message): string[] {
  const texts = typeof message === 'string' ? [message] : [message.one, message.other]
  const names = new Set<string>()
  for (const text of texts) for (const found of text.matchAll(/\{(\w+)\}/g)) names.add(found[1] ?? '')
  return [...names].sort()
}
