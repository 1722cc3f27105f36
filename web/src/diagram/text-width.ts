/**
 * How wide a text is in IBM Plex Sans, to lay out without a browser. The figures
 * are those of the semi-bold face in thousandths of the size; lighter faces are
 * a little narrower, so what is measured here fits there.
 */
const widths = (
  '236,309,471,656,600,960,713,260,337,337,556,600,299,402,299,437,600,600,600,600,600,600,600,600,' +
  '600,600,319,319,600,600,600,493,899,672,663,642,689,600,577,712,719,423,545,678,521,817,719,712,' +
  '641,712,664,611,580,689,638,949,655,632,599,329,437,329,600,559,600,559,600,513,600,558,350,545,' +
  '588,275,275,562,294,888,588,563,600,600,393,499,374,588,524,819,544,524,502,363,376,363,600'
)
  .split(',')
  .map(Number)
const widest = 1000

/** The width of a text in pixels at a size of type; mono counts each letter alike. */
export function textWidth(text: string, size: number, mono = false): number {
  if (mono) return text.length * size * 0.6
  let sum = 0
  for (const c of text.normalize('NFD')) {
    const code = c.charCodeAt(0)
    // Accents are drawn over the letter before them.
    if (code >= 0x300 && code < 0x370) continue
    sum +=
      code >= 32 && code < 127
        ? (widths[code - 32] ?? widest)
        : code < 0x250
          ? 650
          : code === 0x2026 || code === 0x2013
            ? 800
            : widest
  }
  return (sum * size) / 1000
}

/** A text cut to a width, with an ellipsis where something is missing. */
export function fitted(text: string, size: number, width: number): string {
  if (textWidth(text, size) <= width) return text
  let cut = text
  while (cut.length > 1 && textWidth(cut + '…', size) > width) cut = cut.slice(0, -1)
  return cut.trimEnd() + '…'
}
