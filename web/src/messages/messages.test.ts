import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { placesOf } from '../lib/text'
import { de } from './de/all'
import { en } from './en/all'
import type { MessageKey } from './messages'

const src = new URL('..', import.meta.url).pathname

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'messages' ? [] : sources(path)
    return /\.tsx?$/.test(entry.name) && !/\.test\./.test(entry.name) ? [readFileSync(path, 'utf8')] : []
  })
}

test('both languages have the same keys and the same places in each text', () => {
  expect(Object.keys(de).sort()).toEqual(Object.keys(en).sort())
  for (const key of Object.keys(en) as MessageKey[]) {
    expect(placesOf(de[key]), key).toEqual(placesOf(en[key]))
    expect(JSON.stringify(de[key]).length, `${key} is empty`).toBeGreaterThan(2)
  }
})

test('every text is used, by its name or by a name that is put together', () => {
  const code = sources(src).join('\n')
  // t(`role.${…}`) uses everything that begins with "role.".
  const together = new Set([...code.matchAll(/`([a-zA-Z]+(?:\.[a-zA-Z]+)*\.)\$\{/g)].map((m) => m[1] ?? ''))
  const unused = Object.keys(en).filter(
    (key) => !code.includes(`'${key}'`) && ![...together].some((start) => key.startsWith(start)),
  )
  expect(unused).toEqual([])
})

test('no text begs, shouts or congratulates', () => {
  for (const message of Object.values(en)) expect(JSON.stringify(message)).not.toMatch(/please|successfully|!/i)
})
