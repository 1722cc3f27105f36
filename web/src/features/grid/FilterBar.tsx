import { useId, useMemo, useRef, useState, type KeyboardEvent } from 'react'
import { Button } from '../../ui/Button'
import { Glyph } from '../../ui/Glyph'
import { complete, tokens, type FilterNames } from '../../ui/grid/filter-completion'
import { useGridText } from '../../ui/grid/words'
import { useKept } from '../../ui/use-kept'
import css from './GridScreen.module.css'

interface FilterBarProps {
  /** What half-typed filters are kept under. */
  name: string
  filter: string
  names: FilterNames
  /** What the server said against the filter. */
  fault: string | null
  hits: string
  filtered: boolean
  onFilter: (text: string) => void
  onClear: () => void
}

const keywords = new Set(['and', 'or', 'not', 'in', 'contains', 'startsWith', 'endsWith', 'matches'])

/** The filter expression, with what can follow offered while it is typed. Enter carries it out. */
export function FilterBar({ name, filter, names, fault, hits, filtered, onFilter, onClear }: FilterBarProps) {
  const t = useGridText()
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  const [typed, setTyped, forget] = useKept(`filter.${name}`, filter)
  const [from, setFrom] = useState(filter)
  const [caret, setCaret] = useState<number | null>(null)
  const [chosen, setChosen] = useState(-1)
  if (from !== filter) {
    // Another filter came from outside: a view, the address, a cleared one.
    setFrom(filter)
    setTyped(filter)
  }
  const completion = useMemo(() => (caret === null ? null : complete(typed, caret, names, 30)), [typed, caret, names])
  const options = completion?.options ?? []
  const go = (text: string) => {
    setCaret(null)
    forget()
    onFilter(text.trim())
  }
  const take = (i: number) => {
    const option = options[i]
    if (!option || !completion) return
    const space = option.is === 'function' || option.is === 'level' || option.text === '.' ? '' : ' '
    const text = typed.slice(0, completion.from) + option.text + space + typed.slice(completion.to).trimStart()
    const at = completion.from + option.text.length + space.length
    setTyped(text)
    setChosen(-1)
    setCaret(at)
    requestAnimationFrame(() => field.current?.setSelectionRange(at, at))
  }
  const onKeyDown = (e: KeyboardEvent) => {
    if ((e.key === 'ArrowDown' || e.key === 'ArrowUp') && options.length > 0) {
      const step = e.key === 'ArrowDown' ? 1 : -1
      setChosen((c) => (c + step + options.length + (c < 0 && step < 0 ? 1 : 0)) % options.length)
    } else if ((e.key === 'Enter' || e.key === 'Tab') && chosen >= 0) take(chosen)
    else if (e.key === 'Enter') go(typed)
    else if (e.key === 'Escape' && caret !== null && options.length > 0) setCaret(null)
    else if (e.key === 'Escape' && typed !== filter) setTyped(filter)
    else if (e.key === ' ' && e.ctrlKey) setCaret(field.current?.selectionStart ?? 0)
    else return
    e.preventDefault()
  }
  const look = () => setCaret(field.current?.selectionStart ?? null)
  const names_ = useMemo(
    () => new Set(['key', 'title', 'kind', 'revision', 'retired', 'today', ...names.columns.map((c) => c.id)]),
    [names],
  )
  return (
    <div className={css.filterBar}>
      <div className={`${css.filterBox} ${fault ? css.wrong : ''}`}>
        <Glyph name="ui-filter" size={14} />
        <div className={css.typed}>
          <div className={css.paint} aria-hidden>
            {painted(typed).map((p, i) =>
              p.is === 'name' && (keywords.has(p.text) || names_.has(p.text)) ? (
                <i key={i}>{p.text}</i>
              ) : p.is === 'text' ? (
                <b key={i}>{p.text}</b>
              ) : (
                <span key={i}>{p.text}</span>
              ),
            )}
          </div>
          <input
            ref={field}
            data-filter-bar=""
            role="combobox"
            aria-label={t('grid.filter')}
            aria-expanded={options.length > 0}
            aria-controls={`${id}-options`}
            aria-activedescendant={chosen >= 0 ? `${id}-${chosen}` : undefined}
            aria-invalid={fault ? true : undefined}
            aria-autocomplete="list"
            placeholder={t('grid.filter.placeholder')}
            value={typed}
            spellCheck={false}
            autoComplete="off"
            onChange={(e) => {
              setTyped(e.target.value)
              setCaret(e.target.selectionStart)
              setChosen(-1)
            }}
            onClick={look}
            onKeyUp={(e) => (e.key === 'ArrowLeft' || e.key === 'ArrowRight') && caret !== null && look()}
            onKeyDown={onKeyDown}
            onBlur={() => {
              setCaret(null)
              if (typed.trim() !== filter) go(typed)
            }}
            onScroll={(e) =>
              (e.currentTarget.previousElementSibling as HTMLElement).style.setProperty(
                'transform',
                `translateX(${-e.currentTarget.scrollLeft}px)`,
              )
            }
          />
        </div>
        {filtered && <Button look="icon" small glyph="ui-close" aria-label={t('grid.filter.clear')} onClick={onClear} />}
      </div>
      <span className={css.count}>{hits}</span>
      {options.length > 0 && (
        <div
          id={`${id}-options`}
          role="listbox"
          aria-label={t('grid.filter.options')}
          className={css.options}
          style={{ left: `min(calc(100% - 280px), ${34 + (completion?.from ?? 0) * 7.2}px)` }}
          onPointerDown={(e) => e.preventDefault()}
        >
          {options.map((o, i) => (
            <div
              key={`${o.is} ${o.text}`}
              id={`${id}-${i}`}
              role="option"
              aria-selected={i === chosen}
              className={css.option}
              onClick={() => take(i)}
              ref={i === chosen ? (el) => el?.scrollIntoView({ block: 'nearest' }) : undefined}
            >
              {o.text}
              <span>{o.hint ?? t(`grid.is.${o.is}`)}</span>
            </div>
          ))}
        </div>
      )}
    </div>
  )
}

/** The text in pieces, so that names and words stand out. */
function painted(source: string): { is: string; text: string }[] {
  const out: { is: string; text: string }[] = []
  const list = tokens(source)
  list.forEach((token, i) => {
    const end = list[i + 1]?.from ?? source.length
    if (i === 0 && token.from > 0) out.push({ is: 'sign', text: source.slice(0, token.from) })
    if (token.kind === 'name')
      out.push({ is: 'name', text: token.text }, { is: 'sign', text: source.slice(token.from + token.text.length, end) })
    else out.push({ is: token.kind, text: source.slice(token.from, end) })
  })
  return out
}
