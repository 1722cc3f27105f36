/**
 * The part of Markdown that our guide is written in, read into a tree: headings,
 * paragraphs, lists, tables, code, quotes. HTML is not read; comments are left
 * out. What is not understood stays text.
 */
export type Inline =
  | { is: 'text'; text: string }
  | { is: 'code'; text: string }
  | { is: 'strong' | 'em'; inside: Inline[] }
  | { is: 'link'; to: string; inside: Inline[] }
  | { is: 'picture'; from: string; alt: string }

export type Block =
  | { is: 'heading'; level: number; id: string; inside: Inline[] }
  | { is: 'paragraph'; inside: Inline[] }
  | { is: 'code'; language: string; text: string }
  | { is: 'list'; ordered: boolean; start: number; items: Block[][] }
  | { is: 'table'; head: Inline[][]; rows: Inline[][][] }
  | { is: 'quote'; inside: Block[] }
  | { is: 'rule' }

/** Reads a page. */
export const parseMarkdown = (text: string): Block[] => blocks(text.replace(/<!--[\s\S]*?-->/g, '').split(/\r?\n/))

/** The name of a heading in addresses, as GitHub makes it. */
export const headingId = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-')

const fence = /^(\s*)(```+|~~~+)\s*([\w-]*)/
const item = /^(\s*)([-*+]|\d{1,9}[.)])\s+(.*)$/
const tableRule = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$/

function blocks(lines: readonly string[]): Block[] {
  const out: Block[] = []
  let i = 0
  while (i < lines.length) {
    const line = lines[i] ?? ''
    const [block, next] = readBlock(lines, i, line)
    if (block) out.push(block)
    i = next
  }
  return out
}

function readBlock(lines: readonly string[], i: number, line: string): [Block | null, number] {
  if (line.trim() === '') return [null, i + 1]
  const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line)
  if (heading) {
    const inside = parseInline(heading[2] ?? '')
    return [{ is: 'heading', level: heading[1]?.length ?? 1, id: headingId(plainText(inside)), inside }, i + 1]
  }
  if (fence.test(line)) return readCode(lines, i)
  if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) return [{ is: 'rule' }, i + 1]
  if (line.includes('|') && tableRule.test(lines[i + 1] ?? '') && (lines[i + 1] ?? '').includes('-')) return readTable(lines, i)
  if (item.test(line)) return readList(lines, i)
  if (/^\s*>/.test(line)) return readQuote(lines, i)
  return readParagraph(lines, i)
}

function readCode(lines: readonly string[], i: number): [Block, number] {
  const [, indent = '', mark = '', language = ''] = fence.exec(lines[i] ?? '') ?? []
  const body: string[] = []
  let j = i + 1
  while (j < lines.length && !(lines[j] ?? '').trim().startsWith(mark)) {
    const line = lines[j++] ?? ''
    body.push(line.startsWith(indent) ? line.slice(indent.length) : line)
  }
  return [{ is: 'code', language, text: body.join('\n') }, j + 1]
}

function readTable(lines: readonly string[], i: number): [Block, number] {
  const head = cells(lines[i] ?? '')
  const rows: Inline[][][] = []
  let j = i + 2
  for (; j < lines.length && (lines[j] ?? '').includes('|') && (lines[j] ?? '').trim() !== ''; j++)
    rows.push(cells(lines[j] ?? ''))
  return [{ is: 'table', head, rows }, j]
}

/** The cells of a line; a bar in code or behind a backslash ends none. */
function cells(line: string): Inline[][] {
  const out: string[] = []
  let cell = ''
  let inCode = false
  for (const part of line.trim().match(/\\\||`+|\||[^|`\\]+|\\/g) ?? []) {
    if (part === '|' && !inCode) {
      out.push(cell)
      cell = ''
      continue
    }
    if (part.startsWith('`')) inCode = !inCode
    cell += part === '\\|' ? '|' : part
  }
  out.push(cell)
  if ((out[0] ?? '').trim() === '') out.shift()
  if ((out.at(-1) ?? '').trim() === '') out.pop()
  return out.map((c) => parseInline(c.trim()))
}

