import type { KeyboardEvent } from 'react'
import { editorOf, localMoment, type Property } from '../../domain/field'
import { useT } from '../../ui/language'
import { useWords } from '../../ui/words'
import { VectorEditor } from './VectorEditor'
import css from './ItemPanel.module.css'

interface FieldEditorProps {
  property: Property
  label: string
  text: string
  fault: string | undefined
  onChange: (text: string) => void
  onSave: (text: string, how: 'key' | 'blur') => void
  onLeave: () => void
}

/** The editor of a field by its type. Enter saves (Ctrl+Enter where Enter makes a line), Esc takes it back, going on saves. */
export function FieldEditor({ property, label, text, fault, onChange, onSave, onLeave }: FieldEditorProps) {
  const t = useT()
  const words = useWords()
  const kind = editorOf(property)
  const long = kind === 'lines' || kind === 'list'
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation()
      event.preventDefault()
      onLeave()
    } else if (event.key === 'Enter' && (!long || event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      onSave(text, 'key')
    }
  }
  const common = {
    className: css.editor,
    autoFocus: true,
    'aria-label': label,
    'aria-invalid': fault ? (true as const) : undefined,
    'aria-describedby': fault,
    onKeyDown: keys,
    onBlur: () => onSave(text, 'blur'),
  }
  if (kind === 'vector')
    return (
      <VectorEditor label={label} text={text} onChange={onChange} onSave={(typed) => onSave(typed, 'key')} onLeave={onLeave} />
    )
  if (kind === 'choice' || kind === 'yes/no') {
    const choices = kind === 'yes/no' ? ['yes', 'no'] : (property.choices ?? [])
    return (
      <select {...common} value={text} onChange={(e) => onChange(e.target.value)}>
        <option value="">{t('field.unset')}</option>
        {choices.map((c) => (
          <option key={c} value={c}>
            {kind === 'yes/no' ? (c === 'yes' ? t('do.yes') : t('do.no')) : words.choice(c)}
          </option>
        ))}
      </select>
    )
  }
  if (long)
    return (
      <>
        <textarea
          {...common}
          rows={Math.min(12, Math.max(3, text.split('\n').length + Math.floor(text.length / 40)))}
          value={text}
          onChange={(e) => onChange(e.target.value)}
        />
        <div className={css.editorHint}>{kind === 'list' ? t('field.listHint') : t('field.linesHint')}</div>
      </>
    )
  if (kind === 'moment')
    return (
      <input {...common} type="datetime-local" value={localMoment(text) || text} onChange={(e) => onChange(e.target.value)} />
    )
  return (
    <input
      {...common}
      type={kind === 'date' ? 'date' : 'text'}
      inputMode={kind === 'number' ? 'numeric' : undefined}
      value={text}
      onChange={(e) => onChange(e.target.value)}
    />
  )
}
