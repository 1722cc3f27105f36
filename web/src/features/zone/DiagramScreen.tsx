import { useCallback, useMemo, useRef, useState } from 'react'
import { useDiagramData } from '../../diagram/data/use-diagram-data'
import { firstLayout, useLayout } from '../../diagram/data/use-layout'
import { tidy } from '../../diagram/layout/tidy'
import type { Scene } from '../../diagram/model'
import { connectSteps, canMove, moveSteps } from '../../diagram/steps'
import { Canvas } from '../../diagram/view/Canvas'
import type { CanvasHandle, Errand } from '../../diagram/view/command'
import { Legend } from '../../diagram/view/Legend'
import { ListView } from '../../diagram/view/ListView'
import { ZonePicker } from '../../diagram/view/ZonePicker'
import { collapsedAtFirst, isFiltering, noFilter, revealed, visible, type Filter } from '../../diagram/visible'
import { useSay } from '../../diagram/words'
import { frs } from '../../domain/sl'
import { useProject } from '../../api/project'
import { Button } from '../../ui/Button'
import { Dialog } from '../../ui/Overlay'
import { useProjectAddress } from '../../ui/navigation'
import { Empty } from '../../ui/Notice'
import { Problem } from '../../ui/Problem'
import { say as toast } from '../../ui/toast'
import { AddDialog } from './AddDialog'
import css from './Diagram.module.css'
import { DiagramTools, type DiagramMode } from './DiagramTools'
import { useDiagramActions } from './use-actions'

/** The zones, conduits and assets of a state as a picture that can be drawn in. */
export function DiagramScreen() {
  const say = useSay()
  const { view, can } = useProject()
  const { scene, items, error } = useDiagramData(view)
  const actions = useDiagramActions(scene, items)
  const { layout, set: setLayout } = useLayout(view.project, firstLayout, can('write model'), view.key)
  if (error && !scene) return <Problem error={error} />
  if (!scene || layout === undefined) return null
  if (scene.zones.size === 0)
    return (
      <NoZones
        scene={scene}
        actions={can('write model') ? actions : null}
        text={say('diagram.empty')}
        add={say('diagram.add.zone')}
      />
    )
  return <Diagram scene={scene} actions={actions} editable={can('write model')} layout={layout} onLayout={setLayout} />
}

function NoZones({
  scene,
  actions,
  text,
  add,
}: {
  scene: Scene
  actions: ReturnType<typeof useDiagramActions> | null
  text: string
  add: string
}) {
  const [adding, setAdding] = useState(false)
  return (
    <>
      <Empty actions={actions && <Button onClick={() => setAdding(true)}>{add}</Button>}>{text}</Empty>
      {adding && actions && <AddDialog scene={scene} within={null} actions={actions} onClose={() => setAdding(false)} />}
    </>
  )
}

interface DiagramProps {
  scene: Scene
  actions: ReturnType<typeof useDiagramActions>
  editable: boolean
  layout: ReturnType<typeof useLayout>['layout']
  onLayout: ReturnType<typeof useLayout>['set']
}

type Asking = { what: 'move' | 'connect'; key: string } | { what: 'add'; key: string | null } | null

