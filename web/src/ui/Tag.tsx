import type { ReactNode } from 'react'
import css from './Tag.module.css'

export type TagTone = 'plain' | 'gap' | 'suspect' | 'accent' | 'comp' | 'met' | 'add' | 'del'

/** A short word about a thing. The colour never says more than the word. */
export const Tag = ({ tone = 'plain', children }: { tone?: TagTone; children: ReactNode }) => (
  <span className={`${css.tag} ${css[tone]}`}>{children}</span>
)
