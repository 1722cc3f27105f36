import { expect, test } from 'vitest'
import { lostCall, problemOf } from './problem'

const response = (status: number, headers: Record<string, string> = {}) => new Response(null, { status, headers })

test('a problem document becomes a typed error', () => {
  const p = problemOf(
    { type: 'urn:cordon:problem:conflict', title: 'Conflict', status: 409, detail: 'ZON-1 has changed', head: 12, errors: [] },
    response(409),
  )
  expect(p).toMatchObject({ kind: 'conflict', detail: 'ZON-1 has changed', head: 12, status: 409, passing: false })
})

test('answers of a proxy are told by their status', () => {
  expect(problemOf('<html>', response(502)).kind).toBe('unavailable')
  expect(problemOf(null, response(401)).kind).toBe('not-signed-in')
  expect(problemOf(null, response(412)).kind).toBe('changed')
  expect(problemOf(null, response(418)).kind).toBe('invalid')
})

test('how long to wait comes from the document or the header', () => {
  expect(problemOf({ retry_after: 7 }, response(429)).wait).toBe(7)
  expect(problemOf({}, response(429, { 'Retry-After': '3' }))).toMatchObject({ wait: 3, passing: true })
  expect(lostCall(new TypeError('fetch failed'))).toMatchObject({ kind: 'lost', passing: true })
})
