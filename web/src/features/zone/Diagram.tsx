import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { asProblem } from '../../api/problem'
import { useProject } from '../../api/project'
import type { Progress } from '../../diagram/data/sources'
import type { LayoutInUse } from '../../diagram/data/use-layout'
import { aligned, distributed } from '../../diagram/layout/arrange'
import { fixed } from '../../diagram/layout/settle'
import type { StoredLayout } from '../../diagram/layout/stored'
import { manyZones, tidyAside, tidying } from '../../diagram/layout/tidier'
import { tidy } from '../../diagram/layout/tidy'
import type { Scene } from '../../diagram/model'
import type { DiagramMessage } from '../../diagram/messages.en'
import { Canvas } from '../../diagram/view/Canvas'
import type { CanvasHandle, DrawnZone, Errand } from '../../diagram/view/command'
import { ListView } from '../../diagram/view/ListView'
import { outermost } from '../../diagram/view/use-gestures'
import { noFilter, visible } from '../../diagram/visible'
import { useSay } from '../../diagram/words'
import { screenAddress } from '../../domain/address'
import { useNavigation } from '../../ui/navigation'
import { say as toast } from '../../ui/toast'
import { AddDialog } from './AddDialog'
import { ConnectDialog } from './ConnectDialog'
import css from './Diagram.module.css'
import { DiagramFoot } from './DiagramFoot'
import { DiagramMenu } from './DiagramMenu'
import { DiagramTools } from './DiagramTools'
import { PickDialog } from './PickDialog'
import type { ZoneActions } from './use-actions'
import { useChoice } from './use-choice'
import { useDiagramCommands } from './use-commands'
import type { Deeds } from './use-deeds'
import { useStable } from './use-stable'

interface DiagramProps {
  scene: Scene
  actions: ZoneActions
  deeds: Deeds
  editable: boolean
  arrangeable: boolean
  layoutName: string
  use: LayoutInUse
  /** How far the loading of the assets is. */
  progress: Progress | null
}

type Asking =
  | { what: 'move' | 'connect'; keys: readonly string[] }
  | { what: 'link'; from: string; to: string }
  | { what: 'add'; key: string | null }
  | { what: 'menu'; keys: readonly string[]; at: { x: number; y: number } }
  | null

