/**
 * The words of the server's schema, rules and analyses in the language of the
 * page. The server speaks English; what a language has no word for falls back
 * to the server's own.
 */
import { useMemo } from 'react'
import type { ModelWords } from '../messages/model-words'
import { fillSentence } from '../domain/sentence'
import { wordsOf } from '../domain/field'
import { useModelWords } from './language'

/** A finding as far as its sentence needs it. */
export interface SaidFinding {
  rule: string
  subjects: readonly string[]
  text: string
  facts: Readonly<Record<string, string | readonly string[]>>
}

/** A rule as the server words it. */
export interface SaidRule {
  rule: string
  title: string
  why: string
  help: string
}

/** Words for what the server names in English. */
export interface Words {
  /** A property or a column of a table. */
  property: (name: string) => string
  /** The help of a property of a kind; pass the server's own. */
  help: (kind: string, name: string, own: string) => string
  /** The help of a column of a table property. */
  columnHelp: (table: string, column: string, own: string) => string
  /** The help of a property of links. */
  linkHelp: (verb: string, name: string, own: string) => string
  kindHelp: (kind: string, own: string) => string
  plural: (kind: string, own: string) => string
  /** A word of an enumeration. */
  choice: (word: string) => string
  verb: (verb: string) => string
  /** The words of a verb as read from the other end; pass the server's own. */
  inverse: (verb: string, own: string) => string
  verbHelp: (verb: string, own: string) => string
  /** The words of a path of an analysis, which holds verbs and inverses. */
  either: (words: string) => string
  finding: (f: SaidFinding) => string
  rule: (r: SaidRule) => { title: string; why: string; help: string }
  reason: (text: string) => string
}

const eitherWayOf = (model: ModelWords) =>
  new Map(Object.entries(model.verbs).flatMap(([name, v]) => [[name, v.verb] as const, [v.own, v.inverse] as const]))

/** Makes the words of a language; null is the server's own. */
export function wordsIn(model: ModelWords | null): Words {
  const eitherWay = model ? eitherWayOf(model) : new Map<string, string>()
  const factsOf = (f: SaidFinding) => (name: string) => {
    if (name === 'it') return f.subjects[0]
    const fact = f.facts[name]
    if (fact === undefined) return undefined
    if (typeof fact !== 'string') return fact.length > 0 ? fact.join(', ') : undefined
    switch (name) {
      case 'verb':
        return model?.verbs[fact]?.verb ?? fact
      case 'type':
        return model?.choices[fact] ?? fact
      case 'state':
        return model?.compensations[fact] ?? fact
      default:
        return fact
    }
  }
  return {
    property: (name) => model?.properties[name] ?? wordsOf(name),
    help: (kind, name, own) => model?.help[`${kind}.${name}`] ?? model?.help[`*.${name}`] ?? own,
    columnHelp: (table, column, own) => model?.help[`${table}/${column}`] ?? own,
    linkHelp: (verb, name, own) => model?.help[`${verb}: ${name}`] ?? own,
    kindHelp: (kind, own) => model?.kinds[kind]?.help ?? own,
    plural: (kind, own) => model?.kinds[kind]?.plural ?? own,
    choice: (word) => model?.choices[word] ?? word,
    verb: (verb) => model?.verbs[verb]?.verb ?? verb,
    inverse: (verb, own) => model?.verbs[verb]?.inverse ?? own,
    verbHelp: (verb, own) => model?.verbs[verb]?.help ?? own,
    either: (words) => eitherWay.get(words) ?? words,
    finding: (f) => {
      const says = model?.rules[f.rule]?.says
      return says ? fillSentence(says, factsOf(f)) : f.text
    },
    rule: (r) => model?.rules[r.rule] ?? r,
    reason: (text) => model?.reasons[text] ?? text,
  }
}

/** Words of the schema and of findings in the language of the page. */
export function useWords(): Words {
  const model = useModelWords()
  return useMemo(() => wordsIn(model), [model])
}
