import { useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react'
import { calendarKey, todayText } from './calendar'
import { readDay } from './dates'
import type { GridColumn } from './column'
import { EditorFloat, type Suggestion } from './EditorFloat'
import { editCommand, type EditCommand } from './keymap'
import { readList } from './cell-text'
import css from './Grid.module.css'

export type { Suggestion } from './EditorFloat'

/** What ends an edit. */
export type EditEnd = Exclude<EditCommand, { do: 'suggestion' | 'mode' | 'newline' }>

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
  onCommand: (command: EditEnd, text: string) => void
}

/** Whether several of declared words can be ticked. */
const ticks = (column: GridColumn) => column.type === 'list' && (column.choices?.length ?? 0) > 0

/** Puts a text where the last part of a list of links stands. */
const completed = (column: GridColumn, text: string, taken: string): string => {
  if (column.type !== 'links' || column.single) return taken
  const at = Math.max(text.lastIndexOf(','), text.lastIndexOf(';'))
  return at < 0 ? taken : `${text.slice(0, at + 1)} ${taken}`
}

/** A list of words with one put in or taken out. */
const ticked = (text: string, word: string): string => {
  const list = readList(text)
  return (list.includes(word) ? list.filter((w) => w !== word) : [...list, word]).join(', ')
}

/** The cell that is edited: a text with what can be chosen below it, and what is wrong with it. */
export function CellEditor(props: CellEditorProps) {
  const { column, label, text, quick, open, fault, hint, box, above, suggest, onText, onCommand } = props
  const area = useRef<HTMLTextAreaElement>(null)
  const float = useRef<HTMLDivElement>(null)
  const [arrowsLeave, setArrowsLeave] = useState(quick)
  const [list, setList] = useState(open || quick)
  const [chosen, setChosen] = useState(-1)
  const listed = list ? suggest(text) : []
  const many = ticks(column)
  const picking = list && column.type === 'date'
  const reading = column.type === 'date' ? readDay(text) : null
  const day = reading?.ok ? reading.day : null
  // Who types a beginning means the first that fits; who only looks chooses by arrows.
  const begun = (column.single === false ? (text.split(/[,;]/).at(-1) ?? '') : text).trim().toLowerCase()
  const fits = begun !== '' && `${listed[0]?.text ?? ''} ${listed[0]?.hint ?? ''}`.toLowerCase().includes(begun)
  const at = chosen >= 0 ? Math.min(chosen, listed.length - 1) : quick && fits && column.type !== 'text' && !many ? 0 : -1
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
  const choose = (i: number) => {
    const s = listed[i]
    if (many && s) onText(ticked(text, s.text))
    else onCommand({ do: 'commit', along: 'none', step: 1 }, take(i))
  }
  const openList = () => {
    setList(true)
    // The levels of a vector take the keys themselves.
    if (column.type === 'vector')
      requestAnimationFrame(() => float.current?.querySelector<HTMLElement>('[role="slider"]')?.focus())
  }
  const pickDay = (e: KeyboardEvent): boolean => {
    if (!picking || arrowsLeave || e.ctrlKey || e.metaKey || e.shiftKey || e.altKey) return false
    const next = calendarKey(e.key, day ?? todayText())
    if (next === null) return false
    onText(day === null && e.key.startsWith('Arrow') ? todayText() : next)
    return true
  }
  const onKeyDown = (e: KeyboardEvent<HTMLTextAreaElement>) => {
    e.stopPropagation()
    if (e.altKey && e.key === 'ArrowDown') {
      setArrowsLeave(false)
      openList()
      e.preventDefault()
      return
    }
    if (pickDay(e)) return e.preventDefault()
    const { key, ctrlKey, metaKey, altKey, shiftKey } = e
    const press = { key, ctrlKey, metaKey, altKey, shiftKey, isComposing: e.nativeEvent.isComposing }
    const command = editCommand(press, arrowsLeave, listed.length > 0)
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
        onCommand(command, text)
        return
      default:
        if (many && at >= 0 && command.do === 'commit' && command.along === 'column') choose(at)
        else onCommand(command, at >= 0 && !many ? take(at) : text)
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
  const floats = fault !== null || hint !== null || listed.length > 0 || picking || (list && column.type === 'vector')
  return (
    <div
      data-editor=""
      className={`${css.editor} ${fault ? css.wrong : ''} ${column.mono ? css.mono : ''}`}
      style={{ left: box.left, top: box.top, width: Math.max(box.width, column.lines ? 320 : 0), minHeight: box.height }}
      onBlur={(e) => {
        if (!e.currentTarget.contains(e.relatedTarget)) onCommand({ do: 'commit', along: 'none', step: 1 }, text)
      }}
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
        aria-controls={listed.length > 0 ? 'grid-editor-list' : undefined}
        aria-activedescendant={at >= 0 && listed.length > 0 ? `grid-editor-list-${at}` : undefined}
        spellCheck={column.type === 'text'}
        autoComplete="off"
        onChange={(e) => {
          setList(true)
          setChosen(-1)
          onText(e.target.value)
        }}
        onKeyDown={onKeyDown}
      />
      {floats && (
        <EditorFloat
          box={float}
          column={column}
          text={text}
          fault={fault}
          hint={hint}
          listed={listed}
          at={at}
          many={many}
          picking={picking}
          levels={list && column.type === 'vector'}
          above={above}
          day={day}
          onChoose={choose}
          onText={onText}
          onEnd={onCommand}
        />
      )}
    </div>
  )
}
