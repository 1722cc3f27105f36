import { expect, test } from 'vitest'
import { formatAddress, parseAddress } from '../../domain/address'
import { head } from '../../domain/state-ref'
import { gridAddress, kindGroups, kindOfAddress, screenKinds } from './screens'

test('every kind has an address of its own that leads back to it', () => {
  const kinds = kindGroups.flat()
  expect(new Set(kinds).size).toBe(kinds.length)
  const seen = new Set<string>()
  for (const kind of kinds) {
    const text = formatAddress(gridAddress({ project: 'p', at: head }, kind))
    expect(seen.has(text)).toBe(false)
    seen.add(text)
    const [path = '', search = ''] = text.split('?')
    const back = parseAddress(path, search)
    expect(back?.page === 'project' && (kindOfAddress(back) ?? screenKinds(back.screen)[0])).toBe(kind)
  }
  expect(formatAddress(gridAddress({ project: 'p', at: head }, 'safety function'))).toBe(
    '/projects/p/assets?kind=safety-function',
  )
})
