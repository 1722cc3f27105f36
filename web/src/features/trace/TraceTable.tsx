import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import type { Chain } from '../../api/chain-queries'
import type { RowTitle } from '../../api/standard-queries'
import { useT } from '../../ui/language'
import { cellAt, cellsOf, columns, linesOf, type Cell } from './cells'
import { ChainRows, type CellActions } from './ChainRows'
import { offsetsOf, type GroupBy, type Unit } from './selection'
import { useScroll } from './use-scroll'
import css from './Trace.module.css'

/** Pixels of one line. */
const height = 28

interface Place {
  unit: number
  line: number
  column: number
}

interface TraceTableProps {
  units: readonly Unit[]
  by: GroupBy
  /** A row with its steps, as far as they are known. */
  detailed: (c: Chain) => Chain
  /** Told which rows are in sight, to ask for their steps. */
  onSight: (allocations: string[]) => void
  head: ReactNode
  group: (unit: Extract<Unit, { is: 'group' }>) => ReactNode
  placeTitle: (key: string) => string
  rowTitle: RowTitle
  editable: boolean
  /** Whether suspect links can be confirmed here. */
  confirms: boolean
  onOpen: (chain: Chain, cell: Cell) => void
  onAdd: (chain: Chain, cell: Cell) => void
  onConfirm: (chain: Chain, cell: Cell) => void
}

const chainOf = (u: Unit | undefined) => (u?.is === 'chain' ? u.chain : null)

/** All rows with their chains: only those in sight are drawn, and the keys move as in a spreadsheet. */
export function TraceTable(p: TraceTableProps) {
  const t = useT()
  const { units, detailed, onSight } = p
  const lines = useCallback((c: Chain) => c.lines, [])
  const offsets = useMemo(() => offsetsOf(units, lines, height), [units, lines])
  const { box, range, onScroll, reveal } = useScroll(offsets)
  const [active, setActive] = useState<Place | null>(null)
  const focus = useRef(false)
  const first = Math.min(range.first, units.length)
  const drawn = useMemo(() => units.slice(first, range.end), [units, first, range.end])
  useEffect(() => {
    onSight(drawn.flatMap((u) => (u.is === 'chain' && u.chain.allocation !== undefined ? [u.chain.allocation] : [])))
  }, [drawn, onSight])
  useLayoutEffect(() => {
    if (!focus.current || !active) return
    const cell = box.current?.querySelector<HTMLElement>(`[data-at="${active.unit}.${active.line}.${active.column}"]`)
    if (cell) {
      focus.current = false
      cell.focus({ preventScroll: true })
    }
  })
  const goTo = (to: Place | null) => {
    if (!to) return
    focus.current = true
    setActive(to)
    reveal((offsets[to.unit] ?? 0) + to.line * height, height)
  }
  const keys = (event: KeyboardEvent) => {
    if (event.altKey || (event.target as HTMLElement).closest('input, textarea, select')) return
    const here = active ?? firstPlace(units)
    const chain = here && chainOf(units[here.unit])
    if (!here || !chain) return
    const full = detailed(chain)
    const cell = cellAt(cellsOf(full), here.line, here.column)
    const to = target(
      event,
      units,
      here,
      cell,
      detailed,
      Math.max(1, Math.floor((box.current?.clientHeight ?? 280) / height) - 3),
    )
    if (to) {
      event.preventDefault()
      goTo(to)
    } else if (cell && active && !event.ctrlKey && !event.metaKey) act(event, full, cell, p)
  }
  const onAdd = p.onAdd
  const onConfirm = p.onConfirm
  const actions = useMemo<CellActions>(
    () => ({ add: onAdd, confirm: onConfirm, reach: (unit, line, column) => setActive({ unit, line, column }) }),
    [onAdd, onConfirm],
  )
  const total = (offsets.at(-1) ?? 0) / height
  const above = offsets[first] ?? 0
  const below = (offsets.at(-1) ?? 0) - (offsets[Math.min(range.end, units.length)] ?? 0)
  const inSight = active !== null && active.unit >= first && active.unit < range.end
  return (
    <div
      className={css.box}
      ref={box}
      onScroll={onScroll}
      onKeyDown={keys}
      tabIndex={inSight ? -1 : 0}
      role="group"
      aria-label={t('trace.table')}
    >
      <table
        className={css.table}
        role="grid"
        aria-label={t('trace.table')}
        aria-rowcount={total + 1}
        aria-colcount={columns.length}
      >
        <colgroup>
          {columns.map((c) => (
            <col key={c} className={css[`c${columns.indexOf(c)}`]} />
          ))}
        </colgroup>
        <thead>{p.head}</thead>
        {above > 0 && <Spacer height={above} />}
        {drawn.map((u, i) => {
          const unit = first + i
          if (u.is === 'group')
            return (
              <tbody key={`group ${u.name}`}>
                <tr aria-rowindex={(offsets[unit] ?? 0) / height + 2}>
                  <th colSpan={columns.length} scope="rowgroup" className={css.group}>
                    {p.group(u)}
                  </th>
                </tr>
              </tbody>
            )
          return (
            <ChainRows
              key={`${u.chain.place} ${u.chain.row}`}
              chain={fitting(detailed(u.chain), u.chain)}
              unit={unit}
              first={(offsets[unit] ?? 0) / height + 2}
              by={p.by}
              placeTitle={p.placeTitle(u.chain.place)}
              rowTitle={p.rowTitle(u.chain.row, u.chain.title)}
              active={active?.unit === unit ? active : null}
              editable={p.editable}
              confirms={p.confirms}
              actions={actions}
            />
          )
        })}
        {below > 0 && <Spacer height={below} />}
      </table>
    </div>
  )
}

