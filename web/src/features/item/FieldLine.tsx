import { useId, useRef, useState } from 'react'
import { editorOf, readField, textOf, type Property } from '../../domain/field'
import { sameValue, type Value } from '../../domain/op'
import { tabShelf } from '../../lib/kept'
import { useProject } from '../../api/project'
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
  /** Saves a value; since says what its author saw when the editor was opened. */
  onSave: (value: Value | undefined, since?: Since) => void
}

/** The commit and the value that an editor was opened on. */
export interface Since {
  commit: number
  value: Value | null
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
  const { head } = useProject()
  const kept = `typed.${name}`
  const base = `base.${name}`
  const [typed, setTyped] = useState<string | null>(() => {
    const before = tabShelf.read(kept)
    return typeof before === 'string' ? before : null
  })
  const [fault, setFault] = useState('')
  const shown = useRef<HTMLButtonElement>(null)
  const begin = () => {
    setTyped(textOf(value))
    tabShelf.write(base, { commit: head.commit, value: value ?? null })
  }
  const change = (text: string) => {
    setTyped(text)
    setFault('')
    tabShelf.write(kept, text)
  }
  const leave = (how: 'key' | 'blur' = 'key') => {
    setTyped(null)
    setFault('')
    tabShelf.remove(kept)
    tabShelf.remove(base)
    // The button is there only after the editor is gone. Who went elsewhere stays there.
    if (how === 'key') requestAnimationFrame(() => shown.current?.focus())
  }
  const save = (text: string, how: 'key' | 'blur') => {
    const read = readField(property, text)
    if (!read.ok) {
      setFault(t(`field.fault.${read.fault}`))
      return
    }
    const since = sinceOf(tabShelf.read(base))
    leave(how)
    if (property.name === 'title' && read.value === undefined) return
    const was = since ? (since.value ?? undefined) : value
    if (!sameValue(read.value, was) && !sameValue(read.value, value)) onSave(read.value, since)
  }
  const began = typed === null ? undefined : sinceOf(tabShelf.read(base))
  const others = began && !sameValue(began.value ?? undefined, value) ? (value ?? null) : undefined
  if (typed === null)
    return (
      <button
        ref={shown}
        type="button"
        className={css.value}
        id={`${id}-value`}
        aria-labelledby={`${id}-name ${id}-value`}
        onClick={begin}
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
      {others !== undefined && (
        <div className={css.before} role="status">
          {t('field.meanwhile')}{' '}
          <ShownValue type={property.type} name={property.name} value={others} columns={property.columns} />
        </div>
      )}
      {property.significant && typed !== textOf(value) && <FieldImpact itemKey={itemKey} kind={kind} property={property.name} />}
    </>
  )
}

function sinceOf(x: unknown): Since | undefined {
  const s = x as Partial<Since> | null | undefined
  return typeof s === 'object' && s !== null && typeof s.commit === 'number'
    ? { commit: s.commit, value: s.value ?? null }
    : undefined
}
