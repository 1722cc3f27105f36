import type { ReactNode } from 'react'
import css from './SignIn.module.css'

/** The page before the app: one card in the middle. */
export function SignInFrame({ title, lead, children }: { title: string; lead?: ReactNode; children: ReactNode }) {
  return (
    <main className={css.page}>
      <title>{`${title} · Cordon`}</title>
      <div className={css.card}>
        <div className={css.brand}>
          <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
            <path d="M3 3h14v14H3z" fill="none" stroke="currentColor" strokeWidth="1.6" strokeDasharray="11 3" />
            <rect x="7" y="7" width="6" height="6" fill="currentColor" />
          </svg>
          Cordon
        </div>
        <h1>{title}</h1>
        {lead && <p className="muted small">{lead}</p>}
        {children}
      </div>
    </main>
  )
}
