import { expect, test } from 'vitest'
import { scopeOf } from './project'
import type { ProjectDetail } from './documents'
import { confirms, writesAll, writesOf } from '../domain/permission'

test('who writes a part of the model writes that part', () => {
  for (const role of ['owner', 'engineer', undefined]) {
    expect([writesOf(role, 'asset'), writesAll(role), confirms(role)]).toEqual(['whole', true, true])
  }
  expect([writesOf('reviewer', 'review'), writesOf('reviewer', 'asset')]).toEqual(['whole', 'none'])
  expect([writesOf('supplier', 'product'), writesOf('supplier', 'review')]).toEqual(['fields', 'none'])
  expect([confirms('reviewer'), confirms('supplier')]).toEqual([true, false])
})

test('what a role may write in a project ends with the past and with its retirement', () => {
  const head = { commit: 7, date: '2026-03-01' }
  const project = (role: ProjectDetail['role'], retired = false) =>
    ({ key: 'hall', actions: ['write model', 'read history'], role, retired }) as unknown as ProjectDetail
  const now = { kind: 'head' } as const
  const reviewer = scopeOf(project('reviewer'), now, head)
  expect([reviewer.can('write model'), reviewer.can('confirm'), reviewer.can('read history')]).toEqual([false, true, true])
  expect([reviewer.writes('review'), reviewer.writes('zone')]).toEqual(['whole', 'none'])
  const supplier = scopeOf(project('supplier'), now, head)
  expect([supplier.can('confirm'), supplier.writes('product')]).toEqual([false, 'fields'])
  expect(scopeOf(project('engineer'), now, head).can('write model')).toBe(true)
  const past = scopeOf(project('owner'), { kind: 'commit', commit: 3 }, head)
  const retired = scopeOf(project('owner', true), now, head)
  for (const scope of [past, retired]) {
    expect([scope.can('write model'), scope.can('confirm'), scope.writes('asset')]).toEqual([false, false, 'none'])
  }
})
