/** The matrix of the state that is looked at, with the user's own edits over it, and what of it is shown and selected. */
import { useQuery } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useState } from 'react'
import { outbox } from '../../api/editing'
import { matrixQuery, type Matrix } from '../../api/matrix-queries'
import { useProject } from '../../api/project'
import { useRowTitles, type RowTitle } from '../../api/standard-queries'
import { useStore } from '../../lib/use-store'
import { fitted, selectCell, type Cell, type Selection } from '../../ui/grid/selection'
import { useProjectAddress } from '../../ui/navigation'
import { flatten, noOverlay, overlayOf, relaid, type Flat, type Overlay } from './cells'
import { parseFilter, picksCells, shownOf, withFilter, type Filter, type Line, type Shown } from './filter'
import { cellOf, nameOf } from './place-of'

/** What is drawn and counted. */
export interface Laid {
  matrix: Matrix
  overlay: Overlay
  flat: Flat
  shown: Shown
}

/** The matrix with the titles of its rows in the language of the page. */
function titled(matrix: Matrix, titleOf: RowTitle): Matrix {
  const rows = matrix.rows.map((r) => {
    const title = titleOf(r.row, r.title)
    return title === r.title ? r : { ...r, title, english: r.title }
  })
  return rows.some((r, i) => r !== matrix.rows[i]) ? { ...matrix, rows } : matrix
}

/** Asks for the matrix and lays the edits over it that it does not hold yet. */
export function useMatrix() {
  const { view } = useProject()
  const query = useQuery(matrixQuery(view))
  const titleOf = useRowTitles(query.data?.standard.system ?? '')
  const matrix = useMemo(() => query.data && titled(query.data, titleOf), [query.data, titleOf])
  const edits = useStore(outbox.list)
  const overlay = useMemo(() => {
    const mine = edits.filter((e) => e.project === view.project)
    return matrix && view.at.kind === 'head' && mine.length > 0 ? overlayOf(mine, matrix.state.commit) : noOverlay
  }, [matrix, edits, view])
  const base = useMemo(() => (matrix ? flatten(matrix) : null), [matrix])
  const flat = useMemo(() => (matrix && base ? relaid(base, matrix, overlay) : null), [matrix, base, overlay])
  return { query, matrix, overlay, flat }
}

/** The filter in the address, and how to change it. */
export function useFilter(): [Filter, (part: Partial<Filter>) => void] {
  const [address, change] = useProjectAddress()
  // The same object while the filter is the same: the active cell stands in the address too, and moves with each key.
  const written = JSON.stringify(withFilter({}, parseFilter(address.view)))
  const filter = useMemo(() => parseFilter(JSON.parse(written) as Record<string, string>), [written])
  const set = useCallback(
    (part: Partial<Filter>) => change({ view: withFilter(address.view, { ...filter, ...part }) }, { replace: true }),
    [change, address.view, filter],
  )
  return [filter, set]
}

const lineName = (l: Line) => (l.is === 'group' ? -1 : l.row)

/**
 * What a filter leaves. A cell that is assessed may no longer match: its row and
 * column stay until the filter is changed, as in a spreadsheet.
 */
export function useShown(matrix: Matrix | undefined, flat: Flat | null, filter: Filter): Shown | null {
  const key = JSON.stringify({ ...filter, folded: [] })
  const [sticky, setSticky] = useState<{ key: string; rows: readonly number[]; places: readonly number[] }>({
    key: '',
    rows: [],
    places: [],
  })
  const kept = sticky.key === key && picksCells(filter) ? sticky : null
  const shown = useMemo(
    () => (matrix && flat ? shownOf(matrix, flat, filter, kept ?? undefined) : null),
    [matrix, flat, filter, kept],
  )
  if (shown && picksCells(filter)) {
    // Rows of folded FRs are not among the lines, and stay in what is kept.
    const rows = [...new Set([...(kept?.rows ?? []), ...shown.lines.map(lineName).filter((r) => r >= 0)])]
    const places = [...new Set([...(kept?.places ?? []), ...shown.columns])]
    if (!kept || rows.length !== kept.rows.length || places.length !== kept.places.length) setSticky({ key, rows, places })
  }
  return shown
}

/** The selected range, kept by name through filters and commits, with the active cell in the address. */
export function useSelection(matrix: Matrix | undefined, shown: Shown | null) {
  const [address, change] = useProjectAddress()
  const wanted = address.view['cell'] ?? ''
  const [kept, setKept] = useState<{ name: string; selection: Selection }>({
    name: wanted,
    selection: selectCell({ row: 0, col: 0 }),
  })
  const [heard, setHeard] = useState(wanted)
  if (heard !== wanted) {
    setHeard(wanted)
    if (wanted !== '' && wanted !== kept.name) setKept({ ...kept, name: wanted })
  }
  const selection = useMemo(() => {
    if (!matrix || !shown) return kept.selection
    const size = { rows: Math.max(1, shown.lines.length), cols: Math.max(1, shown.columns.length) }
    const here = fitted(kept.selection, size)
    if (kept.name === '' || nameOf(matrix, shown.lines, shown.columns, here.active) === kept.name) return here
    const cell = cellOf(matrix, shown.lines, shown.columns, kept.name)
    return cell ? selectCell(cell) : selectCell(here.active)
  }, [matrix, shown, kept])
  const name = matrix && shown ? nameOf(matrix, shown.lines, shown.columns, selection.active) : ''
  const select = useCallback(
    (next: Selection) => {
      if (matrix && shown) setKept({ name: nameOf(matrix, shown.lines, shown.columns, next.active), selection: next })
    },
    [matrix, shown],
  )
  const goTo = useCallback((cell: Cell) => select(selectCell(cell)), [select])
  useEffect(() => {
    if (name === '' || name === wanted || kept.name === '') return
    // Written when the keys rest, so that moving about costs nothing.
    const timer = setTimeout(() => change({ view: { ...address.view, cell: name } }, { replace: true }), 350)
    return () => clearTimeout(timer)
  }, [name, wanted, kept.name, address.view, change])
  return { selection, select, goTo, name }
}
