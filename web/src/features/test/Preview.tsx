import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { evidenceContent } from '../../api/test-queries'
import { Later } from '../../ui/Later'
import { useT } from '../../ui/language'
import { previewOf, type EvidenceLine } from './evidence'
import css from './Run.module.css'

/** Longer files are not fetched to be looked at. */
const longest = 20_000_000
/** Characters of a text that are shown. */
const most = 20_000

/** A picture or text of evidence in the page. What else there is has to be downloaded: it could be a program. */
export function Preview({ project, line }: { project: string; line: EvidenceLine }) {
  const t = useT()
  const kind = previewOf(line.mediaType, line.fileName)
  const shown = kind !== null && (line.size ?? Infinity) <= longest
  const content = useQuery({
    queryKey: ['project', project, 'evidence', line.digest],
    queryFn: ({ signal }) => evidenceContent(project, line.digest, signal),
    staleTime: Infinity,
    gcTime: 60_000,
    enabled: shown,
    retry: false,
  })
  if (!shown) return <p className="muted small">{t('evidence.noPreview')}</p>
  if (content.error) return <p className="gap-text small">{content.error.message}</p>
  if (!content.data) return <Later>{null}</Later>
  return kind === 'picture' ? (
    <Picture blob={content.data} name={line.fileName} />
  ) : (
    <Text blob={content.data} name={line.fileName} />
  )
}

function Picture({ blob, name }: { blob: Blob; name: string }) {
  const image = useRef<HTMLImageElement>(null)
  useEffect(() => {
    const url = URL.createObjectURL(blob)
    if (image.current) image.current.src = url
    return () => URL.revokeObjectURL(url)
  }, [blob])
  return <img ref={image} alt={name} className={css.picture} />
}

function Text({ blob, name }: { blob: Blob; name: string }) {
  const t = useT()
  const text = useQuery({ queryKey: ['text of', name, blob], queryFn: () => blob.slice(0, most * 4).text(), gcTime: 0 })
  if (text.data === undefined) return null
  return (
    <pre className={css.text} tabIndex={0} aria-label={name}>
      {text.data.slice(0, most)}
      {text.data.length > most && `\n… ${t('evidence.moreText')}`}
    </pre>
  )
}
