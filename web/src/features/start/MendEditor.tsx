import { useId } from 'react'
import { useT } from '../../ui/language'
import { useWords } from '../../ui/words'
import type { Editor } from './mending'
import css from './Mend.module.css'

interface MendEditorProps {
  label: string
  editor: Editor
  /** What stands in the file. */
  was: string
  /** What is read in its place; nothing yet without it. */
  value: string | undefined
  onChange: (value: string) => void
}

/** What is typed or chosen in place of a faulty value, as its column wants it. */
export function MendEditor({ label, editor, was, value, onChange }: MendEditorProps) {
  const t = useT()
  const words = useWords()
  const id = useId()
  if (editor.as === 'choice') {
    const word = (w: string) => (w === 'yes' ? t('import.mend.yes') : w === 'no' ? t('import.mend.no') : words.choice(w))
    return (
      <select aria-label={label} className={css.field} value={value ?? was} onChange={(e) => onChange(e.target.value)}>
        {!editor.choices.includes(was) && was !== '' && <option value={was}>{t('import.mend.choose')}</option>}
        {editor.choices.map((w) => (
          <option key={w} value={w}>
            {word(w)}
          </option>
        ))}
        <option value="">{t('import.mend.blank')}</option>
      </select>
    )
  }
  if (editor.as === 'date')
    return (
      <input
        type="date"
        aria-label={label}
        className={css.field}
        value={value ?? ''}
        onChange={(e) => onChange(e.target.value)}
      />
    )
  const shown = value ?? was
  if (/[\n\r]/.test(shown))
    return <textarea rows={3} aria-label={label} className={css.field} value={shown} onChange={(e) => onChange(e.target.value)} />
  const hints = editor.as === 'text' ? editor.hints : []
  return (
    <>
      <input
        type="text"
        inputMode={editor.as === 'number' ? 'decimal' : undefined}
        aria-label={label}
        className={css.field}
        value={shown}
        maxLength={32767}
        autoComplete="off"
        list={hints.length > 0 ? id : undefined}
        onChange={(e) => onChange(e.target.value)}
      />
      {hints.length > 0 && (
        <datalist id={id}>
          {hints.map((h) => (
            <option key={h} value={h} />
          ))}
        </datalist>
      )}
    </>
  )
}
