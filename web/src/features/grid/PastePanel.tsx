import { useMemo, useState } from 'react'
import type { View } from '../../api/project'
import { Button } from '../../ui/Button'
import { Glyph } from '../../ui/Glyph'
import { editText, type TextOptions } from '../../ui/grid/cell-text'
import type { GridColumn } from '../../ui/grid/column'
import { faultText } from '../../ui/grid/faults'
import { opsOf } from '../../ui/grid/ops'
import {
  mendKey,
  writesOf,
  type Mending,
  type PasteInput,
  type PasteLayout,
  type PastePlan,
  type PlannedCell,
  type RowMatch,
} from '../../ui/grid/paste-plan'
import { useGridText } from '../../ui/grid/words'
import { useFormats } from '../../ui/language'
import { useWhatIf, type WhatIf } from './use-what-if'
import css from './GridScreen.module.css'

export interface Pasting {
  input: PasteInput
  layout: PasteLayout
  at: { row: number; col: number }
  mending: Mending
}

interface PastePanelProps {
  pasting: Pasting
  plan: PastePlan
  kind: string
  view: View
  columns: readonly GridColumn[]
  options: TextOptions
  suggest: (column: GridColumn, text: string) => readonly { text: string }[]
  onChange: (next: Pasting) => void
  onShow: (cell: PlannedCell) => void
  onApply: () => void
  onCancel: () => void
}

const mostFaults = 40

/** What a paste would do: counts, where columns go, what is wrong and how to mend it, what follows. Nothing is written before it is applied. */
export function PastePanel({
  pasting,
  plan,
  kind,
  view,
  columns,
  options,
  suggest,
  onChange,
  onShow,
  onApply,
  onCancel,
}: PastePanelProps) {
  const t = useGridText()
  const formats = useFormats()
  const { layout, mending, input } = pasting
  const ops = useMemo(() => opsOf(writesOf(plan), kind), [plan, kind])
  const consequence = useWhatIf(view, ops)
  const rows = plan.newRows + plan.changedRows
  const left = plan.rows.filter((r) => r.leftOut).length
  const mend = (cell: PlannedCell, text: string) =>
    onChange({ ...pasting, mending: { ...mending, texts: new Map([...mending.texts, [mendKey(cell.row, cell.col), text]]) } })
  const leaveOut = (row: number) => onChange({ ...pasting, mending: { ...mending, out: new Set([...mending.out, row]) } })
  return (
    <aside className={css.panel} aria-label={t('grid.paste.title')}>
      <div className={css.panelHead}>
        <h2>{t('grid.paste.title')}</h2>
        <Button look="icon" small glyph="ui-close" aria-label={t('grid.cancel')} onClick={onCancel} />
      </div>
      <p className={css.panelText}>{t('grid.paste.from', { count: plan.rows.length })}</p>
      <div className={css.sums} role="status">
        <Sum className={css.added} count={formats.number(plan.newRows)} words={t('grid.paste.new')} />
        <Sum className={css.changed} count={formats.number(plan.changedCells)} words={t('grid.paste.changed')} />
        <Sum count={formats.number(plan.sameCells)} words={t('grid.paste.same')} />
        <Sum className={css.errors} count={formats.number(plan.faults.length)} words={t('grid.paste.errors')} />
      </div>
      <div className={css.scroll} tabIndex={-1}>
        {(plan.faults.length > 0 || left > 0) && (
          <section className={css.section}>
            <h3>
              {t('grid.paste.faults')} <span>{t('grid.paste.settle')}</span>
            </h3>
            {plan.faults.slice(0, mostFaults).map((cell) => (
              <FaultLine
                key={mendKey(cell.row, cell.col) + cell.text}
                cell={cell}
                options={options}
                suggest={suggest}
                onMend={(text) => mend(cell, text)}
                onOut={() => leaveOut(cell.row)}
                onShow={() => onShow(cell)}
              />
            ))}
            {plan.faults.length > mostFaults && (
              <p className="muted">{t('grid.paste.moreFaults', { count: plan.faults.length - mostFaults })}</p>
            )}
            {left > 0 && (
              <div className="row">
                <span className="muted grow">{t('grid.paste.outRows', { count: left })}</span>
                <Button small look="quiet" onClick={() => onChange({ ...pasting, mending: { ...mending, out: new Set() } })}>
                  {t('grid.paste.back')}
                </Button>
              </div>
            )}
          </section>
        )}
        <section className={css.section}>
          <h3>
            {t('grid.paste.columns')} <span>{layout.header ? t('grid.paste.byHeading') : t('grid.paste.byPlace')}</span>
          </h3>
          {layout.columns.map((id, i) => {
            const name = layout.header ? (input.cells[0]?.[i] ?? '') : (input.cells[0]?.[i] ?? '').slice(0, 40)
            return (
              <div key={i} className={css.map}>
                <span className="ellipsis" title={name}>
                  {name || t('grid.paste.columnN', { number: i + 1 })}
                </span>
                <Glyph name="ui-arrow" size={12} />
                <select
                  value={id ?? ''}
                  aria-label={t('grid.paste.columnN', { number: i + 1 })}
                  onChange={(e) =>
                    onChange({
                      ...pasting,
                      layout: { ...layout, columns: layout.columns.map((c, j) => (j === i ? e.target.value || null : c)) },
                    })
                  }
                >
                  <option value="">{t('grid.paste.leave')}</option>
                  {columns.map((c) => (
                    <option key={c.id} value={c.id}>
                      {c.heading}
                    </option>
                  ))}
                </select>
              </div>
            )
          })}
          <div className={css.rows}>
            <label htmlFor="paste-rows">{t('grid.paste.rows')}</label>
            <select
              id="paste-rows"
              value={layout.match}
              onChange={(e) => onChange({ ...pasting, layout: { ...layout, match: e.target.value as RowMatch } })}
            >
              {(['position', 'key', 'new'] as const).map((m) => (
                <option key={m} value={m} disabled={m === 'key' && !layout.columns.includes('key')}>
                  {t(`grid.paste.match.${m}`)}
                </option>
              ))}
            </select>
            <input
              id="paste-header"
              type="checkbox"
              checked={layout.header}
              onChange={(e) => onChange({ ...pasting, layout: { ...layout, header: e.target.checked } })}
            />
            <label htmlFor="paste-header">{t('grid.paste.header')}</label>
          </div>
        </section>
        <section className={css.section}>
          <h3>
            {t('grid.paste.follows')}{' '}
            <span>
              {consequence.is === 'computing'
                ? t('grid.paste.computing')
                : consequence.is === 'known'
                  ? t('grid.paste.computed')
                  : ''}
            </span>
          </h3>
          {rows === 0 && <p className="muted">{t('grid.paste.nothing')}</p>}
          {consequence.is === 'refused' && (
            <p className="gap-text">{t('grid.paste.refused', { message: consequence.message })}</p>
          )}
          {consequence.is === 'known' && <Follows answer={consequence.answer} />}
        </section>
      </div>
      <div className={css.panelFoot}>
        <Button look="primary" disabled={rows === 0 || consequence.is === 'refused'} onClick={onApply}>
          {t(plan.faultRows > 0 ? 'grid.paste.applyRest' : 'grid.paste.apply', { count: rows })}
        </Button>
        <Button look="quiet" onClick={onCancel}>
          {t('grid.cancel')}
        </Button>
      </div>
    </aside>
  )
}

