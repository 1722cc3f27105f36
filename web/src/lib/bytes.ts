const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const

/** A length in bytes as a locale writes it, with three digits at most: 4.2 MB. */
export function bytesText(locale: string, bytes: number): string {
  let i = 0
  let value = bytes
  while (value >= 999.5 && i < units.length - 1) {
    value /= 1000
    i++
  }
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: units[i],
    unitDisplay: i === 0 ? 'long' : 'short',
    maximumFractionDigits: i > 0 && value < 10 ? 1 : 0,
  }).format(value)
}
