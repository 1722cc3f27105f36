import { expect, test } from 'vitest'
import { ApiProblem } from './problem'
import { retried } from './retry'

const waits: number[] = []
const wait = (ms: number) => {
  waits.push(ms)
  return Promise.resolve()
}

test('what passes is tried again, and the server may say for how long to wait', async () => {
  let calls = 0
  waits.length = 0
  const done = await retried(
    () => {
      calls++
      if (calls === 1) throw new ApiProblem('lost', 'x', 0)
      if (calls === 2) throw new ApiProblem('too-many', 'x', 429, [], 0, 9)
      return Promise.resolve('ok')
    },
    { wait },
  )
  expect([done, calls]).toEqual(['ok', 3])
  expect(waits[0]).toBeLessThan(1000)
  expect(waits[1]).toBeGreaterThanOrEqual(9000)
})

test('what does not pass is not tried again, and attempts end', async () => {
  let calls = 0
  const refuse = (kind: 'denied' | 'lost') => () => {
    calls++
    return Promise.reject(new ApiProblem(kind, 'x', 403))
  }
  await expect(retried(refuse('denied'), { wait })).rejects.toMatchObject({ kind: 'denied' })
  expect(calls).toBe(1)
  await expect(retried(refuse('lost'), { wait, attempts: 3 })).rejects.toMatchObject({ kind: 'lost' })
  expect(calls).toBe(4)
})
