import { blockText, parseMarkdown, plainText, type Block } from '../../lib/markdown'

/** A page of the guide, as it is shown and searched. */
export interface HelpPage {
  /** Name of its file without .md. */
  name: string
  title: string
  blocks: Block[]
  sections: HelpSection[]
}

/** The text between two headings. */
export interface HelpSection {
  id: string
  heading: string
  text: string
}

export interface HelpHit {
  page: string
  title: string
  section: HelpSection
  /** The words around the first hit. */
  excerpt: string
}

/** Reads a page. */
export function helpPage(name: string, text: string): HelpPage {
  const blocks = parseMarkdown(text)
  const sections: HelpSection[] = []
  let body: Block[] = []
  const close = () => {
    const last = sections.at(-1)
    if (last) last.text = blockText(body).replace(/\s+/g, ' ')
    body = []
  }
  for (const b of blocks) {
    if (b.is === 'heading') {
      close()
      sections.push({ id: b.id, heading: plainText(b.inside), text: '' })
    } else body.push(b)
  }
  close()
  return { name, title: sections[0]?.heading ?? name, blocks, sections }
}

const around = 60

/** The sections that hold all words, those with the words in their heading first. */
export function searchHelp(pages: readonly HelpPage[], typed: string, most = 20): HelpHit[] {
  const words = typed
    .toLowerCase()
    .split(/\s+/)
    .filter((w) => w !== '')
  if (words.length === 0) return []
  const hits = pages.flatMap((page) =>
    page.sections.flatMap((section) => {
      const heading = section.heading.toLowerCase()
      const text = section.text.toLowerCase()
      const title = page.title.toLowerCase()
      if (!words.every((w) => heading.includes(w) || text.includes(w) || title.includes(w))) return []
      const rank = words.reduce(
        (sum, w) => sum + (heading.includes(w) ? 4 : 0) + (title.includes(w) ? 2 : 0) + (text.includes(w) ? 1 : 0),
        0,
      )
      return [{ rank, hit: { page: page.name, title: page.title, section, excerpt: excerptOf(section.text, words) } }]
    }),
  )
  return hits
    .sort((a, b) => b.rank - a.rank)
    .slice(0, most)
    .map((h) => h.hit)
}

function excerptOf(text: string, words: readonly string[]): string {
  const lower = text.toLowerCase()
  const at = Math.max(0, Math.min(...words.map((w) => lower.indexOf(w)).filter((i) => i >= 0), text.length) - around)
  const cut = text.slice(at, at + 2 * around + 20).trim()
  return (at > 0 ? '… ' : '') + cut + (at + cut.length < text.length ? ' …' : '')
}
