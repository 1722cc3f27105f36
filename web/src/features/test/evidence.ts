/** Evidence joined with its files, and files that nothing records. */
import type { EvidenceFile, Listed } from '../../api/test-queries'
import type { Op } from '../../domain/op'

export type FileState = 'present' | 'missing' | 'changed' | 'no file'

export interface EvidenceLine {
  /** Names the line: the key of the evidence, or the digest of a file that nothing records. */
  id: string
  key: string | null
  title: string
  digest: string
  fileName: string
  mediaType: string
  size: number | null
  file: FileState
  until: string
  ended: boolean
  collectedAt: string
  collectedBy: string
  proves: readonly { key: string; title: string; suspect: boolean }[]
  holdsFor: readonly { key: string; title: string }[]
  firmware: string
}

const text = (item: Listed, name: string): string => {
  const value = item.properties[name]
  return typeof value === 'string' ? value : ''
}

/** Joins them, the newest first, so that what was just dropped is in sight; files that nothing records come last. */
export function evidenceLines(items: readonly Listed[], files: readonly EvidenceFile[], today: string): EvidenceLine[] {
  const byDigest = new Map(files.map((f) => [f.digest, f]))
  const lines = items.toReversed().map((item): EvidenceLine => {
    const digest = text(item, 'digest')
    const file = byDigest.get(digest)
    const until = text(item, 'valid_until')
    const range = [text(item, 'firmware_from'), text(item, 'firmware_to')]
    return {
      id: item.key,
      key: item.key,
      title: item.title,
      digest,
      fileName: text(item, 'file_name'),
      mediaType: text(item, 'media_type'),
      size: file?.size ?? null,
      file: digest === '' ? 'no file' : (file?.file_state ?? 'missing'),
      until,
      ended: until !== '' && until < today,
      collectedAt: text(item, 'collected_at'),
      collectedBy: text(item, 'collected_by'),
      proves: links(item, 'evidences'),
      holdsFor: links(item, 'holds for'),
      firmware: range[0] === range[1] ? (range[0] ?? '') : range.map((v) => v || '…').join(' – '),
    }
  })
  const recorded = new Set(lines.map((l) => l.digest))
  for (const f of files)
    if (f.items.length === 0 && !recorded.has(f.digest))
      lines.push({ ...nobody, id: f.digest, digest: f.digest, size: f.size, file: f.file_state })
  return lines
}

const nobody: EvidenceLine = {
  id: '',
  key: null,
  title: '',
  digest: '',
  fileName: '',
  mediaType: '',
  size: null,
  file: 'present',
  until: '',
  ended: false,
  collectedAt: '',
  collectedBy: '',
  proves: [],
  holdsFor: [],
  firmware: '',
}

const links = (item: Listed, verb: string) =>
  item.links.filter((l) => l.verb === verb).map((l) => ({ key: l.to, title: l.title, suspect: l.suspect }))

export const evidenceFilters = ['all', 'trouble', 'ended', 'loose'] as const
export type EvidenceFilter = (typeof evidenceFilters)[number]

/** Whether a line belongs to a filter: its file is in trouble, its day is over, or nothing is proved by it. */
export function fits(line: EvidenceLine, filter: EvidenceFilter): boolean {
  switch (filter) {
    case 'all':
      return true
    case 'trouble':
      return line.file !== 'present'
    case 'ended':
      return line.ended
    case 'loose':
      return line.proves.length === 0
  }
}

/** The lines of a filter that hold all words. */
export function found(lines: readonly EvidenceLine[], filter: EvidenceFilter, words: string): EvidenceLine[] {
  const parts = words
    .toLowerCase()
    .split(/\s+/)
    .filter((w) => w !== '')
  return lines.filter((line) => {
    if (!fits(line, filter)) return false
    const all = [
      line.key ?? '',
      line.title,
      line.fileName,
      line.digest,
      line.collectedBy,
      ...line.proves.map((p) => `${p.key} ${p.title}`),
    ]
    const whole = all.join(' ').toLowerCase()
    return parts.every((p) => whole.includes(p))
  })
}

/** How a file can be shown in the page: pictures and text; the page's policy lets nothing else in. */
export function previewOf(mediaType: string, fileName: string): 'picture' | 'text' | null {
  const end = /\.([a-z0-9]+)$/i.exec(fileName)?.[1]?.toLowerCase() ?? ''
  if (/^image\/(png|jpeg|gif|webp|bmp|avif)$/.test(mediaType) || /^(png|jpe?g|gif|webp|bmp|avif)$/.test(end)) return 'picture'
  if (
    /^text\/|^application\/(json|xml|x-yaml)$/.test(mediaType) ||
    /^(txt|log|csv|json|xml|md|cfg|conf|ini|ya?ml|html?)$/.test(end)
  )
    return 'text'
  return null
}

/** A file as evidence: the steps of one commit. */
export function recordOps(
  file: { digest: string; name: string; mediaType: string },
  at: string,
  by: string,
  proves: string | null,
): Op[] {
  const ops: Op[] = [
    {
      op: 'create',
      kind: 'evidence',
      ref: '$evidence',
      title: file.name,
      properties: {
        file_name: file.name,
        digest: file.digest,
        ...(file.mediaType === '' ? {} : { media_type: file.mediaType }),
        collected_at: at,
        ...(by === '' ? {} : { collected_by: by }),
      },
    },
  ]
  if (proves !== null) ops.push({ op: 'link', from: '$evidence', verb: 'evidences', to: proves })
  return ops
}
