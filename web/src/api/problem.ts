/**
 * What can go wrong with a call, as one type. Code decides by `kind`; people
 * read `detail`, which the server wrote for them.
 */
import type { Problem, ProblemError } from './documents'

export type ProblemKind =
  | 'invalid' // the input is wrong; errors say where
  | 'not-found'
  | 'conflict' // others were faster; head says where the record stands
  | 'changed' // the same for one item, by If-Match
  | 'denied'
  | 'not-signed-in'
  | 'confirm-identity' // a sensitive operation asks for the password again
  | 'too-many' // wait says for how long
  | 'unavailable'
  | 'internal'
  | 'lost' // no answer came; the call may have been carried out

export class ApiProblem extends Error {
  override readonly name = 'ApiProblem'
  constructor(
    readonly kind: ProblemKind,
    readonly detail: string,
    readonly status: number,
    readonly errors: readonly ProblemError[] = [],
    readonly head: number = 0,
    /** Seconds to wait, 0 if not known. */
    readonly wait: number = 0,
    /** Under which the server's log tells more. */
    readonly request: string = '',
  ) {
    super(detail)
  }

  /** Whether the same call may succeed later without anybody changing anything. */
  get passing(): boolean {
    return this.kind === 'lost' || this.kind === 'unavailable' || this.kind === 'too-many'
  }
}

const kinds: readonly ProblemKind[] = [
  'invalid',
  'not-found',
  'conflict',
  'changed',
  'denied',
  'not-signed-in',
  'confirm-identity',
  'too-many',
  'unavailable',
  'internal',
]
const prefix = 'urn:cordon:problem:'

function kindOf(problem: Partial<Problem>, status: number): ProblemKind {
  const named = typeof problem.type === 'string' && problem.type.startsWith(prefix) ? problem.type.slice(prefix.length) : ''
  const known = kinds.find((k) => k === named)
  if (known) return known
  // A proxy in between answers without our document.
  if (status === 401) return 'not-signed-in'
  if (status === 403) return 'denied'
  if (status === 404) return 'not-found'
  if (status === 409) return 'conflict'
  if (status === 412) return 'changed'
  if (status === 429) return 'too-many'
  if (status === 502 || status === 503 || status === 504) return 'unavailable'
  return status >= 500 ? 'internal' : 'invalid'
}

/** Makes the error of an answer that is not the one that was asked for. */
export function problemOf(body: unknown, response: Response): ApiProblem {
  const p: Partial<Problem> = typeof body === 'object' && body !== null ? body : {}
  const wait = Number(p.retry_after ?? response.headers.get('Retry-After') ?? 0) || 0
  return new ApiProblem(
    kindOf(p, response.status),
    p.detail ?? `${response.status} ${response.statusText}`.trim(),
    response.status,
    p.errors ?? [],
    p.head ?? 0,
    wait,
    p.instance ?? '',
  )
}

/** Makes the error of a call that got no answer. */
export const lostCall = (cause: unknown): ApiProblem => {
  const problem = new ApiProblem('lost', cause instanceof Error ? cause.message : String(cause), 0)
  problem.cause = cause
  return problem
}

/** The problem of whatever was thrown. */
export const asProblem = (error: unknown): ApiProblem =>
  error instanceof ApiProblem ? error : new ApiProblem('internal', error instanceof Error ? error.message : String(error), 0)