function readList(lines: readonly string[], i: number): [Block, number] {
  const first = item.exec(lines[i] ?? '')
  const indent = first?.[1]?.length ?? 0
  const ordered = /\d/.test(first?.[2] ?? '')
  const items: string[][] = []
  let j = i
  for (; j < lines.length; j++) {
    const line = lines[j] ?? ''
    const found = item.exec(line)
    if (found && (found[1]?.length ?? 0) <= indent) {
      if (/\d/.test(found[2] ?? '') !== ordered) break
      items.push([found[3] ?? ''])
    } else if (line.trim() === '') {
      const next = lines[j + 1] ?? ''
      if (next.trim() === '' || (!item.test(next) && !/^\s{2,}/.test(next))) break
      items.at(-1)?.push('')
    } else if (/^\s/.test(line)) items.at(-1)?.push(line.slice(Math.min(indent + 2, line.search(/\S/))))
    else if (items.at(-1)?.at(-1) === '' || /^(#|```|>|\|)/.test(line)) break
    else items.at(-1)?.push(line)
  }
  const start = ordered ? parseInt(first?.[2] ?? '1', 10) : 1
  return [{ is: 'list', ordered, start, items: items.map((body) => blocks(body)) }, j]
}

function readQuote(lines: readonly string[], i: number): [Block, number] {
  let j = i
  const body: string[] = []
  for (; j < lines.length && /^\s*>/.test(lines[j] ?? ''); j++) body.push((lines[j] ?? '').replace(/^\s*>\s?/, ''))
  return [{ is: 'quote', inside: blocks(body) }, j]
}

function readParagraph(lines: readonly string[], i: number): [Block, number] {
  let j = i + 1
  const ends = (line: string) =>
    line.trim() === '' || /^#{1,6}\s/.test(line) || fence.test(line) || item.test(line) || /^\s*>/.test(line)
  while (j < lines.length && !ends(lines[j] ?? '')) j++
  const text = lines
    .slice(i, j)
    .map((l) => l.trim())
    .join(' ')
  return [{ is: 'paragraph', inside: parseInline(text) }, j]
}

const inline =
  /(`+)(.+?)\1(?!`)|!\[([^\]]*)\]\(([^)\s]+)[^)]*\)|\[((?:[^[\]]|\[[^\]]*\])+)\]\(([^)\s]+)[^)]*\)|<(https?:[^>\s]+)>|\*\*(.+?)\*\*(?!\*)|(?<![\w*])\*([^*\s](?:[^*]*[^*\s])?)\*(?![\w*])|(?<!\w)_([^_\s](?:[^_]*[^_\s])?)_(?!\w)|\\([\\`*_[\]()|<>#-])/

/** Reads what stands within a line. */
export function parseInline(text: string): Inline[] {
  const out: Inline[] = []
  let rest = text
  for (let found = inline.exec(rest); found; found = inline.exec(rest)) {
    if (found.index > 0) out.push({ is: 'text', text: rest.slice(0, found.index) })
    out.push(piece(found))
    rest = rest.slice(found.index + found[0].length)
  }
  if (rest !== '') out.push({ is: 'text', text: rest })
  return out
}

function piece(f: RegExpExecArray): Inline {
  if (f[2] !== undefined) return { is: 'code', text: f[2].replace(/^ (.*) $/, '$1') }
  if (f[4] !== undefined) return { is: 'picture', from: f[4], alt: f[3] ?? '' }
  if (f[6] !== undefined) return { is: 'link', to: f[6], inside: parseInline(f[5] ?? '') }
  if (f[7] !== undefined) return { is: 'link', to: f[7], inside: [{ is: 'text', text: f[7] }] }
  if (f[8] !== undefined) return { is: 'strong', inside: parseInline(f[8]) }
  const em = f[9] ?? f[10]
  if (em !== undefined) return { is: 'em', inside: parseInline(em) }
  return { is: 'text', text: f[11] ?? '' }
}

/** What stands in a line, without its marks. */
export const plainText = (inside: readonly Inline[]): string =>
  inside
    .map((p) => {
      switch (p.is) {
        case 'text':
        case 'code':
          return p.text
        case 'picture':
          return p.alt
        case 'strong':
        case 'em':
        case 'link':
          return plainText(p.inside)
      }
    })
    .join('')

/** All text of blocks, a line for each. */
export function blockText(list: readonly Block[]): string {
  return list
    .map((b) => {
      switch (b.is) {
        case 'heading':
        case 'paragraph':
          return plainText(b.inside)
        case 'code':
          return b.text
        case 'list':
          return b.items.map(blockText).join('\n')
        case 'table':
          return [b.head, ...b.rows].map((row) => row.map(plainText).join(' ')).join('\n')
        case 'quote':
          return blockText(b.inside)
        case 'rule':
          return ''
      }
    })
    .join('\n')
}
