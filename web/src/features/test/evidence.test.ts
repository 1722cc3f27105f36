import { expect, test } from 'vitest'
import type { EvidenceFile, Listed } from '../../api/test-queries'
import { evidenceLines, found, previewOf } from './evidence'

const item = (key: string, properties: Listed['properties']): Listed => ({
  key,
  kind: 'evidence',
  title: key,
  commit: 1,
  properties,
  links: [],
})
const file = (digest: string, file_state: EvidenceFile['file_state'], recorded = true): EvidenceFile => ({
  digest,
  file_state,
  size: file_state === 'present' ? 5 : null,
  items: recorded ? [{ key: 'EVD-1', title: '', file_name: '' }] : [],
})

test('each piece of evidence says how its file is, and loose files come last', () => {
  const lines = evidenceLines(
    [
      item('EVD-1', { digest: 'a', valid_until: '2026-11-22' }),
      item('EVD-2', { digest: 'b' }),
      item('EVD-3', {}),
      item('EVD-4', { digest: 'x' }),
    ],
    [file('c', 'present', false), file('a', 'present'), file('b', 'changed')],
    '2026-11-23',
  )
  expect(lines.map((l) => [l.id, l.file, l.ended])).toEqual([
    ['EVD-4', 'missing', false],
    ['EVD-3', 'no file', false],
    ['EVD-2', 'changed', false],
    ['EVD-1', 'present', true],
    ['c', 'present', false],
  ])
  expect(found(lines, 'trouble', '').map((l) => l.id)).toEqual(['EVD-4', 'EVD-3', 'EVD-2'])
  expect(found(lines, 'ended', 'evd').map((l) => l.id)).toEqual(['EVD-1'])
})

test('only pictures and text are shown in the page', () => {
  expect(previewOf('image/png', 'a')).toBe('picture')
  expect(previewOf('', 'scan.JPG')).toBe('picture')
  expect(previewOf('text/html', 'a.html')).toBe('text')
  expect(previewOf('application/pdf', 'a.pdf')).toBeNull()
  expect(previewOf('image/svg+xml', 'a.svg')).toBeNull()
})
