/** A paste from its first look to its commit. */
import { useEffect, useMemo, useState, type RefObject } from 'react'
import type { TextOptions } from '../../ui/grid/cell-text'
import type { Clip } from '../../ui/grid/clipboard'
import type { GridColumn } from '../../ui/grid/column'
import type { GridHandle } from '../../ui/grid/grid-props'
import { guessLayout, noMending, planPaste, tiled, writesOf, type PastePlan } from '../../ui/grid/paste-plan'
import type { Range } from '../../ui/grid/selection'
import { useGridText } from '../../ui/grid/words'
import type { CellWrite } from '../../ui/grid/writes'
import { say } from '../../ui/toast'
import { namesOf } from './heading-names'
import type { Pasting } from './PastePanel'
import type { Model } from './use-model'

interface PastingParts {
  all: readonly GridColumn[]
  columns: readonly GridColumn[]
  model: Model
  grouped: boolean
  options: TextOptions
  grid: RefObject<GridHandle | null>
  send: (writes: readonly CellWrite[], label: string) => number
  onUndo: () => void
}

export function usePasting({ all, columns, model, grouped, options, grid, send, onUndo }: PastingParts) {
  const t = useGridText()
  const [pasting, setPasting] = useState<Pasting | null>(null)
  const context = useMemo(
    // Rows that are being made have no key yet, so nothing is pasted over them.
    () => ({ all, rows: { ...model.rows, count: grouped ? model.rows.count : model.items }, rowOf: model.rowOf, options }),
    [all, model, grouped, options],
  )
  const plan = useMemo<PastePlan | null>(
    () => (pasting ? planPaste(pasting.input, pasting.layout, { ...context, at: pasting.at }, pasting.mending) : null),
    [pasting, context],
  )
  const begin = (clip: Clip, at: Range) => {
    if (!clip.ok)
      return say(clip.fault === 'merged' ? t('grid.clip.merged', { row: clip.row, column: clip.column }) : t('grid.clip.empty'))
    const input = tiled(clip, at)
    const cell = { row: at.top, col: at.left }
    const layout = guessLayout(input, cell, columns, all, namesOf)
    const small = planPaste(input, layout, { ...context, at: cell })
    // One row without a fault is as plain as typing; more is shown before it is written.
    if (input.cells.length === 1 && small.faults.length === 0 && small.newRows === 0) send(writesOf(small), 'paste')
    else if (small.rows.length > 0) setPasting({ input, layout, at: cell, mending: noMending })
  }
  const apply = () => {
    if (!plan) return
    const count = plan.newRows + plan.changedRows
    send(writesOf(plan), `paste ${count} rows`)
    setPasting(null)
    say(t('grid.paste.done', { count }), { label: t('grid.undo'), run: onUndo })
    grid.current?.focus()
  }
  const ants =
    plan && pasting && !pasting.layout.header && pasting.layout.match === 'position'
      ? {
          top: pasting.at.row,
          left: pasting.at.col,
          bottom: pasting.at.row + plan.rows.length - 1,
          right: Math.min(pasting.at.col + pasting.layout.columns.length, columns.length) - 1,
        }
      : null
  const open = pasting !== null
  const begins = plan?.rows[0] ? (plan.rows[0].at ?? model.rows.count) : -1
  const firstCol = pasting?.layout.header ? 1 : (pasting?.at.col ?? 0)
  useEffect(() => {
    // The block that would be written comes into sight, its end first.
    if (!open || begins < 0) return
    grid.current?.reveal({ row: begins + 12, col: 0 })
    grid.current?.reveal({ row: begins, col: firstCol })
  }, [open, begins, firstCol, grid])
  const cancel = () => {
    setPasting(null)
    grid.current?.focus()
  }
  return { pasting, plan, ants, begin, apply, cancel, change: setPasting }
}
