/**
 * Tables as HTML, the second form in which spreadsheets use the clipboard. Read
 * without a browser, so that nothing of it is ever carried out or loaded.
 */

export interface HtmlCell {
  text: string
  /** The number behind the text, where the spreadsheet tells it; written with a point. */
  number?: string
}

export type HtmlTable =
  { ok: true; cells: HtmlCell[][] } | { ok: false; fault: 'none' } | { ok: false; fault: 'merged'; row: number; column: number }

const entities: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  auml: 'ä',
  ouml: 'ö',
  uuml: 'ü',
  Auml: 'Ä',
  Ouml: 'Ö',
  Uuml: 'Ü',
  szlig: 'ß',
  deg: '°',
  micro: 'µ',
  euro: '€',
  ndash: '–',
  mdash: '—',
  hellip: '…',
}

/** Text with character references in place. */
export function decodeEntities(text: string): string {
  return text.replace(/&(#x[0-9a-f]+|#\d+|[a-z]+);/gi, (whole, name: string) => {
    if (!name.startsWith('#')) return entities[name] ?? whole
    const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : parseInt(name.slice(1), 10)
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })
}

/** The part of a clipboard text in CF_HTML that was copied. Its offsets count bytes and are often wrong; the comments are not. */
function fragment(html: string): string {
  const start = html.indexOf('<!--StartFragment')
  const stop = html.indexOf('<!--EndFragment')
  if (start < 0 || stop <= start) return html.replace(/^Version:[\s\S]*?(?=<)/, '')
  const inside = html.slice(html.indexOf('-->', start) + 3, stop)
  // Excel puts the marks inside the table, Chromium around it.
  return /<table/i.test(inside) ? inside : html
}

function attribute(tag: string, name: string): string | undefined {
  const found = new RegExp(`[\\s"']${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'i').exec(tag)
  const value = found?.[1] ?? found?.[2] ?? found?.[3]
  return value === undefined ? undefined : decodeEntities(value)
}

/** Reads the first table of an HTML text. Merged cells are refused: what would stand in the other cells is a guess. */
export function parseHtmlTable(source: string): HtmlTable {
  const html = fragment(source)
  const table = /<table[\s>][\s\S]*?(<\/table>|$)/i.exec(html)?.[0] ?? (/<tr[\s>]/i.test(html) ? html : null)
  if (table === null) return { ok: false, fault: 'none' }
  const body = table.replace(/<!--[\s\S]*?-->/g, '').replace(/<(style|script|colgroup)[\s>][\s\S]*?<\/\1>/gi, '')
  const token = /<(\/?)([a-z][a-z0-9]*)([^>]*)>|([^<]+)|</gi
  const rows: HtmlCell[][] = []
  let cell: { text: string; number?: string } | null = null
  const close = () => {
    if (cell) rows.at(-1)?.push({ ...cell, text: tidied(cell.text) })
    cell = null
  }
  for (let m = token.exec(body); m; m = token.exec(body)) {
    const name = m[2]?.toLowerCase()
    if (name === undefined) {
      if (cell) cell.text += decodeEntities((m[4] ?? '<').replace(/[ \t\r\n\f]+/g, ' '))
      continue
    }
    if (name === 'tr') {
      close()
      if (m[1] === '') rows.push([])
    } else if (name === 'td' || name === 'th') {
      close()
      if (m[1] !== '') continue
      if (rows.length === 0) rows.push([])
      const tag = ` ${m[3] ?? ''}`
      if (Number(attribute(tag, 'colspan') ?? 1) > 1 || Number(attribute(tag, 'rowspan') ?? 1) > 1)
        return { ok: false, fault: 'merged', row: rows.length, column: (rows.at(-1)?.length ?? 0) + 1 }
      const number = attribute(tag, 'sdval') ?? attribute(tag, 'x:num')
      cell = number && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(number) ? { text: '', number } : { text: '' }
    } else if (cell && (name === 'br' || (m[1] !== '' && (name === 'p' || name === 'div')))) {
      cell.text += '\n'
    }
  }
  close()
  const filled = rows.filter((r) => r.length > 0)
  const width = filled.reduce((most, r) => Math.max(most, r.length), 0)
  if (width === 0) return { ok: false, fault: 'none' }
  return { ok: true, cells: filled.map((r) => [...r, ...Array.from({ length: width - r.length }, () => ({ text: '' }))]) }
}

/** Text as it would be seen: blanks around line breaks mean nothing. */
const tidied = (text: string) =>
  text
    .replace(/ *\n */g, '\n')
    .replace(/^[ \n]+|[ \n]+$/g, '')
    .replaceAll('\u00a0', ' ')
    .replace(/^ +$/, '')

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

/** Writes a table that spreadsheets take as text, with line breaks inside cells. */
export function formatHtmlTable(rows: readonly (readonly string[])[]): string {
  // mso-number-format keeps 4.10 from becoming 4.1 and 1-2 from becoming a day.
  const cell = (text: string) =>
    `<td style="mso-number-format:'\\@';white-space:pre-wrap">${escaped(text).replaceAll('\n', '<br style="mso-data-placement:same-cell">')}</td>`
  return `<meta charset="utf-8"><table>${rows.map((r) => `<tr>${r.map(cell).join('')}</tr>`).join('')}</table>`
}
