import { useState } from 'react'
import { Button } from '../../ui/Button'
import type { CellValue, GridColumn } from '../../ui/grid/column'
import { useGridText } from '../../ui/grid/words'
import { wordsOf } from '../../domain/field'
import { Dialog } from '../../ui/Overlay'
import { useKept } from '../../ui/use-kept'
import css from './GridScreen.module.css'

interface TableDialogProps {
  /** What a half-typed table is kept under. */
  name: string
  row: string
  column: GridColumn
  value: CellValue
  editable: boolean
  onSave: (value: CellValue) => void
  onClose: () => void
}

type Entry = Record<string, string>

const entriesOf = (text: string): Entry[] => {
  try {
    const read: unknown = JSON.parse(text)
    return Array.isArray(read) ? (read as Entry[]) : []
  } catch {
    return []
  }
}

/** The entries of a table in a cell, such as the statements of a product. */
export function TableDialog({ name, row, column, value, editable, onSave, onClose }: TableDialogProps) {
  const t = useGridText()
  const [kept, keep, forget] = useKept(name, JSON.stringify(value ?? []))
  const [entries, setEntries] = useState<Entry[]>(() => entriesOf(kept))
  const columns = column.columns ?? []
  const put = (next: Entry[]) => {
    setEntries(next)
    keep(JSON.stringify(next))
  }
  const change = (i: number, field: string, text: string) => put(entries.map((e, j) => (j === i ? { ...e, [field]: text } : e)))
  const close = () => {
    forget()
    onClose()
  }
  const save = () => {
    // A blank cell is left out, and so is a blank entry.
    const whole = entries
      .map((e) => Object.fromEntries(Object.entries(e).filter(([, text]) => text.trim() !== '')))
      .filter((e) => Object.keys(e).length > 0)
    forget()
    onSave(whole.length > 0 ? whole : undefined)
  }
  return (
    <Dialog
      open
      title={t('grid.table.title', { column: column.heading, row })}
      onClose={close}
      width={Math.min(1100, 240 + 150 * columns.length)}
    >
      <table className={css.table}>
        <thead>
          <tr>
            {columns.map((c) => (
              <th key={c.name}>{wordsOf(c.name)}</th>
            ))}
            <th />
          </tr>
        </thead>
        <tbody>
          {entries.map((entry, i) => (
            <tr key={i}>
              {columns.map((c) => (
                <td key={c.name}>
                  {c.choices && c.choices.length > 0 ? (
                    <select
                      value={entry[c.name] ?? ''}
                      disabled={!editable}
                      aria-label={`${wordsOf(c.name)} ${i + 1}`}
                      onChange={(e) => change(i, c.name, e.target.value)}
                    >
                      <option value="" />
                      {c.choices.map((w) => (
                        <option key={w}>{w}</option>
                      ))}
                    </select>
                  ) : (
                    <input
                      value={entry[c.name] ?? ''}
                      disabled={!editable}
                      aria-label={`${wordsOf(c.name)} ${i + 1}`}
                      onChange={(e) => change(i, c.name, e.target.value)}
                    />
                  )}
                </td>
              ))}
              <td>
                {editable && (
                  <Button
                    look="icon"
                    small
                    glyph="ui-close"
                    aria-label={t('grid.table.remove', { number: i + 1 })}
                    onClick={() => put(entries.filter((_, j) => j !== i))}
                  />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {entries.length === 0 && <p className="muted small">{t('grid.table.empty')}</p>}
      <div className="row" style={{ marginTop: 12 }}>
        {editable && (
          <Button glyph="ui-plus" onClick={() => put([...entries, {}])}>
            {t('grid.table.add')}
          </Button>
        )}
        <span className="grow" />
        <Button look="quiet" onClick={close}>
          {t('grid.cancel')}
        </Button>
        {editable && (
          <Button look="primary" onClick={save}>
            {t('grid.save')}
          </Button>
        )}
      </div>
    </Dialog>
  )
}
