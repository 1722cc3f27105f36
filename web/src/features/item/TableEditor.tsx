import { useRef, useState, type ClipboardEvent, type KeyboardEvent } from 'react'
import type { Column } from '../../domain/field'
import { movedRow, pastedRows, tableFaults, wholeRows, type TableRow } from '../../domain/table'
import { tabShelf } from '../../lib/kept'
import { Button } from '../../ui/Button'
import { useT } from '../../ui/language'
import { Empty } from '../../ui/Notice'
import { Dialog, Tip } from '../../ui/Overlay'
import { useWords } from '../../ui/words'
import css from './TableEditor.module.css'

type TableColumn = Column & { required?: boolean; help?: string }

interface TableEditorProps {
  title: string
  /** The name of the property, for the help of its columns. */
  name: string
  columns: readonly TableColumn[]
  rows: readonly TableRow[]
  /** Under which what is typed outlives a reload. */
  kept: string
  editable: boolean
  onSave: (rows: TableRow[]) => void
  onClose: (left: 'dropped' | 'kept') => void
}

const isRows = (x: unknown): x is TableRow[] => Array.isArray(x) && x.every((r) => typeof r === 'object' && r !== null)

/** All rows of a table: typed cells, rows added, removed and put in order, cells pasted from a spreadsheet. */
export function TableEditor({ title, name, columns, rows, kept, editable, onSave, onClose }: TableEditorProps) {
  const t = useT()
  const words = useWords()
  const body = useRef<HTMLTableSectionElement>(null)
  const [typed, setTyped] = useState<readonly TableRow[]>(() => {
    const before = tabShelf.read(kept)
    return editable && isRows(before) ? before : rows
  })
  const [asked, setAsked] = useState(false)
  const faults = asked ? tableFaults(columns, typed) : []
  const put = (next: readonly TableRow[]) => {
    setTyped(next)
    tabShelf.write(kept, next)
  }
  const cellAt = (row: number, column: number) =>
    requestAnimationFrame(() =>
      body.current?.rows[row]?.cells[column]?.querySelector<HTMLElement>('input, select, textarea')?.focus(),
    )
  const add = () => {
    put([...typed, {}])
    cellAt(typed.length, 0)
  }
  const remove = (i: number) => {
    put(typed.filter((_, j) => j !== i))
    cellAt(Math.min(i, typed.length - 2), 0)
  }
  const save = () => {
    setAsked(true)
    const wrong = tableFaults(columns, typed)[0]
    if (!wrong) return onSave(wholeRows(typed))
    cellAt(
      wrong.row,
      columns.findIndex((c) => c.name === wrong.column),
    )
  }
  const keys = (row: number, column: number) => (event: KeyboardEvent<HTMLElement>) => {
    const take = () => (event.preventDefault(), event.stopPropagation())
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) return (take(), save())
    if (event.altKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      take()
      const to = row + (event.key === 'ArrowUp' ? -1 : 1)
      put(movedRow(typed, row, to))
      return cellAt(Math.max(0, Math.min(typed.length - 1, to)), column)
    }
    if (event.key === 'Enter' && !event.shiftKey) {
      take()
      if (row === typed.length - 1) add()
      else cellAt(row + 1, column)
    }
  }
  const paste = (row: number, column: number) => (event: ClipboardEvent) => {
    const text = event.clipboardData.getData('text/plain')
    if (!/[\t\n]/.test(text.trim())) return
    event.preventDefault()
    put(pastedRows(typed, columns, { row, column }, text))
  }
  const changed = JSON.stringify(wholeRows(typed)) !== JSON.stringify(wholeRows(rows))
  return (
    <Dialog
      open
      title={title}
      onClose={() => onClose(changed ? 'kept' : 'dropped')}
      width={Math.min(1120, 200 + 180 * columns.length)}
    >
      <div className={css.scroll}>
        <table className={css.table}>
          <thead>
            <tr>
              {columns.map((c) => (
                <th key={c.name} scope="col">
                  <Tip text={words.columnHelp(name, c.name, c.help ?? '')}>
                    <span>
                      {words.property(c.name)}
                      {c.required && editable && <span aria-hidden> *</span>}
                    </span>
                  </Tip>
                </th>
              ))}
              {editable && (
                <th scope="col">
                  <span className="visually-hidden">{t('do.actions')}</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody ref={body}>
            {typed.map((row, i) => (
              <tr key={i}>
                {columns.map((c, j) => (
                  <td key={c.name}>
                    <Cell
                      column={c}
                      label={`${words.property(c.name)} ${i + 1}`}
                      text={row[c.name] ?? ''}
                      editable={editable}
                      faulty={faults.some((f) => f.row === i && f.column === c.name)}
                      onChange={(text) => put(typed.map((r, k) => (k === i ? { ...r, [c.name]: text } : r)))}
                      onKeyDown={keys(i, j)}
                      onPaste={paste(i, j)}
                    />
                  </td>
                ))}
                {editable && (
                  <td className={css.tools}>
                    <Button
                      look="icon"
                      small
                      glyph="ui-up"
                      disabled={i === 0}
                      aria-label={t('table.up', { row: i + 1 })}
                      onClick={() => put(movedRow(typed, i, i - 1))}
                    />
                    <Button
                      look="icon"
                      small
                      glyph="ui-down"
                      disabled={i === typed.length - 1}
                      aria-label={t('table.down', { row: i + 1 })}
                      onClick={() => put(movedRow(typed, i, i + 1))}
                    />
                    <Button
                      look="icon"
                      small
                      glyph="ui-close"
                      aria-label={t('table.remove', { row: i + 1 })}
                      onClick={() => remove(i)}
                    />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {typed.length === 0 && <Empty>{editable ? t('table.empty') : t('field.unset')}</Empty>}
      {faults.length > 0 && (
        <ul className={css.faults} role="alert">
          {faults.slice(0, 5).map((f) => (
            <li key={`${f.row} ${f.column}`}>
              {t(`table.fault.${f.fault}`, { row: f.row + 1, column: words.property(f.column) })}
            </li>
          ))}
        </ul>
      )}
      {editable && (
        <div className={css.foot}>
          <Button glyph="ui-plus" onClick={add} data-autofocus={typed.length === 0 ? true : undefined}>
            {t('table.add')}
          </Button>
          <span className="muted tiny grow">{t('table.keys')}</span>
          {changed && (
            <Button look="quiet" onClick={() => onClose('dropped')}>
              {t('table.drop')}
            </Button>
          )}
          <Button look="primary" disabled={!changed} onClick={save}>
            {t('do.save')}
          </Button>
        </div>
      )}
    </Dialog>
  )
}

interface CellProps {
  column: TableColumn
  label: string
  text: string
  editable: boolean
  faulty: boolean
  onChange: (text: string) => void
  onKeyDown: (event: KeyboardEvent<HTMLElement>) => void
  onPaste: (event: ClipboardEvent) => void
}

function Cell({ column, label, text, editable, faulty, onChange, onKeyDown, onPaste }: CellProps) {
  const t = useT()
  const words = useWords()
  if (!editable) return <div className={css.text}>{column.choices?.length ? words.choice(text) : text}</div>
  const common = { 'aria-label': label, 'aria-invalid': faulty || undefined, className: css.cell, onKeyDown, onPaste }
  if (column.choices?.length)
    return (
      <select {...common} value={text} onChange={(e) => onChange(e.target.value)}>
        <option value="">{t('field.unset')}</option>
        {column.choices.map((c) => (
          <option key={c} value={c}>
            {words.choice(c)}
          </option>
        ))}
      </select>
    )
  if (column.type === 'text') return <textarea {...common} rows={1} value={text} onChange={(e) => onChange(e.target.value)} />
  return (
    <input
      {...common}
      type={column.type === 'date' ? 'date' : 'text'}
      placeholder={column.type === 'standard row' ? 'CR 1.1' : undefined}
      value={text}
      onChange={(e) => onChange(e.target.value)}
    />
  )
}
