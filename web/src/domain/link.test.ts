import { expect, test } from 'vitest'
import { linkChoices, restsOn, sameCause, type LinkVerb } from './link'

const verb = (name: string, flow: LinkVerb['flow'], from: string[], to: string[]): LinkVerb => ({
  verb: name,
  inverse: `is ${name}`,
  ends: [{ from, to }],
  single: false,
  flow,
  suspect: true,
})
const verbs = [
  verb('in', 'none', ['asset'], ['zone', 'conduit']),
  verb('within', 'backward', ['zone'], ['zone']),
  verb('verifies', 'backward', ['test case'], ['allocation']),
  verb('satisfies', 'forward', ['countermeasure'], ['allocation']),
]

test('an item can be joined in both directions', () => {
  expect(linkChoices(verbs, 'zone')).toEqual([
    { verb: 'within', outgoing: true, kinds: ['zone'] },
    { verb: 'in', outgoing: false, kinds: ['asset'] },
    { verb: 'within', outgoing: false, kinds: ['zone'] },
  ])
})

test('a suspect link rests on the end that meaning flows from', () => {
  expect(restsOn(verbs, { from: 'TST-1', verb: 'verifies', to: 'ALL-1' })).toBe('ALL-1')
  expect(restsOn(verbs, { from: 'CMS-1', verb: 'satisfies', to: 'ALL-1' })).toBe('CMS-1')
  expect(restsOn(verbs, { from: 'AST-1', verb: 'in', to: 'ZON-1' })).toBeNull()
})

test('links of one cause are confirmed together', () => {
  const suspects = [
    { from: 'TST-1', verb: 'verifies', to: 'ALL-1' },
    { from: 'TST-2', verb: 'verifies', to: 'ALL-1' },
    { from: 'TST-3', verb: 'verifies', to: 'ALL-2' },
  ]
  expect(sameCause(verbs, suspects, suspects[0]!).map((l) => l.from)).toEqual(['TST-1', 'TST-2'])
})