function Diagram({ scene, actions, editable, layout, onLayout }: DiagramProps) {
  const say = useSay()
  const { project, view } = useProject()
  const [address, changeAddress] = useProjectAddress()
  const [filter, setFilter] = useState<Filter>({ ...noFilter, text: address.view['q'] ?? '' })
  const [collapsed, setCollapsed] = useState<ReadonlySet<string>>(() => collapsedAtFirst(scene))
  const [mode, setMode] = useState<DiagramMode>(
    address.view['show'] === 'list' ? 'list' : address.view['show'] === 'flows' ? 'flows' : 'picture',
  )
  const [lanes, setLanes] = useState(true)
  const [fr, setFr] = useState<number | null>(() => (frs.indexOf(address.view['fr'] as (typeof frs)[number]) + 1 || 0) - 1)
  const chosenFr = fr !== null && fr >= 0 ? fr : null
  const [zoom, setZoom] = useState(1)
  const [chosen, setChosen] = useState<string | null>(address.item)
  const [asking, setAsking] = useState<Asking>(null)
  const canvas = useRef<CanvasHandle | null>(null)
  const seen = useMemo(() => visible(scene, collapsed, filter), [scene, collapsed, filter])

  const open = useCallback((key: string | null) => changeAddress({ item: key }, { replace: true }), [changeAddress])
  const choose = useCallback((key: string | null) => setChosen(key), [])
  const pick = useCallback(
    (key: string | null) => {
      setChosen(key)
      open(key)
    },
    [open],
  )
  const toggle = useCallback(
    (key: string) => setCollapsed((c) => (c.has(key) ? new Set([...c].filter((k) => k !== key)) : new Set([...c, key]))),
    [],
  )
  const changeMode = (next: DiagramMode) => {
    setMode(next)
    changeAddress({ view: { ...address.view, show: next === 'picture' ? '' : next } }, { replace: true })
  }
  const changeFr = (next: number | null) => {
    setFr(next)
    changeAddress({ view: { ...address.view, fr: next === null ? '' : (frs[next] ?? '') } }, { replace: true })
  }
  const errand = (what: Errand, key: string | null) => {
    if (what === 'open') open(key)
    else if (!editable) toast(say('diagram.readonly'))
    else if (what === 'retire' && key !== null) {
      actions.retire(key)
      pick(null)
    } else if (what === 'add')
      setAsking({
        what,
        key: key !== null && scene.zones.has(key) ? key : key === null ? null : (scene.assets.get(key)?.place ?? null),
      })
    else if (
      key !== null &&
      ((what === 'connect' && scene.zones.has(key)) || (what === 'move' && (scene.zones.has(key) || scene.assets.has(key))))
    )
      setAsking({ what: what, key })
  }
  const find = (key: string) => {
    setFilter(noFilter)
    setCollapsed((c) => revealed(scene, c, key))
    // The canvas can only go to what it has drawn.
    requestAnimationFrame(() => requestAnimationFrame(() => canvas.current?.centre(key)))
    open(key)
  }
  const rearrange = () => {
    const before = layout
    onLayout(tidy(scene))
    requestAnimationFrame(() => canvas.current?.fit())
    toast(say('diagram.tidied'), before ? { label: say('diagram.undo'), run: () => onLayout(before) } : undefined)
  }
  return (
    <div className={css.screen}>
      <h1 className="visually-hidden">{say('diagram.title')}</h1>
      <DiagramTools
        scene={scene}
        canvas={canvas}
        mode={mode}
        onMode={changeMode}
        lanes={lanes}
        onLanes={setLanes}
        fr={chosenFr}
        onFr={changeFr}
        filter={filter}
        onFilter={setFilter}
        zoom={zoom}
        editable={editable}
        onFind={find}
        onTidy={rearrange}
        onCollapseAll={(all) => setCollapsed(all ? new Set(scene.zones.keys()) : new Set())}
        onAdd={() => errand('add', chosen)}
        head={{ title: project.title, note: `${project.key}, ${view.key}` }}
      />
      {mode === 'list' ? (
        <ListView scene={scene} seen={seen} chosen={chosen} onChoose={pick} onErrand={errand} />
      ) : (
        <Canvas
          ref={canvas}
          scene={scene}
          seen={seen}
          layout={layout ?? null}
          onLayout={onLayout}
          onToggle={toggle}
          fr={chosenFr}
          lanes={lanes}
          flows={mode === 'flows'}
          marks={null}
          chosen={chosen}
          onChoose={choose}
          onPick={pick}
          onErrand={errand}
          onZoom={setZoom}
          actions={editable ? actions : null}
          preview={actions.preview}
        />
      )}
      <footer className={css.foot}>
        <Legend />
        <span className="grow" />
        {isFiltering(filter) && seen.zones.length === 0 && (
          <span className="gap-text">{say('diagram.filter.nothing', { count: scene.assets.size })}</span>
        )}
        {scene.unplaced.length > 0 && (
          <button type="button" className={css.quietLink} onClick={() => changeMode('list')}>
            {say('diagram.unplaced', { count: scene.unplaced.length })}
          </button>
        )}
        <span>
          {say('diagram.foot', {
            zones: seen.zones.length,
            conduits: seen.conduits.length,
            shown: seen.assets.size,
            all: seen.assetsInAll,
          })}
        </span>
      </footer>
      {asking?.what === 'add' && (
        <AddDialog scene={scene} within={asking.key} actions={actions} onClose={() => setAsking(null)} />
      )}
      {(asking?.what === 'move' || asking?.what === 'connect') && (
        <Pick asking={asking} scene={scene} actions={actions} onClose={() => setAsking(null)} />
      )}
    </div>
  )
}

/** Asks for the other zone of a move or a conduit. */
function Pick({
  asking,
  scene,
  actions,
  onClose,
}: {
  asking: { what: 'move' | 'connect'; key: string }
  scene: Scene
  actions: ReturnType<typeof useDiagramActions>
  onClose: () => void
}) {
  const say = useSay()
  const { what, key } = asking
  const title = scene.zones.get(key)?.title ?? scene.assets.get(key)?.title ?? key
  const all: (string | null)[] = [...scene.zones.keys()]
  const options = what === 'move' ? [...all, null].filter((k) => canMove(scene, key, k)) : all.filter((k) => k !== key)
  const name = (zone: string) => say('diagram.connect.title', { a: title, b: scene.zones.get(zone)?.title ?? zone })
  const steps = useCallback(
    (zone: string | null) =>
      what === 'move' ? moveSteps(scene, key, zone) : zone === null ? [] : connectSteps([key, zone], key),
    [what, scene, key],
  )
  const done = (zone: string | null) => {
    if (what === 'connect' && zone !== null) actions.connect([key, zone], name(zone))
    else if (scene.zones.has(key)) actions.moveZone(key, zone)
    else if (zone !== null) actions.moveAsset(key, zone)
    onClose()
  }
  return (
    <Dialog open title={say(what === 'move' ? 'diagram.move' : 'diagram.connect', { title })} onClose={onClose} width={500}>
      <ZonePicker
        scene={scene}
        label={say(what === 'move' ? 'diagram.move' : 'diagram.connect', { title })}
        action={say(what === 'move' ? 'diagram.move.do' : 'diagram.connect.do')}
        options={options}
        stepsFor={steps}
        preview={actions.preview}
        onPick={done}
      />
    </Dialog>
  )
}
