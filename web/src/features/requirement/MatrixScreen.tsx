import { useCallback, useId, useMemo, useState, useSyncExternalStore } from 'react'
import { useProject } from '../../api/project'
import { shelf } from '../../lib/kept'
import { frs, type Fr } from '../../domain/sl'
import { Button } from '../../ui/Button'
import { cellsIn, currentRange, type Cell } from '../../ui/grid/selection'
import { useT } from '../../ui/language'
import { Later } from '../../ui/Later'
import { AddressLink, useProjectAddress } from '../../ui/navigation'
import { Empty } from '../../ui/Notice'
import { Problem } from '../../ui/Problem'
import { say } from '../../ui/toast'
import { screenAddress } from '../../domain/address'
import { cellAt, flag, isLive, type Assessment } from './cells'
import { CellPanel } from './CellPanel'
import { EvidenceDialog } from './EvidenceDialog'
import { exportedTable } from './exported'
import { isFiltered, type Filter } from './filter'
import { Foot } from './Foot'
import { GroupPanel } from './GroupPanel'
import { measures } from './layout'
import type { Drawing } from './MatrixCells'
import { MatrixGrid, type Deed } from './MatrixGrid'
import { nextOpen, placeOf, spotsIn } from './place-of'
import type { MatrixParts } from './parts'
import { ReasonBox } from './ReasonBox'
import { ToolBar } from './ToolBar'
import { useAssess } from './use-assess'
import { useCompensate } from './use-compensate'
import { useKeys, type Doings } from './use-keys'
import { usePoints } from './use-points'
import { useFilter, useMatrix, useSelection, useShown, type Laid } from './use-matrix'
import { cellWords } from './words'
import type { Spot } from './assess'
import css from './Tools.module.css'

/** Rows of the standard on every zone and conduit: what is asked, how it is assessed, what proves it. */
export function MatrixScreen({ parts }: { parts: MatrixParts }) {
  const t = useT()
  const { query, matrix, overlay, flat } = useMatrix()
  const [filter, setFilter] = useFilter()
  const shown = useShown(matrix, flat, filter)
  if (query.error && !matrix) return <Problem error={query.error} onRetry={() => void query.refetch()} />
  if (!matrix || !flat || !shown)
    return (
      <Later>
        <p className={css.loading}>{t('matrix.loading')}</p>
      </Later>
    )
  if (matrix.places.length === 0) return <NoPlaces />
  return <Loaded laid={{ matrix, overlay, flat, shown }} filter={filter} setFilter={setFilter} parts={parts} />
}

function NoPlaces() {
  const t = useT()
  const { project } = useProject()
  return (
    <div className={css.nothing}>
      <Empty actions={<AddressLink to={screenAddress(project.key, 'diagram')}>{t('screen.diagram')}</AddressLink>}>
        {t('matrix.noPlaces')}
      </Empty>
    </div>
  )
}

const media = (text: string) => {
  const list = window.matchMedia(text)
  return {
    subscribe: (f: () => void) => (list.addEventListener('change', f), () => list.removeEventListener('change', f)),
    get: () => list.matches,
  }
}
const roomy = media('(min-width: 1400px)')

/** Whether columns are wide: as the user chose, else if few enough are shown that they fit. */
function useWide(columns: number): [boolean, (wide: boolean) => void] {
  const [chosen, setChosen] = useState<boolean | null>(() => (shelf.read('matrix.wide') as boolean | undefined) ?? null)
  const choose = (wide: boolean) => {
    shelf.write('matrix.wide', wide)
    setChosen(wide)
  }
  return [chosen ?? columns <= 12, choose]
}

interface LoadedProps {
  laid: Laid
  filter: Filter
  setFilter: (part: Partial<Filter>) => void
  parts: MatrixParts
}

