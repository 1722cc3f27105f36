import { useRef, useState } from 'react'
import type { Property } from '../../domain/field'
import type { Value } from '../../domain/op'
import { tabShelf } from '../../lib/kept'
import { Button } from '../../ui/Button'
import { useT } from '../../ui/language'
import { ShownValue } from './ShownValue'
import { TableEditor } from './TableEditor'
import css from './ItemPanel.module.css'

interface TableFieldProps {
  id: string
  label: string
  property: Property
  value: Value | undefined
  /** Under which what is typed outlives a reload. */
  name: string
  editable: boolean
  onSave: (value: Value | undefined) => void
}

/** A field that holds a table: its first rows, and a wide editor for all. */
export function TableField({ id, label, property, value, name, editable, onSave }: TableFieldProps) {
  const t = useT()
  const kept = `typed.${name}`
  const [draft, setDraft] = useState(() => editable && tabShelf.read(kept) !== undefined)
  const [open, setOpen] = useState(false)
  const shown = useRef<HTMLButtonElement>(null)
  const rows = Array.isArray(value) ? (value as Record<string, string>[]) : []
  if (!editable && rows.length === 0)
    return (
      <div className={css.value}>
        <ShownValue type="table" value={undefined} />
      </div>
    )
  const close = (left: 'saved' | 'dropped' | 'kept') => {
    setOpen(false)
    if (left !== 'kept') tabShelf.remove(kept)
    setDraft(left === 'kept' && tabShelf.read(kept) !== undefined)
    requestAnimationFrame(() => shown.current?.focus())
  }
  return (
    <>
      <button
        ref={shown}
        type="button"
        className={css.value}
        id={`${id}-value`}
        aria-labelledby={`${id}-name ${id}-value`}
        onClick={() => setOpen(true)}
      >
        <ShownValue type="table" value={value} columns={property.columns} />
      </button>
      {draft && (
        <div className={css.before} role="status">
          <span className="grow">{t('table.draft')}</span>
          <Button look="link" onClick={() => setOpen(true)}>
            {t('do.continue')}
          </Button>
          <Button look="link" onClick={() => close('dropped')}>
            {t('table.drop')}
          </Button>
        </div>
      )}
      {open && (
        <TableEditor
          title={label}
          name={property.name}
          columns={property.columns ?? []}
          rows={rows}
          kept={kept}
          editable={editable}
          onSave={(next) => {
            close('saved')
            onSave(next.length > 0 ? next : undefined)
          }}
          onClose={close}
        />
      )}
    </>
  )
}
