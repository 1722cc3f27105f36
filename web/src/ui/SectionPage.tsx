import type { ReactNode } from 'react'
import type { Address } from '../domain/address'
import { AddressLink } from './navigation'
import css from './SectionPage.module.css'

interface SectionPageProps {
  title: string
  current: string
  sections: readonly { value: string; label: string; to: Address }[]
  children: ReactNode
}

/** A page of settings: sections at the left, one of them open. */
export function SectionPage({ title, current, sections, children }: SectionPageProps) {
  return (
    <div className={css.page}>
      <h1>{title}</h1>
      <div className={css.columns}>
        <nav className={css.sections} aria-label={title}>
          {sections.map((s) => (
            <AddressLink key={s.value} to={s.to} aria-current={s.value === current ? 'page' : undefined}>
              {s.label}
            </AddressLink>
          ))}
        </nav>
        <div className={css.content}>{children}</div>
      </div>
    </div>
  )
}