function Loaded({ laid, filter, setFilter, parts }: LoadedProps) {
  const { matrix, overlay, flat, shown } = laid
  const t = useT()
  const id = useId()
  const { project, can } = useProject()
  const [address, change] = useProjectAddress()
  const isRoomy = useSyncExternalStore(roomy.subscribe, roomy.get)
  const [wide, setWide] = useWide(shown.columns.length)
  const at = useMemo(() => measures(wide, isRoomy), [wide, isRoomy])
  const [said, announce] = useState('')
  const { selection, select, goTo, name } = useSelection(matrix, shown)
  const { editable, assess, allocate, asking, answer } = useAssess(matrix, overlay, announce)
  const { asking: compensating, compensate, close: closeCompensate } = useCompensate(matrix, overlay)
  const points = usePoints()
  const [files, setFiles] = useState<{ spot: Spot; files: File[] } | null>(null)
  const [focusOn, setFocusOn] = useState(0)
  const back = useCallback(() => setFocusOn((n) => n + 1), [])
  const panelWanted = address.view['panel']
  const panel = address.item === null && (panelWanted === '1' || (panelWanted === undefined && isRoomy))
  const setPanel = useCallback(
    (open: boolean) => change({ item: null, view: { ...address.view, panel: open ? '1' : '0' } }, { replace: true }),
    [change, address.view],
  )
  const range = currentRange(selection)
  const spots = useMemo(() => spotsIn(shown.lines, shown.columns, range), [shown, range])
  const place = placeOf(matrix, name)
  const spot = place?.is === 'cell' ? place.spot : null
  const setOn = useCallback((a: Assessment) => assess(spots, a), [assess, spots])
  const allocateOn = useCallback((on: boolean) => allocate(spots, on), [allocate, spots])
  const canAttach = editable && can('write evidence')
  const attach = useCallback(
    (to: Spot | null, list: File[]) => {
      if (!to) return
      const cell = cellAt(matrix, to.row, to.place, overlay)
      if (!isLive(cell)) say(t('matrix.evidence.notAllocated'))
      else if (cell.allocation === '') say(t('matrix.evidence.notYet'))
      else setFiles({ spot: to, files: list })
    },
    [matrix, overlay, t],
  )
  const talk = useCallback(() => {
    const key = spot ? cellAt(matrix, spot.row, spot.place, overlay).allocation : ''
    if (key === '') say(t('matrix.said.noItem'))
    else change({ item: key, tab: 'comments' })
  }, [spot, matrix, overlay, change, t])
  const fold = useCallback(
    (fr: Fr) => setFilter({ folded: frs.filter((f) => filter.folded.includes(f) !== (f === fr)) }),
    [setFilter, filter.folded],
  )
  const doings = useMemo<Doings>(
    () => ({
      editable,
      canAttach,
      assess: setOn,
      allocate: allocateOn,
      attach: () => attach(spot, []),
      canRead: can('read comments'),
      compensate: () => compensate(spots),
      comments: talk,
      openPanel: () => setPanel(true),
      fold: () => {
        const line = shown.lines[selection.active.row]
        const fr = line?.is === 'group' ? line.fr : line ? matrix.rows[line.row]!.fr : null
        if (fr) fold(fr)
      },
      next: (step) => {
        const is = (row: number, p: number) => (flat.flags[row * flat.places + p]! & flag.gap) !== 0
        const cell = nextOpen(shown.lines, shown.columns, is, selection.active, step)
        if (cell) goTo(cell)
        else say(t('matrix.noGap'))
      },
    }),
    [
      editable,
      canAttach,
      can,
      compensate,
      spots,
      talk,
      setOn,
      allocateOn,
      attach,
      spot,
      setPanel,
      shown,
      selection.active,
      matrix,
      fold,
      flat,
      goTo,
      t,
    ],
  )
  useKeys(doings)
  const drawing = useMemo<Drawing>(
    () => ({
      matrix,
      overlay,
      flat,
      filter,
      columns: shown.columns,
      conduits: shown.columns.findIndex((c) => matrix.places[c]!.kind === 'conduit'),
      points,
      t,
      id,
    }),
    [matrix, overlay, flat, filter, shown.columns, points, t, id],
  )
  const onDeed = (deed: Deed): boolean => {
    if (deed === 'open') {
      if (panel) document.getElementById(`${id}-panel`)?.focus()
      else setPanel(true)
    } else if (deed === 'clear') setOn('not assessed')
    else if (deed === 'copy') void copyCells(laid, spots, range.right - range.left + 1, (s) => cellWords(t, s)).then(announce)
    else if (cellsIn(range) > 1) goTo(selection.active)
    else if (panel) setPanel(false)
    else return false
    return true
  }
  const onFiles = canAttach
    ? (cell: Cell, list: File[]) => {
        goTo(cell)
        const line = shown.lines[cell.row]
        if (line?.is === 'row') attach({ row: line.row, place: shown.columns[cell.col]! }, list)
      }
    : null
  const closePanel = () => {
    setPanel(false)
    back()
  }
  return (
    <div className={css.screen}>
      <h1 className="visually-hidden">{t('screen.requirements')}</h1>
      <ToolBar
        matrix={matrix}
        shown={shown}
        filter={filter}
        onFilter={setFilter}
        wide={wide}
        onWide={setWide}
        panel={panel}
        onPanel={setPanel}
        selected={editable ? spots.length : null}
        onAssess={setOn}
        onAllocate={allocateOn}
        onCompensate={() => compensate(spots)}
        exported={() => exportedTable(t, laid, `${project.title}: ${t('screen.requirements')}`)}
      />
      <div className={css.middle}>
        {shown.lines.length === 0 || shown.columns.length === 0 ? (
          <div className={css.nothing}>
            <Nothing filter={filter} onFilter={setFilter} />
          </div>
        ) : (
          <MatrixGrid
            drawing={drawing}
            lines={shown.lines}
            at={at}
            wide={wide}
            label={t('screen.requirements')}
            selection={selection}
            onSelect={select}
            onFold={fold}
            onDeed={onDeed}
            onFiles={onFiles}
            focusOn={focusOn}
            asking={
              asking && (
                <ReasonBox
                  name={project.key}
                  cells={asking.length}
                  onAnswer={(why) => {
                    answer(why)
                    back()
                  }}
                />
              )
            }
          />
        )}
        {panel && place && (
          <aside
            id={`${id}-panel`}
            className={css.panel}
            tabIndex={-1}
            aria-label={t('matrix.panel')}
            onKeyDown={(e) => {
              if (e.key !== 'Escape' || e.defaultPrevented) return
              e.preventDefault()
              back()
            }}
          >
            {place.is === 'cell' ? (
              <CellPanel
                key={name}
                matrix={matrix}
                overlay={overlay}
                spot={place.spot}
                parts={parts}
                onAssess={(a) => assess([place.spot], a)}
                onAllocate={(on) => allocate([place.spot], on)}
                onEvidence={() => attach(place.spot, [])}
                onCompensate={(measure) => compensate([place.spot], measure)}
                onClose={closePanel}
              />
            ) : (
              <GroupPanel
                matrix={matrix}
                overlay={overlay}
                fr={place.fr}
                place={place.place}
                onJump={(to) => change({ view: { ...address.view, cell: to } })}
                onClose={closePanel}
              />
            )}
          </aside>
        )}
      </div>
      <Foot rows={range.bottom - range.top + 1} cols={range.right - range.left + 1} editable={editable} />
      <div className="visually-hidden" role="status" aria-live="polite">
        {said}
      </div>
      {compensating &&
        parts.compensate({
          ...compensating,
          onDone: (recorded) => {
            closeCompensate()
            back()
            if (recorded) announce(t('matrix.said.compensated', { count: compensating.targets.length }))
          },
        })}
      {files && (
        <EvidenceDialog
          matrix={matrix}
          spot={files.spot}
          cell={cellAt(matrix, files.spot.row, files.spot.place, overlay)}
          files={files.files}
          onDone={(recorded) => {
            setFiles(null)
            back()
            if (recorded) announce(t('matrix.said.evidence'))
          }}
        />
      )}
    </div>
  )
}

