import type { ReactNode } from 'react'
import type { GlyphName } from './glyph-names'
import { Glyph } from './Glyph'
import css from './Notice.module.css'

const signs: Record<'fault' | 'caution' | 'note' | 'met', GlyphName> = {
  fault: 'strength-gap',
  caution: 'marker-suspect',
  note: 'ui-eye',
  met: 'ui-check',
}

/** What happened, where, and what to do, in place. */
export function Notice({
  tone = 'note',
  children,
  actions,
}: {
  tone?: keyof typeof signs
  children: ReactNode
  actions?: ReactNode
}) {
  return (
    <div className={`${css.notice} ${css[tone]}`} role={tone === 'fault' ? 'alert' : 'status'}>
      <Glyph name={signs[tone]} size={14} />
      <div className="grow">{children}</div>
      {actions}
    </div>
  )
}

/** A place where something could be and is not, with what to do next. */
export function Empty({ children, actions }: { children: ReactNode; actions?: ReactNode }) {
  return (
    <div className={css.empty}>
      <p>{children}</p>
      {actions && <div className="row">{actions}</div>}
    </div>
  )
}
