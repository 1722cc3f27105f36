import { signOut } from '../../api/account'
import type { User } from '../../api/documents'
import { Button } from '../../ui/Button'
import { useT } from '../../ui/language'
import { Dialog } from '../../ui/Overlay'
import { SignInForm } from './SignInForm'

/** Asks for the sign-in over the open page when the session has ended; the page keeps what was typed. */
export function SignInOverlay({ user }: { user: User }) {
  const t = useT()
  return (
    <Dialog open must title={t('signIn.endedTitle')} onClose={() => undefined} width={380}>
      <div className="stack">
        <p className="muted small">{t('signIn.ended')}</p>
        <SignInForm login={user.login} onDone={() => undefined} />
        <Button look="link" onClick={() => void signOut()}>
          {t('signIn.somebodyElse')}
        </Button>
      </div>
    </Dialog>
  )
}
