import type { ReactNode } from 'react'
import { useT } from './language'
import { Notice } from './Notice'
import { Button } from './Button'

/** A fault for people: the server's own sentence, and a button if trying again makes sense. */
export function Problem({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const t = useT()
  if (!error) return null
  const lost = typeof error === 'object' && 'kind' in error && error.kind === 'lost'
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
      {text}
    </Notice>
  )
}
