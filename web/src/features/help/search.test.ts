import { expect, test } from 'vitest'
import { helpPage, searchHelp } from './search'

const pages = [
  helpPage('levels', '# Levels\n\nHow they are worked out.\n\n## Suspect links\n\nA link is confirmed with a reason.'),
  helpPage('evidence', '# Evidence\n\n## Validity\n\nEvidence expires; its link becomes suspect.'),
]

test('a page falls into the texts between its headings', () => {
  expect(pages[0]?.title).toBe('Levels')
  expect(pages[0]?.sections.map((s) => s.id)).toEqual(['levels', 'suspect-links'])
})

test('all words count, and those in a heading more', () => {
  expect(searchHelp(pages, 'suspect LINK').map((h) => `${h.page} ${h.section.id}`)).toEqual([
    'levels suspect-links',
    'evidence validity',
  ])
  expect(searchHelp(pages, 'suspect nowhere')).toEqual([])
  expect(searchHelp(pages, ' ')).toEqual([])
})

test('the excerpt shows the words', () => {
  expect(searchHelp(pages, 'expires')[0]?.excerpt).toContain('expires')
})
