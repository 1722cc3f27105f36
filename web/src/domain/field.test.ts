import { expect, test } from 'vitest'
import { editorOf, localMoment, readField, textOf, type Property } from './field'

const property = (type: string, more: Partial<Property> = {}): Property => ({
  name: 'x',
  type,
  significant: false,
  recorded: false,
  custom: false,
  help: '',
  ...more,
})

test('what is written is read back', () => {
  const cases: [Property, string | number | boolean | number[] | string[]][] = [
    [property('text'), 'a b'],
    [property('number'), 12],
    [property('yes/no'), true],
    [property('yes/no'), false],
    [property('date'), '2026-12-01'],
    [property('vector'), [2, 2, 2, 1, 3, 2, 2]],
    [property('list'), ['one', 'two']],
    [property('word', { choices: ['plc', 'hmi'] }), 'hmi'],
  ]
  for (const [p, value] of cases) expect(readField(p, textOf(value)), p.type).toEqual({ ok: true, value })
})

test('what is wrong is told, and blank takes the property away', () => {
  expect(readField(property('number'), '4.2')).toEqual({ ok: false, fault: 'number' })
  expect(readField(property('date'), '2026-13-40')).toEqual({ ok: false, fault: 'date' })
  expect(readField(property('vector'), '2,2')).toEqual({ ok: false, fault: 'vector' })
  expect(readField(property('word', { choices: ['a'] }), 'b')).toEqual({ ok: false, fault: 'choice' })
  expect(readField(property('text'), '  ')).toEqual({ ok: true, value: undefined })
})

test('what an act of its own writes has no editor', () => {
  expect(editorOf(property('vector', { recorded: true }))).toBe('none')
})

test('a moment is typed by the user’s clock and kept in UTC', () => {
  const at = { name: 'at', type: 'moment', significant: true, recorded: false, custom: false, help: '' }
  const local = localMoment('2026-03-31T12:05:00Z')
  expect(local).toMatch(/^2026-0[34]-[013]\dT\d\d:05$/)
  expect(readField(at, local)).toEqual({ ok: true, value: '2026-03-31T12:05:00Z' })
  expect(readField(at, 'yesterday')).toEqual({ ok: false, fault: 'moment' })
})
