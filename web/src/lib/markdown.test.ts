// spec: WEB-9
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { blockText, headingId, parseInline, parseMarkdown, plainText, type Block } from './markdown'

test('marks within a line', () => {
  expect(parseInline('a `b|c` **d *e*** [f](g.md#h)')).toEqual([
    { is: 'text', text: 'a ' },
    { is: 'code', text: 'b|c' },
    { is: 'text', text: ' ' },
    {
      is: 'strong',
      inside: [
        { is: 'text', text: 'd ' },
        { is: 'em', inside: [{ is: 'text', text: 'e' }] },
      ],
    },
    { is: 'text', text: ' ' },
    { is: 'link', to: 'g.md#h', inside: [{ is: 'text', text: 'f' }] },
  ])
})

test('names and stars in prose are no marks', () => {
  expect(plainText(parseInline('approved_target and 2 * 3 * 4'))).toBe('approved_target and 2 * 3 * 4')
})

test('HTML stays text, and comments are gone', () => {
  expect(parseMarkdown('<!-- x -->\n<b>bold</b>')).toEqual([{ is: 'paragraph', inside: [{ is: 'text', text: '<b>bold</b>' }] }])
})

test('a table keeps bars in code within a cell', () => {
  const [table] = parseMarkdown('| a | b |\n|---|---|\n| `x|y` | c \\| d |\n\nafter')
  expect(table?.is === 'table' && table.rows.map((r) => r.map(plainText))).toEqual([['x|y', 'c | d']])
})

test('lists hold lists, paragraphs and code', () => {
  const [list] = parseMarkdown('1. one\n   more\n   - inner\n2. two\n\n   ```sh\n   run\n   ```\n')
  expect(list).toMatchObject({ is: 'list', ordered: true, start: 1 })
  const items = list?.is === 'list' ? list.items : []
  expect(items).toHaveLength(2)
  expect(items[0]?.map((b) => b.is)).toEqual(['paragraph', 'list'])
  expect(items[1]?.map((b) => b.is)).toEqual(['paragraph', 'code'])
})

test('headings are named as in addresses', () => {
  expect(headingId('What `cordon` is, and what not')).toBe('what-cordon-is-and-what-not')
})

// The pages themselves: nothing of their marks is left in what people read.
const guide = new URL('../../../docs/guide/', import.meta.url)
for (const name of readdirSync(guide).filter((n) => n.endsWith('.md')))
  test(`the page ${name} is understood in full`, () => {
    const page = parseMarkdown(readFileSync(new URL(name, guide), 'utf8'))
    expect(page[0]).toMatchObject({ is: 'heading', level: 1 })
    const prose = (list: Block[]): string =>
      blockText(list.filter((b) => b.is !== 'code' && b.is !== 'table')) +
      list.flatMap((b) => (b.is === 'table' ? b.head.map(plainText) : [])).join('\n')
    expect(prose(page)).not.toMatch(/\*\*|\]\(|^\s*\|.*\|$|^#{1,6} /m)
  })
