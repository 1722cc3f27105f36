import { useStore } from '../lib/use-store'
import { session } from './session'

/** The name of who is signed in; empty for nobody. */
export function useMyName(): string {
  const s = useStore(session)
  return s.is === 'in' || s.is === 'ended' ? s.account.user.name || s.account.user.login : ''
}
