/**
 * Calls of the API, typed from its document. `call` gives the body or throws an
 * ApiProblem, `read` repeats what got lost, `write` names the call so that it is
 * carried out once.
 */
import createClient from 'openapi-fetch'
import { randomId } from '../lib/random'
import { spokenNow } from '../lib/spoken'
import { lostCall, problemOf, type ApiProblem } from './problem'
import { retried, type RetryOptions } from './retry'
import type { paths } from './schema'
import { session, sessionEnded, signedInAgain } from './session'
import { confirmIdentity } from './confirm'
import { reachable } from './reach'

/** The typed calls: api.GET('/api/v1/projects/{project}/levels', { params: … }). */
export const api = createClient<paths>({ baseUrl: '' })

// The server answers in the language of the page, not in that of the browser.
api.use({
  onRequest: ({ request }) => {
    request.headers.set('Accept-Language', spokenNow.get())
    return request
  },
})

interface Answer<T> {
  data?: T
  error?: unknown
  response: Response
}

async function once<T>(make: () => Promise<Answer<T>>): Promise<T> {
  let answer: Answer<T>
  try {
    answer = await make()
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    reachable.set(false)
    throw lostCall(error)
  }
  if (!answer.response.ok) {
    const problem = problemOf(answer.error, answer.response)
    reachable.set(problem.kind !== 'unavailable')
    throw problem
  }
  reachable.set(true)
  return answer.data as T
}

/** Makes a call. When the session has ended, or the user has to prove who it is, it waits for that and is made once more. */
export async function call<T>(make: () => Promise<Answer<T>>): Promise<T> {
  try {
    return await once(make)
  } catch (error) {
    const problem = error as ApiProblem
    if (problem.kind === 'confirm-identity') {
      if (!(await confirmIdentity())) throw error
      return once(make)
    }
    if (problem.kind !== 'not-signed-in' || session.get().is === 'unknown' || session.get().is === 'out') throw error
    sessionEnded()
    if (!(await signedInAgain())) throw error
    return once(make)
  }
}

/** Makes a call that nobody need be signed in for, or that finds out who is. */
export const callOpen = once

/** Makes a call that only reads; repeated when it got lost. */
export const read = <T>(make: () => Promise<Answer<T>>, options?: RetryOptions): Promise<T> => retried(() => call(make), options)

/**
 * Makes a call that changes the record and takes an Idempotency-Key. With the
 * same name it can be made again and again, also after a reload.
 */
export const write = <T>(
  make: (headers: { 'Idempotency-Key': string }) => Promise<Answer<T>>,
  name: string = randomId(),
  options?: RetryOptions,
): Promise<T> => retried(() => call(() => make({ 'Idempotency-Key': name })), options)
