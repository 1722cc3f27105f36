/** Getting in and out, and finding out who is in. */
import { api, callOpen } from './client'
import type { Account, SignInResult } from './documents'
import { asProblem } from './problem'
import { session } from './session'

/** Asks the server whose session this is and says so to the page. */
export async function loadAccount(): Promise<Account | null> {
  try {
    const account = await callOpen(() => api.GET('/api/v1/account'))
    session.set({ is: 'in', account })
    return account
  } catch (error) {
    if (asProblem(error).kind !== 'not-signed-in') throw error
    session.set((s) => (s.is === 'in' || s.is === 'ended' ? { is: 'ended', account: s.account } : { is: 'out' }))
    return null
  }
}

export const signIn = (login: string, password: string): Promise<SignInResult> =>
  callOpen(() => api.POST('/api/v1/sign-in', { body: { login, password } }))

export const secondFactor = (challenge: string, code: string, recovery: boolean): Promise<SignInResult> =>
  callOpen(() => api.POST('/api/v1/sign-in/factor', { body: { challenge, code, recovery } }))

export async function signOut(): Promise<void> {
  await callOpen(() => api.POST('/api/v1/sign-out')).catch(() => undefined)
  session.set({ is: 'out' })
}