/** The picture or the list, with its tools and questions. */
export function Diagram({ scene, actions, deeds, editable, arrangeable, layoutName, use, progress }: DiagramProps) {
  const say = useSay()
  const { project, view } = useProject()
  const { go } = useNavigation()
  const choice = useChoice(scene, project.key)
  const { filter, collapsed, chosen, also, mode } = choice
  const [zoom, setZoom] = useState(1)
  const [drawing, setDrawing] = useState(false)
  const [asking, setAsking] = useState<Asking>(null)
  const canvas = useRef<CanvasHandle | null>(null)
  useEffect(() => () => tidying.get()?.stop(), [])
  const filterKey = JSON.stringify(filter)
  const seen = useMemo(() => visible(scene, collapsed, filter), [scene, collapsed, filterKey]) // eslint-disable-line react-hooks/exhaustive-deps
  const { layout, set: setLayout, settle } = use
  const selection = chosen === null ? [] : [chosen, ...[...also].filter((k) => k !== chosen)]
  const close = () => {
    setAsking(null)
    requestAnimationFrame(() => canvas.current?.focus())
  }

  const arrange = useStable((after: StoredLayout) => {
    const before = canvas.current?.picture().settled.layout ?? layout
    setLayout(after)
    if (before) deeds.moved({ before, after })
  })
  const settled = useStable((next: StoredLayout) => {
    if (arrangeable && filterKey === JSON.stringify(noFilter)) settle(next)
  })
  const pick = (key: string | null, adds: boolean) => {
    if (adds && key !== null) return choice.add(key)
    choice.choose(key)
    choice.open(key)
  }
  const retire = (keys: readonly string[]) => {
    actions.retire(keys)
    choice.choose(null)
    choice.open(null)
    canvas.current?.focus()
  }
  const errand = (what: Errand, key: string | null, at?: { x: number; y: number }) => {
    const keys = key !== null && !selection.includes(key) ? [key] : selection
    if (what === 'open') return choice.open(key)
    if (what === 'menu')
      return setAsking({ what, keys: key === null ? [] : keys, at: at ?? canvas.current?.spot(key ?? '') ?? { x: 200, y: 120 } })
    if (!editable) return toast(say('diagram.readonly'))
    const boxed = keys.filter((k) => scene.zones.has(k) || scene.assets.has(k))
    if (what === 'draw') return setDrawing((d) => !d)
    if (what === 'retire') return keys.length > 0 ? retire(outermost(scene, keys)) : undefined
    if (what === 'add')
      return setAsking({ what, key: key !== null && scene.zones.has(key) ? key : (scene.assets.get(key ?? '')?.place ?? null) })
    if (boxed.length > 0) setAsking({ what, keys: what === 'move' ? outermost(scene, boxed) : boxed.slice(0, 1) })
  }
  const find = (key: string) => {
    choice.setFilter(noFilter)
    choice.reveal(scene.conduits.has(key) ? (scene.conduits.get(key)?.ends[0] ?? key) : key)
    if (mode === 'list') choice.setMode('picture')
    // The canvas can only go to what it has drawn.
    requestAnimationFrame(() => requestAnimationFrame(() => canvas.current?.centre(key)))
    choice.open(key)
  }
  const rearranged = useStable((fresh: StoredLayout) => {
    const before = layout
    // What collapsed zones hide keeps its place in them.
    const after = { ...fresh, boxes: { ...before?.boxes, ...fresh.boxes } }
    arrange(after)
    requestAnimationFrame(() => canvas.current?.fit())
    toast(say('diagram.tidied'), { label: say('diagram.undo'), run: () => void deeds.undo() })
  })
  const rearrange = () => {
    const open = (zone: string) => !collapsed.has(zone)
    if (scene.zones.size <= manyZones) rearranged(tidy(scene, open))
    else if (tidying.get() === null) tidyAside(scene, open).then(rearranged, () => undefined)
  }
  const withBase = (change: (base: ReturnType<typeof fixed>) => StoredLayout) => {
    const picture = canvas.current?.picture()
    if (picture && arrangeable) arrange(change(fixed(scene, picture.settled)))
  }
  const move = (keys: readonly string[], to: string | null, after: StoredLayout) => {
    const before = layout
    actions.move(keys, to)
    setLayout(after)
    // The deed just done is the edit; it takes the boxes along.
    if (before) deeds.join({ before, after })
  }
  const drawn = ({ box, parent, purdue }: DrawnZone, title: string) => {
    setDrawing(false)
    const origin = parent === null ? null : canvas.current?.picture().settled.boxes.get(parent)
    const type = parent === null ? 'control' : (scene.zones.get(parent)?.type ?? 'control')
    const place = { in: parent, x: Math.round(box.x - (origin?.x ?? 0)), y: Math.round(box.y - (origin?.y ?? 0)) }
    actions.drawZone(
      { title, type, purdue: parent === null ? (purdue ?? '') : (scene.zones.get(parent)?.purdue ?? ''), parent },
      { ...place, w: Math.round(box.w), h: Math.round(box.h) },
    )
  }
  const told = (what: Promise<boolean>, done: DiagramMessage, nothing: DiagramMessage) => {
    what.then(
      (did) => toast(say(did ? done : nothing)),
      (error: unknown) => toast(asProblem(error).detail),
    )
  }
  const takeBack = useStable(() => told(deeds.undo(), 'diagram.undone', 'diagram.undo.none'))
  const bringBack = useStable(() => told(deeds.redo(), 'diagram.redone', 'diagram.redo.none'))
  const stopDrawing = useCallback(() => setDrawing(false), [])
  useDiagramCommands({ takeBack, bringBack, stopDrawing, drawing, editable })
  return (
    <div className={css.screen}>
      <h1 className="visually-hidden">{say('diagram.title')}</h1>
      <DiagramTools
        scene={scene}
        canvas={canvas}
        choice={choice}
        zoom={zoom}
        editable={editable}
        drawing={drawing}
        onDraw={() => setDrawing(!drawing)}
        onFind={find}
        onTidy={arrangeable ? rearrange : null}
        onAdd={() => errand('add', chosen)}
        onUndo={takeBack}
        onRedo={bringBack}
        layout={{ name: layoutName, stored: layout }}
      />
      {mode === 'list' ? (
        <ListView scene={scene} seen={seen} chosen={chosen} onChoose={(key) => pick(key, false)} onErrand={errand} />
      ) : (
        <Canvas
          ref={canvas}
          scene={scene}
          seen={seen}
          layout={layout ?? null}
          onLayout={arrange}
          onSettled={settled}
          onToggle={choice.toggle}
          fr={choice.fr}
          lanes={choice.lanes}
          flows={mode === 'flows'}
          marks={null}
          chosen={chosen}
          also={also}
          drawing={drawing}
          arrangeable={arrangeable}
          onChoose={choice.choose}
          onPick={pick}
          onSelect={choice.chooseAll}
          onErrand={errand}
          onZoom={setZoom}
          onMove={move}
          onConnect={(from, to) => setAsking({ what: 'link', from, to })}
          onDrawn={drawn}
          actions={editable ? actions : null}
          preview={actions.preview}
        />
      )}
      <DiagramFoot
        scene={scene}
        seen={seen}
        filter={filter}
        progress={progress}
        kept={use.kept}
        chosen={selection.length}
        onList={() => choice.setMode('list')}
      />
      {asking?.what === 'add' && <AddDialog scene={scene} within={asking.key} actions={actions} onClose={close} />}
      {asking?.what === 'link' && (
        <ConnectDialog scene={scene} from={asking.from} to={asking.to} actions={actions} onClose={close} />
      )}
      {(asking?.what === 'move' || asking?.what === 'connect') && (
        <PickDialog
          what={asking.what}
          keys={asking.keys}
          scene={scene}
          preview={actions.preview}
          onClose={close}
          onPick={(zone) => {
            close()
            if (asking.what === 'move') actions.move(asking.keys, zone)
            else if (zone !== null) setAsking({ what: 'link', from: asking.keys[0] ?? '', to: zone })
          }}
        />
      )}
      {asking?.what === 'menu' && (
        <DiagramMenu
          scene={scene}
          keys={asking.keys}
          at={asking.at}
          collapsed={collapsed}
          rights={{ editable, arrangeable }}
          onClose={() => setAsking((a) => (a?.what === 'menu' ? null : a))}
          deeds={{
            errand,
            rename: (key) => canvas.current?.rename(key),
            toggle: choice.toggle,
            zonePage: (key) => go(screenAddress(project.key, 'zones', { at: view.at, subject: key })),
            align: (how) => withBase((b) => aligned(scene, b.layout, b.boxes, selection, how)),
            distribute: (axis) => withBase((b) => distributed(scene, b.layout, b.boxes, selection, axis)),
            fit: () => canvas.current?.fit(),
            tidy: rearrange,
          }}
        />
      )}
    </div>
  )
}
