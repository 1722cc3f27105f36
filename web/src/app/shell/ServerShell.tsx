import type { ReactNode } from 'react'
import { useT } from '../../ui/language'
import { Brand } from './Brand'
import { LookMenus, UserMenu } from './UserMenu'
import css from './Shell.module.css'

/** The frame around pages that belong to no project. */
export function ServerShell({ children }: { children: ReactNode }) {
  const t = useT()
  return (
    <div className={css.shell}>
      <header className={css.top}>
        <Brand />
        <div className={css.right}>
          <div className={css.tools}>
            <LookMenus />
          </div>
          <UserMenu />
        </div>
      </header>
      <main className={`${css.main} ${css.wide}`} tabIndex={-1} aria-label={t('nav.main')}>
        {children}
      </main>
    </div>
  )
}
