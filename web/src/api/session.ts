/**
 * Whether somebody is signed in. A call that finds the session ended waits here
 * until the user has signed in again over the open page, and is then made once
 * more: forms keep what was typed, and callers notice nothing.
 */
import { createStore } from '../lib/store'
import type { Account } from './documents'

export type Session = { is: 'unknown' } | { is: 'out' } | { is: 'in'; account: Account } | { is: 'ended'; account: Account }

export const session = createStore<Session>({ is: 'unknown' })

/** The id of the user whose page this is; empty for nobody. */
export function userId(): string {
  const s = session.get()
  return s.is === 'in' || s.is === 'ended' ? s.account.user.id : ''
}

/** A call was refused because nobody is signed in. */
export function sessionEnded(): void {
  session.set((s) => (s.is === 'in' ? { is: 'ended', account: s.account } : s.is === 'ended' ? s : { is: 'out' }))
}

/** Resolves to whether the same user is signed in again; false for somebody else or a user who leaves. */
export function signedInAgain(): Promise<boolean> {
  const before = userId()
  return new Promise((resolve) => {
    const look = () => {
      const s = session.get()
      if (s.is === 'ended' || s.is === 'unknown') return
      stop()
      resolve(s.is === 'in' && s.account.user.id === before)
    }
    const stop = session.subscribe(look)
    look()
  })
}