const Sum = ({ count, words, className }: { count: string; words: string; className?: string }) => (
  <div className={className}>
    <b>{count}</b>
    <span>{words}</span>
  </div>
)

function Follows({ answer }: { answer: WhatIf }) {
  const t = useGridText()
  const keys = answer.places.map((p) => p.key)
  const added = answer.findings.came.length
  const gone = answer.findings.went.length
  if (keys.length === 0 && added + gone === 0) return <p className="muted">{t('grid.paste.quiet')}</p>
  return (
    <ul className="stack" style={{ gap: 4 }}>
      {keys.length > 0 && (
        <li>
          {t('grid.paste.vectors', { count: keys.length, keys: keys.slice(0, 8).join(', ') + (keys.length > 8 ? ' …' : '') })}
        </li>
      )}
      {added + gone > 0 && <li>{t('grid.paste.findings', { added, gone })}</li>}
    </ul>
  )
}

interface FaultLineProps {
  cell: PlannedCell
  options: TextOptions
  suggest: PastePanelProps['suggest']
  onMend: (text: string) => void
  onOut: () => void
  onShow: () => void
}

function FaultLine({ cell, options, suggest, onMend, onOut, onShow }: FaultLineProps) {
  const t = useGridText()
  const [text, setText] = useState(cell.text)
  const place = { row: cell.row + 1, column: cell.column.heading }
  const before = cell.before === undefined ? '' : editText(cell.column, cell.before, options)
  const list = `mend-${cell.row}-${cell.col}`
  return (
    <div className={css.fault}>
      <Glyph name="strength-gap" size={14} />
      <div>
        <button type="button" className={css.at} onClick={onShow}>
          {t('grid.paste.at', place)}
        </button>{' '}
        {cell.fault && faultText(t, cell.fault)}
        <div className={css.fix}>
          {cell.col >= 0 && cell.fault?.fault !== 'locked' && (
            <form
              className="row"
              style={{ gap: 4 }}
              onSubmit={(e) => {
                e.preventDefault()
                onMend(text)
              }}
            >
              <input
                value={text}
                list={list}
                aria-label={t('grid.paste.mend', place)}
                onChange={(e) => setText(e.target.value)}
              />
              <datalist id={list}>
                {suggest(cell.column, '')
                  .slice(0, 30)
                  .map((s) => (
                    <option key={s.text} value={s.text} />
                  ))}
              </datalist>
              <Button small type="submit" disabled={text === cell.text}>
                {t('grid.paste.use')}
              </Button>
            </form>
          )}
          {before !== '' && cell.col >= 0 && (
            <Button small onClick={() => onMend(before)}>
              {t('grid.paste.keep', { value: before.length > 16 ? `${before.slice(0, 15)}…` : before })}
            </Button>
          )}
          <Button small look="quiet" onClick={onOut}>
            {t('grid.paste.out')}
          </Button>
        </div>
      </div>
    </div>
  )
}
