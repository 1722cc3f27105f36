import type { ReactNode } from 'react'
import { useT } from '../../ui/language'
import { Button } from '../../ui/Button'
import { Brand } from './Brand'
import { useHelp } from './Help'
import { useNavigation } from '../../ui/navigation'
import { LookMenus, UserMenu } from './UserMenu'
import css from './Shell.module.css'

/** The frame around pages that belong to no project. */
export function ServerShell({ children }: { children: ReactNode }) {
  const t = useT()
  const { address } = useNavigation()
  const help = useHelp(address.page === 'home' ? 'first-hour' : 'accounts')
  return (
    <div className={css.shell}>
      <header className={css.top}>
        <Brand />
        <div className={css.right}>
          <div className={css.tools}>
            <LookMenus />
            <Button look="icon" glyph="ui-help" aria-label={t('help.open')} aria-keyshortcuts="F1" onClick={help.show} />
          </div>
          <UserMenu />
        </div>
      </header>
      <main className={`${css.main} ${css.wide}`} tabIndex={-1} aria-label={t('nav.main')}>
        {children}
      </main>
      {help.drawer}
    </div>
  )
}
