import { useQuery } from '@tanstack/react-query'
import { useId, useState, type KeyboardEvent, type ReactNode } from 'react'
import { useProject } from '../../api/project'
import { searchQuery } from '../../api/queries'
import { Button } from '../../ui/Button'
import { useT } from '../../ui/language'
import css from './Run.module.css'

interface ItemPickerProps {
  label: string
  placeholder: string
  /** Kinds that can be chosen. */
  kinds: readonly string[]
  chosen: readonly { key: string; title: string; aside?: ReactNode }[]
  onAdd: (key: string, title: string) => void
  onRemove: (key: string) => void
}

/** Items that were chosen, and a search for more. Enter takes the first that is found. */
export function ItemPicker({ label, placeholder, kinds, chosen, onAdd, onRemove }: ItemPickerProps) {
  const t = useT()
  const id = useId()
  const { view } = useProject()
  const [words, setWords] = useState('')
  const found = useQuery(searchQuery(view, words, 60))
  const hits = (words.trim() === '' ? [] : (found.data?.hits ?? []))
    .filter((h) => kinds.includes(h.kind) && !h.retired && !chosen.some((c) => c.key === h.key))
    .slice(0, 6)
  const add = (hit: { key: string; title: string }) => {
    onAdd(hit.key, hit.title)
    setWords('')
  }
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && words.trim() !== '') {
      event.preventDefault()
      if (hits[0]) add(hits[0])
    } else if (event.key === 'Escape' && words !== '') {
      event.preventDefault()
      event.stopPropagation()
      setWords('')
    }
  }
  const nothing = words.trim() !== '' && found.data !== undefined && !found.isFetching && hits.length === 0
  return (
    <div className={css.assets}>
      <label htmlFor={id} className={css.label}>
        {label}
      </label>
      {chosen.length > 0 && (
        <ul>
          {chosen.map((c) => (
            <li key={c.key}>
              <span className="mono">{c.key}</span>
              <span className="grow ellipsis" title={c.title}>
                {c.title}
              </span>
              {c.aside}
              <Button
                small
                look="icon"
                glyph="ui-close"
                aria-label={t('test.take', { item: c.key })}
                onClick={() => onRemove(c.key)}
              />
            </li>
          ))}
        </ul>
      )}
      <input
        id={id}
        className={css.input}
        value={words}
        placeholder={placeholder}
        autoComplete="off"
        onChange={(event) => setWords(event.target.value)}
        onKeyDown={keys}
      />
      {hits.length > 0 && (
        <ul className={css.hits} aria-label={t('test.found')}>
          {hits.map((h) => (
            <li key={h.key}>
              <button type="button" onClick={() => add(h)}>
                <span className="mono">{h.key}</span> {h.title}
              </button>
            </li>
          ))}
        </ul>
      )}
      {nothing && (
        <p className="muted tiny" role="status">
          {t('test.foundNothing')}
        </p>
      )}
    </div>
  )
}
