import sprite from './sprite.svg?raw'
import type { GlyphName } from './glyph-names'

/** Puts the sprite into the page, once, at the start. */
export function installGlyphs(): void {
  const parsed = new DOMParser().parseFromString(sprite, 'image/svg+xml')
  const svg = document.importNode(parsed.documentElement, true)
  svg.style.position = 'absolute'
  document.body.prepend(svg)
}

interface GlyphProps {
  name: GlyphName
  size?: number
  className?: string
  /** What it says to those who do not see it. Without it the text beside it must. */
  label?: string
}

/** A sign of the visual language. Icons take the colour of the text around them, states have their own. */
export function Glyph({ name, size = 16, className, label }: GlyphProps) {
  return (
    <svg
      width={size}
      height={size}
      className={className}
      style={{ flex: 'none', display: 'inline-block', verticalAlign: -2 }}
      role={label ? 'img' : undefined}
      aria-label={label}
      aria-hidden={label ? undefined : true}
    >
      <use href={`#g-${name}`} />
    </svg>
  )
}
