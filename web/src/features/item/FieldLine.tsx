import { useId, useRef, useState, type KeyboardEvent } from 'react'
import { editorOf, readField, textOf, wordsOf, type Property } from '../../domain/field'
import { sameValue, type Value } from '../../domain/op'
import { tabShelf } from '../../lib/kept'
import { useFormats, useT } from '../../ui/language'
import { Tip } from '../../ui/Overlay'
import css from './ItemPanel.module.css'

interface FieldLineProps {
  property: Property
  value: Value | undefined
  /** Under which what is typed outlives a reload. */
  name: string
  editable: boolean
  onSave: (value: Value | undefined) => void
}

/** One field: shown, and edited in place. Enter saves, Esc takes it back. */
export function FieldLine({ property, value, name, editable, onSave }: FieldLineProps) {
  const t = useT()
  const id = useId()
  const kept = `typed.${name}`
  const [typed, setTyped] = useState<string | null>(() => {
    const before = editable ? tabShelf.read(kept) : undefined
    return typeof before === 'string' ? before : null
  })
  const [fault, setFault] = useState('')
  const shown = useRef<HTMLButtonElement>(null)
  const editor = editorOf(property)
  const canEdit = editable && editor !== 'none'
  const change = (text: string) => {
    setTyped(text)
    setFault('')
    tabShelf.write(kept, text)
  }
  const leave = () => {
    setTyped(null)
    setFault('')
    tabShelf.remove(kept)
    // The button is there only after the editor is gone.
    requestAnimationFrame(() => shown.current?.focus())
  }
  const save = (text: string) => {
    const read = readField(property, text)
    if (!read.ok) {
      setFault(t(`field.fault.${read.fault}`))
      return
    }
    leave()
    if (!sameValue(read.value, value) && !(property.name === 'title' && read.value === undefined)) onSave(read.value)
  }
  return (
    <div className={css.field}>
      <dt>
        <Tip text={property.help} side="left">
          <span id={`${id}-name`}>{property.name === 'title' ? t('item.title') : wordsOf(property.name)}</span>
        </Tip>
      </dt>
      <dd>
        {typed === null ? (
          canEdit ? (
            <button
              ref={shown}
              type="button"
              className={css.value}
              id={`${id}-value`}
              aria-labelledby={`${id}-name ${id}-value`}
              onClick={() => setTyped(textOf(value))}
            >
              <Shown property={property} value={value} />
            </button>
          ) : (
            <div className={css.value}>
              <Shown property={property} value={value} />
            </div>
          )
        ) : (
          <>
            <FieldEditor property={property} text={typed} onChange={change} onSave={save} onLeave={leave} />
            {fault && (
              <div className={css.fault} role="alert">
                {fault}
              </div>
            )}
          </>
        )}
      </dd>
    </div>
  )
}

/** A value for people. */
function Shown({ property, value }: { property: Property; value: Value | undefined }) {
  const t = useT()
  const formats = useFormats()
  if (value === undefined) return <span className={css.unset}>{t('field.unset')}</span>
  if (property.type === 'date' && typeof value === 'string') return formats.day(value)
  if (property.type === 'moment' && typeof value === 'string') return formats.moment(value)
  if (typeof value === 'boolean') return value ? t('do.yes') : t('do.no')
  if (typeof value === 'number') return formats.number(value)
  if (property.type === 'table' && Array.isArray(value))
    return (
      <>
        {(value as Record<string, string>[]).map((row, i) => (
          <div key={i}>{Object.values(row).join(' · ')}</div>
        ))}
      </>
    )
  return <span className={property.type === 'vector' || property.type === 'digest' ? 'mono' : undefined}>{textOf(value)}</span>
}

interface FieldEditorProps {
  property: Property
  text: string
  onChange: (text: string) => void
  onSave: (text: string) => void
  onLeave: () => void
}

function FieldEditor({ property, text, onChange, onSave, onLeave }: FieldEditorProps) {
  const t = useT()
  const kind = editorOf(property)
  const long = kind === 'lines' || kind === 'list'
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation()
      event.preventDefault()
      onLeave()
    } else if (event.key === 'Enter' && (!long || event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      onSave(text)
    }
  }
  const common = {
    className: css.editor,
    autoFocus: true,
    'aria-label': wordsOf(property.name),
    onKeyDown: keys,
    onBlur: () => onSave(text),
  }
  if (kind === 'choice' || kind === 'yes/no') {
    const choices = kind === 'yes/no' ? ['yes', 'no'] : (property.choices ?? [])
    return (
      <select {...common} value={text} onChange={(e) => onChange(e.target.value)}>
        <option value="">{t('field.unset')}</option>
        {choices.map((c) => (
          <option key={c} value={c}>
            {kind === 'yes/no' ? (c === 'yes' ? t('do.yes') : t('do.no')) : c}
          </option>
        ))}
      </select>
    )
  }
  if (long)
    return (
      <textarea
        {...common}
        rows={Math.min(10, Math.max(3, text.split('\n').length + Math.floor(text.length / 40)))}
        value={text}
        onChange={(e) => onChange(e.target.value)}
      />
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
