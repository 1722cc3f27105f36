import type { ReactNode } from 'react'
import css from './Card.module.css'

interface CardProps {
  title: ReactNode
  /** What the title leaves open, beside it in small. */
  note?: ReactNode
  /** At the right end of the head. */
  aside?: ReactNode
  children: ReactNode
  className?: string
}

/** A part of a screen with a head. Cards hold no cards. */
export function Card({ title, note, aside, children, className }: CardProps) {
  return (
    <section className={`${css.card} ${className ?? ''}`}>
      <header className={css.head}>
        <h2>{title}</h2>
        {note && <span className={css.note}>{note}</span>}
        {aside && <div className={css.aside}>{aside}</div>}
      </header>
      {children}
    </section>
  )
}

/** The inside of a card that is text or a form rather than a table. */
export function CardBody({ children }: { children: ReactNode }) {
  return <div className={css.body}>{children}</div>
}
