import { useId, useRef, useState } from 'react'
import { editorOf, readField, textOf, type Property } from '../../domain/field'
import { sameValue, type Value } from '../../domain/op'
import { tabShelf } from '../../lib/kept'
import { useT } from '../../ui/language'
import { Tip } from '../../ui/Overlay'
import { useWords } from '../../ui/words'
import { FieldEditor } from './FieldEditor'
import { FieldImpact } from './FieldImpact'
import { ShownValue } from './ShownValue'
import { TableField } from './TableField'
import css from './ItemPanel.module.css'

interface FieldLineProps {
  itemKey: string
  kind: string
  property: Property
  value: Value | undefined
  /** Under which what is typed outlives a reload. */
  name: string
  editable: boolean
  onSave: (value: Value | undefined) => void
}

/** One field: shown, and edited in place. Enter saves, Esc takes it back. */
export function FieldLine({ itemKey, kind, property, value, name, editable, onSave }: FieldLineProps) {
  const t = useT()
  const words = useWords()
  const id = useId()
  const label = property.name === 'title' ? t('item.title') : words.property(property.name)
  const help = property.name === 'title' ? property.help : words.help(kind, property.name, property.help)
  return (
    <div className={css.field}>
      <dt>
        <Tip text={property.significant && editable ? `${help} ${t('field.significant')}` : help} side="left">
          <span id={`${id}-name`}>{label}</span>
        </Tip>
      </dt>
      <dd>
        {property.type === 'table' && !property.recorded ? (
          <TableField id={id} label={label} property={property} value={value} name={name} editable={editable} onSave={onSave} />
        ) : editable && editorOf(property) !== 'none' ? (
          <Editable {...{ id, label, itemKey, kind, property, value, name, onSave }} />
        ) : (
          <div className={css.value}>
            <ShownValue type={property.type} name={property.name} value={value} columns={property.columns} />
          </div>
        )}
      </dd>
    </div>
  )
}

type EditableProps = Omit<FieldLineProps, 'editable'> & { id: string; label: string }

/** A value that turns into its editor when it is pressed. */
function Editable({ id, label, itemKey, kind, property, value, name, onSave }: EditableProps) {
  const t = useT()
  const kept = `typed.${name}`
  const [typed, setTyped] = useState<string | null>(() => {
    const before = tabShelf.read(kept)
    return typeof before === 'string' ? before : null
  })
  const [fault, setFault] = useState('')
  const shown = useRef<HTMLButtonElement>(null)
  const change = (text: string) => {
    setTyped(text)
    setFault('')
    tabShelf.write(kept, text)
  }
  const leave = (how: 'key' | 'blur' = 'key') => {
    setTyped(null)
    setFault('')
    tabShelf.remove(kept)
    // The button is there only after the editor is gone. Who went elsewhere stays there.
    if (how === 'key') requestAnimationFrame(() => shown.current?.focus())
  }
  const save = (text: string, how: 'key' | 'blur') => {
    const read = readField(property, text)
    if (!read.ok) {
      setFault(t(`field.fault.${read.fault}`))
      return
    }
    leave(how)
    if (!sameValue(read.value, value) && !(property.name === 'title' && read.value === undefined)) onSave(read.value)
  }
  if (typed === null)
    return (
      <button
        ref={shown}
        type="button"
        className={css.value}
        id={`${id}-value`}
        aria-labelledby={`${id}-name ${id}-value`}
        onClick={() => setTyped(textOf(value))}
      >
        <ShownValue type={property.type} name={property.name} value={value} columns={property.columns} />
      </button>
    )
  return (
    <>
      <FieldEditor
        property={property}
        label={label}
        text={typed}
        fault={fault ? `${id}-fault` : undefined}
        onChange={change}
        onSave={save}
        onLeave={leave}
      />
      {fault && (
        <div className={css.fault} id={`${id}-fault`} role="alert">
          {fault}
        </div>
      )}
      {property.significant && typed !== textOf(value) && <FieldImpact itemKey={itemKey} kind={kind} property={property.name} />}
    </>
  )
}
