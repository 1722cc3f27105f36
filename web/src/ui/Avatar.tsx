import css from './Avatar.module.css'

/** Up to two letters of a name. */
export function initials(name: string): string {
  const words = name.split(/[\s.]+/).filter((w) => w !== '')
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]?.slice(0, 2)]
  return letters
    .map((w) => (words.length > 1 ? (w?.[0] ?? '') : (w ?? '')))
    .join('')
    .toUpperCase()
}

/** A person as a disc with initials; the own one in the accent. */
export function Avatar({ name, own = false }: { name: string; own?: boolean }) {
  const tone = [...name].reduce((sum, c) => sum + (c.codePointAt(0) ?? 0), 0) % 3
  // The initials are drawn, not text: to those who do not see them the name says it all.
  return (
    <span
      className={`${css.avatar} ${own ? css.own : css[`tone${tone}`]}`}
      role="img"
      aria-label={name}
      title={name}
      data-initials={initials(name)}
    />
  )
}
