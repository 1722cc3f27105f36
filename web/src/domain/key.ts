/** The short name of an item, such as ZON-12: three letters of its kind and a number. */
export interface Key {
  prefix: string
  number: number
}

/** Reads a key; null if the text is none. Small letters are taken as capitals. */
export function parseKey(text: string): Key | null {
  const found = /^([a-z]{3})-([1-9][0-9]{0,8})$/i.exec(text.trim())
  return found ? { prefix: (found[1] ?? '').toUpperCase(), number: Number(found[2]) } : null
}

/** Orders keys as people count: ZON-2 before ZON-10. What is no key goes last, by its letters. */
export function compareKeys(a: string, b: string): number {
  const x = parseKey(a)
  const y = parseKey(b)
  if (!x || !y) return x ? -1 : y ? 1 : a < b ? -1 : a > b ? 1 : 0
  return x.prefix < y.prefix ? -1 : x.prefix > y.prefix ? 1 : x.number - y.number
}
