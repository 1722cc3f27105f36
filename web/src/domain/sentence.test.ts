import { expect, test } from 'vitest'
import { fillSentence } from './sentence'

const facts =
  (all: Record<string, string>) =>
  (name: string): string | undefined =>
    all[name]

test('a part in brackets needs all its facts', () => {
  const says = '{it} läuft nach {to}[ über {via}], fertig[; {a} {b}]'
  expect(fillSentence(says, facts({ it: 'CHN-1', to: 'AST-2' }))).toBe('CHN-1 läuft nach AST-2, fertig')
  expect(fillSentence(says, facts({ it: 'CHN-1', to: 'AST-2', via: 'CON-1', a: 'x' }))).toBe(
    'CHN-1 läuft nach AST-2 über CON-1, fertig',
  )
})

test('a fact that is missing outside brackets shows', () => {
  expect(fillSentence('{it} names {row}', facts({ it: 'ALL-1' }))).toBe('ALL-1 names ?')
})
