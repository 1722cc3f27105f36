import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useId, useMemo, useState, type KeyboardEvent } from 'react'
import { useProject } from '../../api/project'
import { searchQuery } from '../../api/queries'
import { useStore } from '../../lib/use-store'
import { offeredCommands } from '../../ui/commands'
import { Glyph } from '../../ui/Glyph'
import type { GlyphName } from '../../ui/glyph-names'
import { kindGlyph } from '../../ui/kinds'
import { useT } from '../../ui/language'
import { useProjectAddress } from '../../ui/navigation'
import { Dialog } from '../../ui/Overlay'
import { bestFirst } from './match'
import css from './Palette.module.css'

interface Entry {
  id: string
  label: string
  glyph?: GlyphName
  code?: string
  hint?: string
  run: () => void
}

/** Finds everything: items by words, screens and commands by name. */
export function Palette({ onClose }: { onClose: () => void }) {
  const t = useT()
  const id = useId()
  const { view } = useProject()
  const [, change] = useProjectAddress()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const asked = useDeferredValue(text.trim())
  const lists = useStore(offeredCommands)
  const { data, error, isPlaceholderData } = useQuery({ ...searchQuery(view, asked, 12), enabled: asked.length > 1 })
  const groups = useMemo(() => {
    const commands = bestFirst(
      text,
      lists.flat().filter((c) => c.id !== 'palette'),
      (c) => `${c.label} ${c.words ?? ''}`,
    ).slice(0, text.trim() === '' ? 30 : 6)
    const items: Entry[] =
      asked.length > 1 && !isPlaceholderData
        ? (data?.hits ?? []).map((h) => ({
            id: h.key,
            label: h.title,
            glyph: kindGlyph(h.kind),
            code: h.key,
            hint: h.retired ? t('item.retired') : t(`kind.${h.kind as 'zone'}`),
            run: () => change({ item: h.key, tab: 'fields' }),
          }))
        : []
    // Commands are known at once and stand first, so that hits that arrive later move nothing under the finger.
    return [
      {
        heading: t('palette.commands'),
        entries: commands.map((c): Entry => ({
          id: c.id,
          label: c.label,
          glyph: c.glyph,
          hint: c.chord?.replaceAll('+', ' '),
          run: c.run,
        })),
      },
      { heading: t('palette.items'), entries: items },
    ].filter((g) => g.entries.length > 0)
  }, [text, asked, lists, data, isPlaceholderData, t, change])
  const all = groups.flatMap((g) => g.entries)
  const current = Math.min(at, all.length - 1)
  const choose = (entry: Entry | undefined) => {
    if (!entry) return
    onClose()
    entry.run()
  }
  const move = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0) {
      event.preventDefault()
      setAt((current + step + all.length) % Math.max(all.length, 1))
    } else if (event.key === 'Enter') {
      event.preventDefault()
      choose(all[current])
    }
  }
  const broken = error && 'detail' in error ? String(error.detail) : ''
  return (
    <Dialog open bare top width={600} title={t('palette.open')} onClose={onClose}>
      <div className={css.head}>
        <Glyph name="ui-search" />
        <input
          data-autofocus
          className={css.input}
          role="combobox"
          aria-expanded
          aria-controls={`${id}-list`}
          aria-activedescendant={all[current] ? `${id}-${current}` : undefined}
          aria-label={t('palette.open')}
          placeholder={t('palette.hint')}
          value={text}
          onChange={(e) => {
            setText(e.target.value)
            setAt(0)
          }}
          onKeyDown={move}
        />
        <kbd>Esc</kbd>
      </div>
      <div className={css.list} id={`${id}-list`} role="listbox" aria-label={t('palette.results')}>
        {groups.map((group) => (
          <div key={group.heading} role="group" aria-label={group.heading}>
            <div className={css.heading} aria-hidden="true">
              {group.heading}
            </div>
            {group.entries.map((entry) => {
              const i = all.indexOf(entry)
              return (
                <div
                  key={entry.id}
                  id={`${id}-${i}`}
                  role="option"
                  aria-selected={i === current}
                  className={css.entry}
                  ref={i === current ? (e) => e?.scrollIntoView({ block: 'nearest' }) : undefined}
                  onMouseMove={() => setAt(i)}
                  onClick={() => choose(entry)}
                >
                  <Glyph name={entry.glyph ?? 'ui-arrow'} size={14} />
                  {entry.code && <span className={css.code}>{entry.code}</span>}
                  <span className="grow ellipsis">{entry.label}</span>
                  {entry.hint && <span className="muted tiny">{entry.hint}</span>}
                </div>
              )
            })}
          </div>
        ))}
        {all.length === 0 && <p className={css.none}>{broken || t('palette.nothing', { text })}</p>}
      </div>
    </Dialog>
  )
}
