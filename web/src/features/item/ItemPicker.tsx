import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useId, useState, type KeyboardEvent } from 'react'
import { pickQuery } from '../../api/item-queries'
import { useProject } from '../../api/project'
import { Glyph } from '../../ui/Glyph'
import { kindGlyph } from '../../ui/kinds'
import { useT } from '../../ui/language'
import css from './AddLink.module.css'

/** An item that was chosen, or one that is to be made. */
export type Picked = { key: string; title: string } | { kind: string; title: string }

interface ItemPickerProps {
  label: string
  kinds: readonly string[]
  /** Keys that cannot be chosen. */
  without: ReadonlySet<string>
  text: string
  onText: (text: string) => void
  onPick: (picked: Picked) => void
}

/** Finds an item of some kinds by words of its title or its key, or makes one. Arrows choose, Enter takes. */
export function ItemPicker({ label, kinds, without, text, onText, onPick }: ItemPickerProps) {
  const t = useT()
  const { view } = useProject()
  const id = useId()
  const [at, setAt] = useState(0)
  const asked = useDeferredValue(text)
  const { data } = useQuery(pickQuery(view, kinds, asked))
  const found = (data?.items ?? []).filter((i) => !without.has(i.key) && !i.retired).slice(0, 8)
  const title = text.trim()
  const made = title === '' ? [] : kinds.slice(0, 4)
  const count = found.length + made.length
  const take = (i: number) => {
    const item = found[i]
    const kind = made[i - found.length]
    if (item) onPick({ key: item.key, title: item.title })
    else if (kind) onPick({ kind, title })
  }
  const keys = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0 && count > 0) {
      event.preventDefault()
      setAt((at + step + count) % count)
    } else if (event.key === 'Enter' && count > 0) {
      event.preventDefault()
      take(Math.min(at, count - 1))
    }
  }
  const option = (i: number) => ({
    id: `${id}-${i}`,
    role: 'option',
    'aria-selected': i === Math.min(at, count - 1),
    onMouseDown: (e: { preventDefault: () => void }) => e.preventDefault(),
    onClick: () => take(i),
  })
  return (
    <div>
      <input
        className={css.input}
        role="combobox"
        aria-label={label}
        aria-expanded={count > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={count > 0 ? `${id}-${Math.min(at, count - 1)}` : undefined}
        placeholder={t('picker.hint')}
        autoFocus
        value={text}
        onChange={(e) => {
          onText(e.target.value)
          setAt(0)
        }}
        onKeyDown={keys}
      />
      {count > 0 ? (
        <div className={css.list} role="listbox" id={`${id}-list`} aria-label={label}>
          {found.map((item, i) => (
            <div key={item.key} {...option(i)}>
              <Glyph name={kindGlyph(item.kind)} size={14} />
              <span className="mono">{item.key}</span>
              <span className="ellipsis">{item.title}</span>
            </div>
          ))}
          {made.map((kind, i) => (
            <div key={kind} {...option(found.length + i)}>
              <Glyph name="ui-plus" size={14} />
              <span className={css.make}>{t('picker.make', { kind: t(`kind.${kind as 'zone'}`), title })}</span>
            </div>
          ))}
        </div>
      ) : (
        data && <p className="muted tiny">{title === '' ? t('picker.empty') : t('picker.none', { text: title })}</p>
      )}
    </div>
  )
}
