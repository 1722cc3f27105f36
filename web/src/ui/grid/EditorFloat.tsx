import { useLayoutEffect, useState, type KeyboardEvent, type RefObject } from 'react'
import { formatVector, frs, parseVector } from '../../domain/sl'
import { Glyph } from '../Glyph'
import { VectorEditor } from '../VectorEditor'
import { readList } from './cell-text'
import type { GridColumn } from './column'
import { DatePicker } from './DatePicker'
import type { EditCommand } from './keymap'
import { useGridText } from './words'
import css from './Grid.module.css'

export interface Suggestion {
  /** What is taken into the cell. */
  text: string
  /** What stands beside it. */
  hint?: string
  mono?: boolean
}

interface EditorFloatProps {
  box: RefObject<HTMLDivElement | null>
  column: GridColumn
  text: string
  fault: string | null
  hint: string | null
  listed: readonly Suggestion[]
  at: number
  /** Several can be ticked. */
  many: boolean
  picking: boolean
  levels: boolean
  above: boolean
  day: string | null
  onChoose: (index: number) => void
  onText: (text: string) => void
  onEnd: (command: Exclude<EditCommand, { do: 'suggestion' | 'mode' | 'newline' }>, text: string) => void
}

/** What stands below a cell that is edited: what is wrong, words to choose, a month, or the levels of a vector. */
export function EditorFloat(props: EditorFloatProps) {
  const { box, column, text, fault, hint, listed, picking, levels, above, day, onText, onEnd } = props
  const [shift, setShift] = useState(0)
  const size = `${fault !== null} ${listed.length > 0} ${picking} ${levels}`
  useLayoutEffect(() => {
    const el = box.current
    if (!el) return
    // At the right edge it moves back into the window.
    const over = el.getBoundingClientRect().right - shift - (document.documentElement.clientWidth - 12)
    setShift(over > 0 ? -over : 0)
  }, [size, box]) // eslint-disable-line react-hooks/exhaustive-deps -- it is measured when its content is another
  const take = (value: string) => onEnd({ do: 'commit', along: 'none', step: 1 }, value)
  return (
    <div
      ref={box}
      className={`${css.float} ${above ? css.above : ''}`}
      style={{ left: shift }}
      onPointerDown={(e) => !(e.target as HTMLElement).closest('[role="slider"], input') && e.preventDefault()}
    >
      {fault && (
        <div id="grid-editor-fault" role="alert" className={css.fault}>
          {fault}
        </div>
      )}
      {!fault && hint && listed.length === 0 && (
        <div id="grid-editor-hint" className={css.hint}>
          {hint}
        </div>
      )}
      {listed.length > 0 && <Options {...props} />}
      {picking && <DatePicker id="grid-editor-days" day={day} onDay={onText} onDone={take} />}
      {levels && <Levels column={column} text={text} onText={onText} onEnd={onEnd} />}
    </div>
  )
}

function Options({ column, text, listed, at, many, onChoose }: EditorFloatProps) {
  const t = useGridText()
  const on = many ? new Set(readList(text)) : null
  return (
    <div
      id="grid-editor-list"
      role="listbox"
      aria-multiselectable={many || undefined}
      aria-label={t('grid.choices', { column: column.heading })}
      className={css.options}
    >
      {listed.map((s, i) => (
        <div
          key={s.text}
          id={`grid-editor-list-${i}`}
          role="option"
          aria-selected={on ? on.has(s.text) : i === at}
          data-at={i === at || undefined}
          className={css.option}
          ref={i === at ? (el) => el?.scrollIntoView({ block: 'nearest' }) : undefined}
          onClick={() => onChoose(i)}
        >
          {on && <span className={css.menuSign}>{on.has(s.text) && <Glyph name="ui-check" size={12} />}</span>}
          {s.mono ? <code>{s.text}</code> : <span>{s.text}</span>}
          {s.hint && <span className="muted ellipsis">{s.hint}</span>}
        </div>
      ))}
    </div>
  )
}

/** Seven levels to set one by one; Enter takes them. */
function Levels({ column, text, onText, onEnd }: Pick<EditorFloatProps, 'column' | 'text' | 'onText' | 'onEnd'>) {
  const value = parseVector(text) ?? frs.map(() => 0)
  const keys = (e: KeyboardEvent) => {
    e.stopPropagation()
    if (e.key === 'Enter') onEnd({ do: 'commit', along: 'column', step: 1 }, text)
    else if (e.key === 'Escape') onEnd({ do: 'cancel' }, text)
    else return
    e.preventDefault()
  }
  return (
    <div className={css.vectorFloat} onKeyDown={keys}>
      <VectorEditor label={column.heading} value={value} onChange={(v) => onText(formatVector([...v]))} />
    </div>
  )
}
