/**
 * A chain as cells of a table: each step has a line of its own and stands
 * beside all lines of what hangs on it, as merged cells do in a spreadsheet.
 */
import type { Chain, ChainStep } from '../../api/chain-queries'

export const columns = ['row', 'allocation', 'component requirement', 'design', 'test case', 'test run', 'evidence'] as const
export type TraceColumn = (typeof columns)[number]
/** What can be missing, and added. */
export type Layer = Exclude<TraceColumn, 'row'>

/** A step that should be here and is not, with what it would stand on. */
export interface Gap {
  layer: Layer
  place: string
  row: string
  allocation: string | null
  /** The step it hangs on, such as the test of a missing run. */
  under: ChainStep | null
  /** Of a missing component requirement: its row and who lacks it. */
  componentRow?: string
  assets?: string[]
  carriers?: ChainStep[]
}

export type CellContent =
  | { is: 'row' }
  | { is: 'allocation' }
  | { is: 'step'; step: ChainStep }
  | { is: 'gap'; gap: Gap }
  /** Nothing stands here, and nothing has to. */
  | { is: 'none' }
  /** The steps are still being read. */
  | { is: 'waits' }

export interface Cell {
  column: number
  line: number
  span: number
  content: CellContent
}

const at = (column: TraceColumn) => columns.indexOf(column)
const none: CellContent = { is: 'none' }

/** Lines that a test takes. */
const runLines = (run: { evidence?: unknown[] | null }) => Math.max(1, run.evidence?.length ?? 0)
const testLines = (test: { runs?: { evidence?: unknown[] | null }[] | null }) =>
  Math.max(
    1,
    (test.runs ?? []).reduce((sum, r) => sum + runLines(r), 0),
  )

type Branch = NonNullable<Chain['branches']>[number]

const branchLines = (b: Branch) =>
  Math.max(
    1,
    b.design?.length ?? 0,
    (b.tests ?? []).reduce((sum, t) => sum + testLines(t), 0),
  )

/** Lines of a chain; the same that the server counts. */
export const linesOf = (c: Chain): number =>
  c.branches || c.evidence
    ? Math.max(1, (c.branches ?? []).reduce((sum, b) => sum + branchLines(b), 0) + (c.evidence?.length ?? 0))
    : c.lines

/** The cells of a chain, in order of lines, then of columns. */
export function cellsOf(c: Chain): Cell[] {
  const lines = linesOf(c)
  const out: Cell[] = [{ column: 0, line: 0, span: lines, content: { is: 'row' } }]
  const gap = (layer: Layer, under: ChainStep | null, more: Partial<Gap> = {}): CellContent => ({
    is: 'gap',
    gap: { layer, place: c.place, row: c.row, allocation: c.allocation ?? null, under, ...more },
  })
  const put = (column: number, line: number, span: number, content: CellContent) => out.push({ column, line, span, content })
  if (c.allocation === undefined) {
    put(1, 0, lines, gap('allocation', null))
    for (let i = 2; i < columns.length; i++) put(i, 0, lines, none)
    return out
  }
  put(1, 0, lines, { is: 'allocation' })
  if (!c.branches && !c.evidence) {
    const waits: CellContent = c.text === undefined ? { is: 'waits' } : none
    for (let i = 2; i < columns.length; i++) put(i, 0, lines, waits)
    return out
  }
  let line = 0
  for (const branch of c.branches ?? []) {
    putBranch(branch, line, put, gap)
    line += branchLines(branch)
  }
  for (const step of c.evidence ?? []) {
    for (let i = 2; i < at('evidence'); i++) put(i, line, 1, none)
    put(at('evidence'), line++, 1, { is: 'step', step })
  }
  return out.sort((a, b) => a.line - b.line || a.column - b.column)
}

type Put = (column: number, line: number, span: number, content: CellContent) => void
type MakeGap = (layer: Layer, under: ChainStep | null, more?: Partial<Gap>) => CellContent

function putBranch(b: Branch, first: number, put: Put, gap: MakeGap) {
  const lines = branchLines(b)
  const end = first + lines
  const q = b.requirement
  const design = b.design ?? []
  const known = (step: ChainStep | undefined | null) => (step && !step.missing ? step : null)
  put(
    at('component requirement'),
    first,
    lines,
    !q
      ? none
      : q.missing
        ? gap('component requirement', null, { componentRow: q.row, assets: q.assets ?? [], carriers: design })
        : { is: 'step', step: q },
  )
  if (design.length === 0) put(at('design'), first, lines, none)
  design.forEach((step, i) => {
    const span = i === design.length - 1 ? end - first - i : 1
    put(at('design'), first + i, span, step.missing ? gap('design', null) : { is: 'step', step })
  })
  const tests = b.tests ?? []
  if (tests.length === 0) for (const c of ['test case', 'test run', 'evidence'] as const) put(at(c), first, lines, none)
  let line = first
  tests.forEach((test, i) => {
    const span = i === tests.length - 1 ? end - line : testLines(test)
    // A test is missed by the component requirement, else by the countermeasure, else by the row.
    const under = known(q) ?? (design[0]?.kind === 'countermeasure' ? known(design[0]) : null)
    put(at('test case'), line, span, test.missing ? gap('test case', under) : { is: 'step', step: test })
    putRuns(test, line, span, put, gap)
    line += span
  })
}

function putRuns(test: NonNullable<Branch['tests']>[number], first: number, lines: number, put: Put, gap: MakeGap) {
  const runs = test.runs ?? []
  if (runs.length === 0) for (const c of ['test run', 'evidence'] as const) put(at(c), first, lines, none)
  let line = first
  runs.forEach((run, i) => {
    const span = i === runs.length - 1 ? first + lines - line : runLines(run)
    put(at('test run'), line, span, run.missing ? gap('test run', test) : { is: 'step', step: run })
    const evidence = run.evidence ?? []
    if (evidence.length === 0) put(at('evidence'), line, span, none)
    evidence.forEach((step, j) => {
      const rest = j === evidence.length - 1 ? span - j : 1
      put(at('evidence'), line + j, rest, step.missing ? gap('evidence', run) : { is: 'step', step })
    })
    line += span
  })
}

/** The cell that covers a place of the table. */
export const cellAt = (cells: readonly Cell[], line: number, column: number): Cell | undefined =>
  cells.find((c) => c.column === column && c.line <= line && line < c.line + c.span)