/** Steps that do not fit the length of the row are of another state. */
const fitting = (full: Chain, short: Chain) => (linesOf(full) === short.lines ? full : short)

const Spacer = ({ height: px }: { height: number }) => (
  <tbody aria-hidden="true">
    <tr className={css.spacer} style={{ height: px }}>
      <td colSpan={columns.length} />
    </tr>
  </tbody>
)

function firstPlace(units: readonly Unit[]): Place | null {
  const unit = units.findIndex((u) => u.is === 'chain')
  return unit < 0 ? null : { unit, line: 0, column: 0 }
}

/** The next row up or down; the same if there is none. */
function nextUnit(units: readonly Unit[], from: number, step: 1 | -1): number {
  for (let i = from + step; i >= 0 && i < units.length; i += step) if (units[i]?.is === 'chain') return i
  return from
}

/** Where a key leads; null if it leads nowhere. */
function target(
  event: KeyboardEvent,
  units: readonly Unit[],
  here: Place,
  cell: Cell | undefined,
  detailed: (c: Chain) => Chain,
  page: number,
): Place | null {
  const chain = chainOf(units[here.unit])
  if (!chain) return null
  const length = linesOf(detailed(chain))
  const all = event.ctrlKey || event.metaKey
  const at = (unit: number, line: number) => {
    const c = chainOf(units[unit])
    const found = c && cellAt(cellsOf(detailed(c)), line, here.column)
    return { unit, line: found?.line ?? line, column: here.column }
  }
  const side = (column: number) => {
    const found = cellAt(cellsOf(detailed(chain)), here.line, column)
    return { ...here, line: found?.line ?? here.line, column }
  }
  switch (event.key) {
    case 'ArrowDown': {
      const line = (cell?.line ?? here.line) + (cell?.span ?? 1)
      if (line < length) return at(here.unit, line)
      const unit = nextUnit(units, here.unit, 1)
      return unit === here.unit ? here : at(unit, 0)
    }
    case 'ArrowUp': {
      const line = (cell?.line ?? here.line) - 1
      if (line >= 0) return at(here.unit, line)
      const unit = nextUnit(units, here.unit, -1)
      const above = chainOf(units[unit])
      return unit === here.unit || !above ? here : at(unit, linesOf(detailed(above)) - 1)
    }
    case 'ArrowRight':
      return side(Math.min(columns.length - 1, here.column + 1))
    case 'ArrowLeft':
      return side(Math.max(0, here.column - 1))
    case 'Home':
      return all ? { ...(firstPlace(units) ?? here), column: here.column } : side(0)
    case 'End':
      return all ? at(nextUnit(units, units.length, -1), 0) : side(columns.length - 1)
    case 'PageDown':
    case 'PageUp': {
      const step = event.key === 'PageDown' ? 1 : -1
      let unit = here.unit
      for (let gone = 0; gone < page;) {
        const next = nextUnit(units, unit, step)
        if (next === unit) break
        unit = next
        gone += chainOf(units[unit])?.lines ?? 1
      }
      return at(unit, 0)
    }
    default:
      return null
  }
}

/** What a key does with a cell. */
function act(event: KeyboardEvent, chain: Chain, cell: Cell, p: TraceTableProps) {
  const run = (f: (chain: Chain, cell: Cell) => void) => {
    event.preventDefault()
    f(chain, cell)
  }
  const gap = cell.content.is === 'gap'
  if (event.key === 'Enter' || event.key === ' ') {
    if ((event.target as HTMLElement).closest('a, button')) return
    if (gap) {
      if (p.editable) run(p.onAdd)
    } else run(p.onOpen)
  } else if (p.editable && gap && event.key.toLowerCase() === 'a') run(p.onAdd)
  else if (p.confirms && event.key.toLowerCase() === 'c' && cell.content.is !== 'gap') run(p.onConfirm)
}
