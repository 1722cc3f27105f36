import { expect, test } from 'vitest'
import { parseErrand } from './address'
import { backOf, isVisit, providerStep, type Visit } from './provider'

const back = (fragment: string) => {
  const errand = parseErrand(fragment)
  if (errand?.kind !== 'provider') throw new Error('no errand')
  return errand
}
const visit = (more: Partial<Visit> = {}): Visit => ({ purpose: 'accept', provider: 'kc', back: '/account/security', ...more })

test('the answer goes on as it came, decoded once', () => {
  expect(providerStep(back('#/provider/kc?for=link&answer=code%3Da%252Fb%26state%3Dx'), null)).toEqual({
    is: 'link',
    provider: 'kc',
    answer: 'code=a%2Fb&state=x',
  })
  expect(providerStep(back('#/provider/kc?for=confirm&answer=code%3D1'), null)).toMatchObject({ is: 'confirm' })
})

test('an invitation is used with the link that was kept, in the tab that began it', () => {
  const errand = back('#/provider/kc?for=accept&answer=code%3D1')
  expect(providerStep(errand, visit({ link: 's3cret' }))).toMatchObject({ is: 'accept', link: 's3cret' })
  expect(providerStep(errand, null)).toEqual({ is: 'lost' })
  expect(providerStep(errand, visit({ link: 's3cret', provider: 'other' }))).toEqual({ is: 'lost' })
  expect(providerStep(back('#/provider/kc?for=link'), null)).toEqual({ is: 'lost' })
})

test('the way back leads nowhere but into this app', () => {
  expect(backOf(visit({ back: '/projects/hall/overview?item=AST-1' }))).toBe('/projects/hall/overview?item=AST-1')
  expect(backOf(visit({ back: '//evil.example/x' }))).toBe('/')
  expect(backOf(visit({ back: 'https://evil.example' }))).toBe('/')
  expect(backOf(visit({ back: '/nowhere/at/all' }))).toBe('/')
  expect(isVisit({ provider: 'kc', back: '/', purpose: 'steal' })).toBe(false)
})
