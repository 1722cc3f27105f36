import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { placesOf } from '../lib/text'
import { de } from './de/all'
import { model } from './de/model'
import type { MessageKey } from './messages'

interface WordProperty {
  name: string
  columns?: string[]
}

interface WordList {
  kinds: { kind: string; properties: WordProperty[] }[]
  verbs: { verb: string; inverse: string; properties?: WordProperty[] }[]
  choices: string[]
  rules: { rule: string; says: string }[]
}

// The lists are written by Go from the schema, the rules, the reasons and the states.
const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`testdata/${name}.json`, import.meta.url), 'utf8'))
const list = read('model-words') as WordList

/** Words that say the same in every language. */
const same = (word: string) => /^[\d.]+$|^[a-eB]$/.test(word)

test('every kind, property and column has a German word and a German help', () => {
  const missing: string[] = []
  const need = (there: string | undefined, what: string) => {
    if (!there) missing.push(what)
  }
  for (const k of list.kinds) {
    need(de[`kind.${k.kind}` as MessageKey] as string, `name of ${k.kind}`)
    need(model.kinds[k.kind]?.help && model.kinds[k.kind]?.plural, `kind ${k.kind}`)
    for (const p of k.properties) {
      need(model.properties[p.name], `property ${p.name}`)
      need(model.help[`${k.kind}.${p.name}`] ?? model.help[`*.${p.name}`], `help of ${k.kind}.${p.name}`)
      for (const column of p.columns ?? []) {
        need(model.properties[column], `column ${column}`)
        need(model.help[`${p.name}/${column}`], `help of ${p.name}/${column}`)
      }
    }
  }
  expect(missing).toEqual([])
})

test('every verb has German words in both directions', () => {
  for (const v of list.verbs) {
    expect(model.verbs[v.verb], v.verb).toBeDefined()
    expect(model.verbs[v.verb]?.own).toBe(v.inverse)
    for (const p of v.properties ?? []) {
      expect(model.properties[p.name], p.name).toBeDefined()
      expect(model.help[`${v.verb}: ${p.name}`], p.name).toBeDefined()
    }
  }
  const inverses = Object.values(model.verbs).flatMap((v) => [v.verb, v.inverse])
  expect(new Set(inverses).size, 'two verbs have the same German words').toBe(inverses.length)
})

test('every word of an enumeration and every reason has a German word', () => {
  expect(list.choices.filter((c) => !same(c) && !model.choices[c])).toEqual([])
  expect((read('impact-reasons') as string[]).filter((r) => !model.reasons[r])).toEqual([])
  expect(Object.keys(model.compensations)).toEqual(read('compensation-states'))
})

test('every rule is said in German, with the facts of the English sentence', () => {
  expect(Object.keys(model.rules).sort()).toEqual(list.rules.map((r) => r.rule).sort())
  for (const r of list.rules) {
    const words = model.rules[r.rule]
    expect(placesOf(words?.says ?? ''), r.rule).toEqual(placesOf(r.says))
    for (const text of [words?.title, words?.why, words?.help]) expect(text?.length, r.rule).toBeGreaterThan(8)
    expect(JSON.stringify(words), r.rule).not.toMatch(/!|bitte/i)
  }
})

test('nothing is said of what there is no more', () => {
  const properties = new Set(['title'])
  const helps = new Set<string>()
  for (const k of list.kinds)
    for (const p of k.properties) {
      properties.add(p.name)
      helps.add(`${k.kind}.${p.name}`).add(`*.${p.name}`)
      for (const c of p.columns ?? []) {
        properties.add(c)
        helps.add(`${p.name}/${c}`)
      }
    }
  for (const v of list.verbs)
    for (const p of v.properties ?? []) {
      properties.add(p.name)
      helps.add(`${v.verb}: ${p.name}`)
    }
  expect(Object.keys(model.properties).filter((p) => !properties.has(p))).toEqual([])
  expect(Object.keys(model.help).filter((h) => !helps.has(h))).toEqual([])
  expect(Object.keys(model.choices).filter((c) => !list.choices.includes(c))).toEqual([])
})
