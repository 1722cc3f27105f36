// spec: WEB-2
import { expect, test } from 'vitest'
import { formatAddress, parseAddress, parseErrand, screenAddress, type Address } from './address'

const cases: [Address, string][] = [
  [{ page: 'home' }, '/'],
  [{ page: 'account', section: 'profile' }, '/account'],
  [{ page: 'account', section: 'tokens' }, '/account/tokens'],
  [{ page: 'administration', section: 'security-events' }, '/administration/security-events'],
  [screenAddress('turbine-hall', 'overview'), '/projects/turbine-hall/overview'],
  [
    screenAddress('turbine-hall', 'zones', {
      subject: 'ZON-3',
      at: { kind: 'baseline', baseline: 'Audit 2026' },
      item: 'AST-11',
      tab: 'history',
    }),
    '/projects/turbine-hall/zones/ZON-3?at=Audit+2026&item=AST-11&tab=history',
  ],
  [
    screenAddress('a', 'assets', {
      at: { kind: 'commit', commit: 12 },
      selection: ['AST-1', 'AST-2'],
      view: { sort: 'key', filter: 'firmware == "4.2" and x' },
    }),
    '/projects/a/assets?at=12&sel=AST-1+AST-2&filter=firmware+%3D%3D+%224.2%22+and+x&sort=key',
  ],
]

test.each(cases)('%j is written and read back', (address, text) => {
  expect(formatAddress(address)).toBe(text)
  const [path = '', search = ''] = text.split('?')
  expect(parseAddress(path, search)).toEqual(address)
})

test('what is odd falls back or is refused', () => {
  expect(parseAddress('/projects/a', '')).toEqual(screenAddress('a', 'overview'))
  expect(parseAddress('/projects/a/overview', '?tab=nonsense&item=')).toEqual(screenAddress('a', 'overview'))
  expect(parseAddress('/projects/a/nonsense', '')).toBeNull()
  expect(parseAddress('/nonsense', '')).toBeNull()
  expect(parseAddress('/projects/%E0%A4%A/overview', '')).toMatchObject({ project: '%E0%A4%A' })
})

test('a screen cannot take the parameters of the frame', () => {
  const text = formatAddress(screenAddress('a', 'overview', { view: { at: '9', item: 'X', plain: 'yes' } }))
  expect(text).toBe('/projects/a/overview?plain=yes')
})

test('errands behind the #', () => {
  expect(parseErrand('#/link/abc-_9')).toEqual({ kind: 'link', secret: 'abc-_9' })
  expect(parseErrand('#/sign-in?challenge=c1&factors=totp,recovery')).toEqual({
    kind: 'second-step',
    challenge: 'c1',
    factors: ['totp', 'recovery'],
  })
  expect(parseErrand('#/provider/azure?for=link&answer=a%2Bb')).toEqual({
    kind: 'provider',
    provider: 'azure',
    purpose: 'link',
    answer: 'a+b',
  })
  expect(parseErrand('#top')).toBeNull()
  expect(parseErrand('')).toBeNull()
})