/** Why nothing is shown, and the way out. */
function Nothing({ filter, onFilter }: { filter: Filter; onFilter: (part: Partial<Filter>) => void }) {
  const t = useT()
  const clear = () => onFilter({ show: 'all', frs: [], places: [], chains: [], text: '' })
  if (filter.show === 'gaps' && filter.chains.length === 0 && filter.text === '')
    return <Empty actions={<Button onClick={clear}>{t('matrix.clear')}</Button>}>{t('matrix.noGaps')}</Empty>
  if (isFiltered(filter))
    return <Empty actions={<Button onClick={clear}>{t('matrix.clear')}</Button>}>{t('matrix.noMatch')}</Empty>
  return (
    <Empty actions={<Button onClick={() => onFilter({ rows: 'all' })}>{t('matrix.rows.all')}</Button>}>
      {t('matrix.noTarget')}
    </Empty>
  )
}

/** Puts the selected cells into the clipboard, one line a row, and says how many. */
async function copyCells(
  { matrix, overlay }: Laid,
  spots: readonly Spot[],
  across: number,
  words: (c: ReturnType<typeof cellAt>) => string,
) {
  const cells = spots.map((s) => words(cellAt(matrix, s.row, s.place, overlay)))
  const lines: string[] = []
  for (let i = 0; i < cells.length; i += across) lines.push(cells.slice(i, i + across).join('\t'))
  await navigator.clipboard?.writeText(lines.join('\n'))
  return String(cells.length)
}
