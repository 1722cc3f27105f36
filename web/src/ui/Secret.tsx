import { useState } from 'react'
import { Button } from './Button'
import { useT } from './language'
import css from './Secret.module.css'

/** A text that is shown this once, to be copied. */
export function Secret({ label, text }: { label: string; text: string }) {
  const t = useT()
  const [copied, setCopied] = useState(false)
  const copy = () => {
    // Without TLS browsers have no clipboard; the text can still be marked.
    void navigator.clipboard?.writeText(text).then(() => setCopied(true))
  }
  return (
    <div>
      <div className="muted tiny">{label}</div>
      <div className={css.line}>
        <code className={css.text}>{text}</code>
        <Button small glyph={copied ? 'ui-check' : 'ui-copy'} onClick={copy}>
          {copied ? t('do.copied') : t('do.copy')}
        </Button>
      </div>
    </div>
  )
}
