import type { ButtonHTMLAttributes, Ref } from 'react'
import { Glyph } from './Glyph'
import type { GlyphName } from './glyph-names'
import css from './Button.module.css'

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  /** primary: the one thing to do here; plain; quiet: beside others; icon: a square with a glyph and an aria-label. */
  look?: 'primary' | 'plain' | 'quiet' | 'icon' | 'link'
  small?: boolean
  glyph?: GlyphName
  ref?: Ref<HTMLButtonElement>
}

/** A button with the look of the visual language. It submits nothing unless it says so. */
export function Button({ look = 'plain', small, glyph, className, children, type = 'button', ...rest }: ButtonProps) {
  const names = [css.button, css[look], small ? css.small : '', className ?? ''].join(' ')
  return (
    <button {...rest} type={type} className={names}>
      {glyph && <Glyph name={glyph} size={look === 'icon' ? 16 : 14} />}
      {children}
    </button>
  )
}
