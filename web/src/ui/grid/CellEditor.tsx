import { useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react'
import type { GridColumn } from './column'
import { editCommand, type EditCommand } from './keymap'
import { useGridText } from './words'
import css from './Grid.module.css'

export interface Suggestion {
  /** What is taken into the cell. */
  text: string
  /** What stands beside it. */
  hint?: string
  mono?: boolean
}

interface CellEditorProps {
  column: GridColumn
  /** Said to screen readers: which cell this is. */
  label: string
  text: string
  /** Typing began it, so arrows end it. */
  quick: boolean
  /** The choices open at once. */
  open: boolean
  fault: string | null
  hint: string | null
  box: { left: number; top: number; width: number; height: number }
  above: boolean
  suggest: (text: string) => readonly Suggestion[]
  onText: (text: string) => void
  onCommand: (command: Exclude<EditCommand, { do: 'suggestion' | 'mode' | 'newline' }>, text: string) => void
}

/** Puts a text where the last part of a list of links stands. */
const completed = (column: GridColumn, text: string, taken: string): string => {
  if (column.type !== 'links' || column.single) return taken
  const at = Math.max(text.lastIndexOf(','), text.lastIndexOf(';'))
  return at < 0 ? taken : `${text.slice(0, at + 1)} ${taken}`
}

/** The cell that is edited: a text with what can be chosen below it, and what is wrong with it. */
export function CellEditor({
  column,
  label,
  text,
  quick,
  open,
  fault,
  hint,
  box,
  above,
  suggest,
  onText,
  onCommand,
}: CellEditorProps) {
  const t = useGridText()
  const area = useRef<HTMLTextAreaElement>(null)
  const [arrowsLeave, setArrowsLeave] = useState(quick)
  const [list, setList] = useState(open || quick)
  const [chosen, setChosen] = useState(-1)
  const listed = list ? suggest(text) : []
  // Who types a beginning means the first that fits; who only looks chooses by arrows.
  const begun = (column.single === false ? (text.split(/[,;]/).at(-1) ?? '') : text).trim().toLowerCase()
  const fits = begun !== '' && `${listed[0]?.text ?? ''} ${listed[0]?.hint ?? ''}`.toLowerCase().includes(begun)
  const at = chosen >= 0 ? Math.min(chosen, listed.length - 1) : quick && fits && column.type !== 'text' ? 0 : -1
  useLayoutEffect(() => {
    const el = area.current
    if (!el) return
    el.focus({ preventScroll: true })
    el.setSelectionRange(el.value.length, el.value.length)
  }, [])

  const take = (i: number): string => {
    const s = listed[i]
    return s ? completed(column, text, s.text) : text
  }
  const onKeyDown = (e: KeyboardEvent<HTMLTextAreaElement>) => {
    e.stopPropagation()
    const command = editCommand(
      {
        key: e.key,
        ctrlKey: e.ctrlKey,
        metaKey: e.metaKey,
        altKey: e.altKey,
        shiftKey: e.shiftKey,
        isComposing: e.nativeEvent.isComposing,
      },
      arrowsLeave,
      listed.length > 0,
    )
    if (e.altKey && e.key === 'ArrowDown') {
      setList(true)
      e.preventDefault()
      return
    }
    if (!command) return
    e.preventDefault()
    switch (command.do) {
      case 'suggestion':
        setChosen((at + command.step + listed.length + (at < 0 && command.step < 0 ? 1 : 0)) % listed.length)
        return
      case 'mode':
        setArrowsLeave(!arrowsLeave)
        return
      case 'newline':
        newline()
        return
      case 'cancel':
        if (list && chosen >= 0) setChosen(-1)
        onCommand(command, text)
        return
      default:
        onCommand(command, at >= 0 ? take(at) : text)
    }
  }
  const newline = () => {
    const el = area.current
    if (!el || !(column.lines || column.type === 'list')) return
    const next = `${el.value.slice(0, el.selectionStart)}\n${el.value.slice(el.selectionEnd)}`
    const caret = el.selectionStart + 1
    onText(next)
    requestAnimationFrame(() => el.setSelectionRange(caret, caret))
  }
  const listId = 'grid-editor-list'
  return (
    <div
      className={`${css.editor} ${fault ? css.wrong : ''} ${column.mono ? css.mono : ''}`}
      style={{ left: box.left, top: box.top, width: Math.max(box.width, column.lines ? 280 : 0), minHeight: box.height }}
    >
      <textarea
        ref={area}
        rows={1}
        value={text}
        aria-label={label}
        aria-invalid={fault ? true : undefined}
        aria-describedby={fault ? 'grid-editor-fault' : hint ? 'grid-editor-hint' : undefined}
        aria-autocomplete={listed.length > 0 ? 'list' : undefined}
        aria-haspopup={listed.length > 0 ? 'listbox' : undefined}
        aria-controls={listed.length > 0 ? listId : undefined}
        aria-activedescendant={at >= 0 && listed.length > 0 ? `${listId}-${at}` : undefined}
        spellCheck={column.type === 'text'}
        autoComplete="off"
        onChange={(e) => {
          setList(true)
          setChosen(-1)
          onText(e.target.value)
        }}
        onKeyDown={onKeyDown}
        onBlur={(e) => {
          if (!e.currentTarget.parentElement?.contains(e.relatedTarget))
            onCommand({ do: 'commit', along: 'none' as const, step: 1 }, e.currentTarget.value)
        }}
      />
      {(fault || hint || listed.length > 0) && (
        <div className={`${css.float} ${above ? css.above : ''}`} onPointerDown={(e) => e.preventDefault()}>
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
          {listed.length > 0 && (
            <div id={listId} role="listbox" aria-label={t('grid.choices', { column: column.heading })} className={css.options}>
              {listed.map((s, i) => (
                <div
                  key={s.text}
                  id={`${listId}-${i}`}
                  role="option"
                  aria-selected={i === at}
                  className={css.option}
                  ref={i === at ? (el) => el?.scrollIntoView({ block: 'nearest' }) : undefined}
                  onClick={() => onCommand({ do: 'commit', along: 'none', step: 1 }, take(i))}
                >
                  {s.mono ? <code>{s.text}</code> : <span>{s.text}</span>}
                  {s.hint && <span className="muted ellipsis">{s.hint}</span>}
                </div>
              ))}
            </div>
          )}
        </div>
      )}
    </div>
  )
}
