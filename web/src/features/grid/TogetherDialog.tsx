import { useMemo, useState } from 'react'
import { Button } from '../../ui/Button'
import { editText, readCell, sameCellValue, type TextOptions } from '../../ui/grid/cell-text'
import { said, type CellValue, type GridColumn } from '../../ui/grid/column'
import { faultText, hintOf } from '../../ui/grid/faults'
import { useGridText } from '../../ui/grid/words'
import type { CellWrite, GridRows } from '../../ui/grid/writes'
import { Dialog } from '../../ui/Overlay'
import css from './GridScreen.module.css'

interface TogetherDialogProps {
  rows: GridRows
  list: readonly number[]
  columns: readonly GridColumn[]
  options: TextOptions
  suggest: (column: GridColumn, text: string) => readonly { text: string; hint?: string }[]
  onSave: (writes: CellWrite[]) => void
  onClose: () => void
}

/** What a field will do: leave all rows as they are, empty them, or give them one value. */
type Wish = { text: string } | { empty: true }

type SeenRow = ReturnType<typeof seenRow>

function seenRow(rows: GridRows, at: number, columns: readonly GridColumn[]) {
  const values = new Map(columns.map((c) => [c.id, rows.value(at, c)]))
  return { row: rows.id(at), value: (c: GridColumn) => values.get(c.id) }
}

/** One form for several rows; only what is filled in changes. */
export function TogetherDialog({ rows, list, columns, options, suggest, onSave, onClose }: TogetherDialogProps) {
  const t = useGridText()
  // As they were when the form was opened: rows may move and change meanwhile.
  const [seen] = useState(() => list.map((at) => seenRow(rows, at, columns)))
  const [wishes, setWishes] = useState<Readonly<Record<string, Wish>>>({})
  const fields = useMemo(() => columns.filter((c) => !c.locked && c.type !== 'table' && c.id !== 'title'), [columns])
  const put = (id: string, wish: Wish | null) => {
    const rest = Object.fromEntries(Object.entries(wishes).filter(([name]) => name !== id))
    setWishes(wish ? { ...rest, [id]: wish } : rest)
  }
  const meant = (column: GridColumn): { value: CellValue } | { fault: string } | null => {
    const wish = wishes[column.id]
    if (!wish) return null
    if ('empty' in wish) return { value: undefined }
    const reading = readCell(column, wish.text, options)
    return reading.ok ? { value: reading.value } : { fault: faultText(t, reading) }
  }
  const writes = fields.flatMap((column): CellWrite[] => {
    const m = meant(column)
    if (!m || 'fault' in m) return []
    return seen
      .map(({ row, value }) => ({ row, column, before: value(column), after: m.value }))
      .filter((w) => !sameCellValue(column, w.before, w.after))
  })
  const wrong = fields.some((c) => {
    const m = meant(c)
    return m !== null && 'fault' in m
  })
  const items = new Set(writes.map((w) => w.row)).size
  return (
    <Dialog open title={t('grid.together.title', { count: list.length })} onClose={onClose} width={560}>
      <form
        className="stack"
        onSubmit={(e) => {
          e.preventDefault()
          if (!wrong && writes.length > 0) onSave(writes)
        }}
      >
        <p className="muted small">{t('grid.together.hint')}</p>
        <div className={css.together}>
          {fields.map((column, i) => (
            <TogetherField
              key={column.id}
              first={i === 0}
              column={column}
              wish={wishes[column.id]}
              before={commonText(column, seen, options) ?? t('grid.together.differ')}
              fault={((m) => (m !== null && 'fault' in m ? m.fault : undefined))(meant(column))}
              suggest={suggest}
              options={options}
              onWish={(wish) => put(column.id, wish)}
            />
          ))}
        </div>
        <div className="row">
          <Button look="primary" type="submit" disabled={wrong || writes.length === 0}>
            {t('grid.together.apply', { count: items })}
          </Button>
          <Button look="quiet" onClick={onClose}>
            {t('grid.cancel')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}

/** The text all rows have in common; null if they differ. */
function commonText(column: GridColumn, seen: readonly SeenRow[], options: TextOptions): string | null {
  const first = seen[0]?.value(column)
  return seen.every((row) => sameCellValue(column, row.value(column), first)) ? editText(column, first, options) : null
}

interface FieldProps {
  column: GridColumn
  wish: Wish | undefined
  before: string
  fault: string | undefined
  first: boolean
  suggest: TogetherDialogProps['suggest']
  options: TextOptions
  onWish: (wish: Wish | null) => void
}

function TogetherField({ column, wish, before, fault, first, suggest, options, onWish }: FieldProps) {
  const t = useGridText()
  const id = `together-${column.id}`
  const text = wish && 'text' in wish ? wish.text : ''
  const empty = wish !== undefined && 'empty' in wish
  const choices =
    column.type === 'word'
      ? (column.choices ?? []).map((c) => said(column, c))
      : column.type === 'yes/no'
        ? [options.yes, options.no]
        : null
  const common = {
    id,
    'aria-invalid': fault ? true : undefined,
    'aria-describedby': fault ? `${id}-fault` : undefined,
    disabled: empty,
    'data-autofocus': first || undefined,
  }
  const put = (next: string) => onWish(next === '' ? null : { text: next })
  return (
    <div className={css.togetherLine} data-changed={wish !== undefined || undefined}>
      <label htmlFor={id} title={column.help}>
        {column.heading}
      </label>
      {choices ? (
        <select {...common} value={text} onChange={(e) => put(e.target.value)}>
          <option value="">{before}</option>
          {choices.map((c) => (
            <option key={c}>{c}</option>
          ))}
        </select>
      ) : column.lines ? (
        <textarea {...common} rows={2} value={text} placeholder={before} onChange={(e) => put(e.target.value)} />
      ) : (
        <>
          <input
            {...common}
            value={text}
            placeholder={before}
            title={hintOf(column, t) ?? undefined}
            list={`${id}-list`}
            autoComplete="off"
            onChange={(e) => put(e.target.value)}
          />
          <datalist id={`${id}-list`}>
            {suggest(column, text)
              .slice(0, 20)
              .map((s) => (
                <option key={s.text} value={s.text} label={s.hint} />
              ))}
          </datalist>
        </>
      )}
      {!column.required && (
        <label className={css.togetherEmpty}>
          <input type="checkbox" checked={empty} onChange={(e) => onWish(e.target.checked ? { empty: true } : null)} />
          {t('grid.together.empty')}
        </label>
      )}
      {fault && (
        <p id={`${id}-fault`} className="gap-text small" role="alert">
          {fault}
        </p>
      )}
    </div>
  )
}
