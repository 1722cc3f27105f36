import { session } from '../../api/session'
import { useStore } from '../../lib/use-store'

/** The name of the user, as the one who tests. */
export function useTester(): string {
  const now = useStore(session)
  return now.is === 'in' || now.is === 'ended' ? now.account.user.name || now.account.user.login : ''
}
