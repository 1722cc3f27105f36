import type { ReactNode } from 'react'
import { useLocale, useT } from './language'
import { Notice } from './Notice'
import { Button } from './Button'

/** A fault for people: the server's own sentence, and a button if trying again makes sense. */
export function Problem({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useT()
  const locale = useLocale()
  if (!error) return null
  const lost = typeof error === 'object' && 'kind' in error && error.kind === 'lost'
  const kind = typeof error === 'object' && 'kind' in error && typeof error.kind === 'string' ? error.kind : 'internal'
  const text: ReactNode = lost ? t('problem.lost') : error instanceof Error ? error.message : t('problem.unknown')
  return (
    <Notice
      tone="fault"
      actions={
        onRetry && (
          <Button small onClick={onRetry}>
            {t('do.retry')}
          </Button>
        )
      }
    >
      {/* The server's sentence is English; in other languages it stands behind one that says what kind of fault it is. */}
      {!lost && !locale.startsWith('en') && (
        <div>
          <b>{t(`problem.kind.${kind as 'internal'}`)}</b>
        </div>
      )}
      <span lang={lost ? undefined : 'en'}>{text}</span>
    </Notice>
  )
}
