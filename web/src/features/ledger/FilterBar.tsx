import { useQuery } from '@tanstack/react-query'
import { useEffect, useId, useMemo, useRef, useState } from 'react'
import type { TimelineFilter } from '../../api/history-queries'
import { useProject } from '../../api/project'
import { schemaQuery } from '../../api/queries'
import { Button } from '../../ui/Button'
import { SelectField, TextField } from '../../ui/Field'
import { Glyph } from '../../ui/Glyph'
import { useFormats, useT } from '../../ui/language'
import { Popover } from '../../ui/Overlay'
import { filled, noFilter } from './filter'
import { useWords } from './use-words'
import css from './HistoryScreen.module.css'

interface FilterBarProps {
  filter: TimelineFilter
  people: readonly string[]
  onFilter: (filter: TimelineFilter) => void
}

/** How long after the last key the list follows what is typed. */
const pause = 250

/** What narrows the timeline: words at hand, the rest behind a button, and what is set in plain sight. */
export function FilterBar({ filter, people, onFilter }: FilterBarProps) {
  const t = useT()
  const [text, setText] = useState(filter.text)
  const [open, setOpen] = useState(false)
  const last = useRef(filter.text)
  useEffect(() => {
    // Another address, as by the back button, brings its own words.
    if (filter.text !== last.current) setText(filter.text)
    last.current = filter.text
  }, [filter.text])
  useEffect(() => {
    if (text === last.current) return
    const timer = setTimeout(() => {
      last.current = text
      onFilter({ ...filter, text })
    }, pause)
    return () => clearTimeout(timer)
  }, [text, filter, onFilter])
  const set = filled(filter).filter((f) => f !== 'text')
  return (
    <div className={css.filter}>
      <div className={css.search}>
        <Glyph name="ui-search" size={14} />
        <input
          type="search"
          aria-label={t('history.search')}
          placeholder={t('history.search')}
          value={text}
          onChange={(e) => setText(e.target.value)}
        />
        <Popover
          label={t('history.filter')}
          width={300}
          open={open}
          onOpen={setOpen}
          button={
            <Button small glyph="ui-filter" aria-expanded={open} onClick={() => setOpen(!open)}>
              {t('history.filter')}
            </Button>
          }
        >
          <FilterForm filter={filter} people={people} onFilter={onFilter} />
        </Popover>
      </div>
      {set.length > 0 && (
        <ul className={css.set}>
          {set.map((field) => (
            <li key={field}>
              <SetFilter field={field} value={filter[field]} onClear={() => onFilter({ ...filter, [field]: '' })} />
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function SetFilter({ field, value, onClear }: { field: keyof TimelineFilter; value: string; onClear: () => void }) {
  const t = useT()
  const formats = useFormats()
  const words = useWords()
  const said = field === 'kind' ? words.kind(value) : field === 'since' || field === 'until' ? formats.day(value) : value
  return (
    <button type="button" className={css.chip} onClick={onClear} title={t('history.drop')}>
      <span className="muted">{t(`history.by.${field}`)}</span> {said}
      <Glyph name="ui-close" size={10} label={t('history.drop')} />
    </button>
  )
}

function FilterForm({ filter, people, onFilter }: FilterBarProps) {
  const t = useT()
  const words = useWords()
  const { head } = useProject()
  const schema = useQuery(schemaQuery())
  const list = useId()
  const [author, setAuthor] = useState(filter.author)
  const [item, setItem] = useState(filter.item)
  const kinds = useMemo(
    () => [
      { value: '', label: t('history.allKinds') },
      ...(schema.data?.kinds ?? []).map((k) => ({ value: k.kind, label: words.kind(k.kind) })),
    ],
    [schema.data, words, t],
  )
  const apply = (part: Partial<TimelineFilter>) => onFilter({ ...filter, author, item: item.toUpperCase(), ...part })
  return (
    <form
      className={css.form}
      onSubmit={(e) => {
        e.preventDefault()
        apply({})
      }}
    >
      <TextField
        label={t('history.by.author')}
        list={list}
        value={author}
        onChange={(e) => setAuthor(e.target.value)}
        onBlur={() => apply({})}
      />
      <datalist id={list}>
        {people.map((p) => (
          <option key={p} value={p} />
        ))}
      </datalist>
      <TextField
        label={t('history.by.item')}
        hint={t('history.itemHint')}
        value={item}
        onChange={(e) => setItem(e.target.value)}
        onBlur={() => apply({})}
      />
      <SelectField
        label={t('history.kind')}
        choices={kinds}
        value={filter.kind}
        onChange={(e) => apply({ kind: e.target.value })}
      />
      <div className={css.days}>
        <TextField
          label={t('history.by.since')}
          type="date"
          max={head.date}
          value={filter.since}
          onChange={(e) => apply({ since: e.target.value })}
        />
        <TextField
          label={t('history.by.until')}
          type="date"
          max={head.date}
          value={filter.until}
          onChange={(e) => apply({ until: e.target.value })}
        />
      </div>
      <div className={css.formFoot}>
        <Button
          onClick={() => {
            setAuthor('')
            setItem('')
            onFilter(noFilter)
          }}
        >
          {t('history.clear')}
        </Button>
        <Button type="submit" look="primary">
          {t('history.apply')}
        </Button>
      </div>
    </form>
  )
}
