import {
  useCallback,
  useDeferredValue,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
  type Ref,
} from 'react'
import type { DiagramActions } from '../actions'
import { deltaOf } from '../delta'
import { around, centre, type Point, type Rect } from '../geometry'
import { resized, resizedBox, shiftedBy } from '../layout/arrange'
import { fixed, putAssetAt, putAt } from '../layout/settle'
import type { StoredLayout } from '../layout/stored'
import type { Scene } from '../model'
import type { Mark } from '../scene-diff'
import { moveAllSteps } from '../steps'
import type { Visible } from '../visible'
import { useSay } from '../words'
import { Bands } from './Bands'
import { beside, Carried, ghostsOf, Handles, isLive, TargetMark } from './Carried'
import { commandOf, type CanvasHandle, type DrawnZone, type Errand } from './command'
import { DeltaCard } from './DeltaCard'
import css from './Diagram.module.css'
import { Drawing, DrawingDefs } from './Drawing'
import { arranged, isHeavy, liftOf } from './lift'
import { LiftedSheet } from './LiftedSheet'
import { Minimap } from './Minimap'
import { usePicture } from './picture'
import { Rename } from './Rename'
import { caught, spanned, useSize, zoneAround, type Drag } from './use-drag'
import { outermost, useGestures } from './use-gestures'
import { usePreview } from './use-preview'
import { useWheel } from './use-wheel'
import { broughtIn, centredOn, drawnPart, farZoom, fitted, nearZoom, toScreen, zoomedAt, type Viewport } from './viewport'

interface CanvasProps {
  scene: Scene
  seen: Visible
  layout: StoredLayout | null
  onLayout: (layout: StoredLayout) => void
  /** Told of the layout with what had no place in it yet. */
  onSettled: (layout: StoredLayout) => void
  onToggle: (zone: string) => void
  fr: number | null
  lanes: boolean
  /** Whether channels are drawn at any zoom. */
  flows: boolean
  marks: ReadonlyMap<string, Mark> | null
  chosen: string | null
  /** More that is chosen with it. */
  also: ReadonlySet<string>
  /** Whether the pointer draws a zone. */
  drawing: boolean
  /** Whether boxes can be put elsewhere. */
  arrangeable: boolean
  /** The focus moved by the keyboard. */
  onChoose: (key: string | null) => void
  /** Something was clicked; with `adds` it joins what is chosen. */
  onPick: (key: string | null, adds: boolean) => void
  /** Several are chosen, the first before all. */
  onSelect: (keys: readonly string[]) => void
  onErrand: (errand: Errand, key: string | null, at?: Point) => void
  onZoom: (k: number) => void
  onMove: (keys: readonly string[], to: string | null, layout: StoredLayout) => void
  onConnect: (from: string, to: string) => void
  onDrawn: (zone: DrawnZone, title: string) => void
  /** Missing where the state cannot be changed. */
  actions: DiagramActions | null
  preview: DiagramActions['preview']
  ref?: Ref<CanvasHandle>
}

const leastDrawn = 40

/** The diagram as one picture that can be moved, zoomed and drawn in. */
export function Canvas(props: CanvasProps) {
  const { scene, seen, layout, fr, lanes, marks, chosen, also, actions, drawing, arrangeable, flows, ref: handle } = props
  const { onChoose, onErrand, onLayout, onSettled, onToggle, onZoom } = props
  const say = useSay()
  const [measure, screen] = useSize<HTMLDivElement>()
  const [view, setView] = useState<Viewport | null>(null)
  const [renaming, setRenaming] = useState<string | null>(null)
  const [drawn, setDrawn] = useState<DrawnZone | null>(null)
  const [focused, setFocused] = useState(false)
  const [liveDrag, setLiveDrag] = useState<Drag | null>(null)
  const surface = useRef<HTMLDivElement | null>(null)

  // A zone that stays where it belongs moves live; what another zone would take goes as a ghost. Over a large picture it is carried on a sheet of its own.
  const heavy = isHeavy(seen)
  const live = !heavy && isLive(liveDrag, scene) ? liveDrag : null
  const shownLayout = useMemo(() => (live ? arranged(scene, live) : layout), [live, layout, scene])
  const picture = usePicture(scene, seen, shownLayout, fr, marks, live !== null)
  const { boxes } = picture.settled
  const settledLayout = picture.settled.layout
  useEffect(() => {
    if (!live && settledLayout !== layout) onSettled(settledLayout)
  }, [live, settledLayout, layout, onSettled])

  const all = useMemo(() => around(boxes.values()) ?? { x: 0, y: 0, w: 800, h: 500 }, [boxes])
  // What fits at first stays where it is when the panel opens or the window changes.
  const [start, setStart] = useState<Viewport | null>(null)
  if (start === null && screen.w > 0) setStart(fitted(all, screen))
  const current = view ?? start ?? fitted(all, { w: 1000, h: 700 })
  const far = current.k < farZoom
  const part = useMemo(() => drawnPart(current, screen), [current, screen])
  const partKey = `${part.x} ${part.y} ${part.w} ${part.h}`
  // The same tiles are the same object, so that panning draws nothing anew.
  const steadyPart = useMemo(() => part, [partKey]) // eslint-disable-line react-hooks/exhaustive-deps
  const grown = far ? 2 ** Math.ceil(Math.log2(0.9 / current.k)) : 0
  const near = current.k >= nearZoom
  // How much is drawn follows the zoom a moment later, so that zooming never waits for it.
  const detail = useDeferredValue(useMemo(() => ({ far: grown, near, part: steadyPart }), [grown, near, steadyPart]))
  const go = useCallback((next: Viewport) => setView(next), [])
  useWheel(surface, current, go)
  const chosenTarget = chosen === null ? undefined : picture.targets.get(chosen)
  const [wide, setWide] = useState(0)
  if (wide !== screen.w) {
    setWide(screen.w)
    // The panel that opens must not hide what was chosen.
    if (wide > 0 && chosenTarget) setView(broughtIn(current, chosenTarget, screen))
  }
  useEffect(() => onZoom(current.k), [current.k, onZoom])

  const selection = useMemo(() => (chosen === null ? [] : [chosen, ...[...also].filter((k) => k !== chosen)]), [chosen, also])
  const drop = (drag: Drag) => {
    setLiveDrag(null)
    const { layout: from, boxes: were } = drag.base
    if (drag.kind === 'connect') {
      if (drag.moves && drag.target !== null) props.onConnect(drag.key, drag.target)
    } else if (drag.kind === 'marquee') {
      props.onSelect(caught(scene, seen.zones, were, spanned(drag.start, drag.at)))
    } else if (drag.kind === 'draw') {
      const box = spanned(drag.start, drag.at)
      if (box.w < leastDrawn || box.h < leastDrawn) return
      const band = picture.settled.bands.find((b) => box.y >= b.top && box.y < b.bottom)
      const parent = zoneAround(seen.zones, were, box)
      setDrawn({ box, parent, purdue: band?.level ?? null })
    } else if (!drag.moves) onLayout(arranged(scene, drag))
    else {
      let next = from
      for (const [key, ghost] of ghostsOf(drag, scene))
        next =
          scene.assets.has(key) && drag.target !== null
            ? putAssetAt(scene, next, were, key, drag.target, ghost)
            : putAt(next, were, key, drag.target, ghost)
      props.onMove(drag.keys, drag.target, next)
    }
  }
  const { drag, handlers } = useGestures({
    surface,
    picture,
    current,
    screen,
    drawing,
    arrangeable,
    editable: actions !== null,
    selection,
    onView: go,
    onPick: props.onPick,
    onToggle,
    onDrop: drop,
  })
  // The picture is made before the gesture is read, so it follows one render later in the same frame.
  if (drag !== liveDrag) setLiveDrag(drag)

  const preview = usePreview(
    drag?.kind === 'move' && drag.moves ? moveAllSteps(scene, drag.keys, drag.target) : [],
    props.preview,
  )
  const refused = useMemo(() => preview.is === 'ready' && deltaOf(preview.whatIf, null).breaks > 0, [preview])

  const centreOn = (key: string) => {
    const box = picture.targets.get(key)
    if (box) go(centredOn(current, centre(box), screen))
    onChoose(key)
  }
  const spot = (key: string): Point => {
    const box = picture.targets.get(key)
    const r = surface.current?.getBoundingClientRect()
    const p = box ? toScreen(current, { x: box.x + Math.min(box.w, 120), y: box.y + Math.min(box.h, 24) }) : { x: 120, y: 60 }
    return { x: p.x + (r?.left ?? 0), y: p.y + (r?.top ?? 0) }
  }
  useImperativeHandle(handle, () => ({
    fit: () => go(fitted(all, screen)),
    zoom: (factor) => go(zoomedAt(current, { x: screen.w / 2, y: screen.h / 2 }, current.k * factor)),
    centre: centreOn,
    rename: setRenaming,
    picture: () => picture,
    focus: () => surface.current?.focus(),
    spot,
  }))

  const choose = (key: string | null, adds: boolean) => {
    if (adds && key !== null) props.onPick(key, true)
    else onChoose(key)
    const box = key === null ? undefined : picture.targets.get(key)
    if (box) go(broughtIn(current, box, screen))
  }
  const arrange = (change: (base: ReturnType<typeof fixed>) => StoredLayout) => {
    if (arrangeable) onLayout(change(fixed(scene, picture.settled)))
  }
  const keyDown = (event: KeyboardEvent) => {
    const command = commandOf(event, picture, chosen)
    if (!command) return
    event.preventDefault()
    const carried = outermost(scene, selection)
    switch (command.do) {
      case 'choose':
        return choose(command.key, false)
      case 'add to choice':
        return choose(command.key, true)
      case 'choose all':
        return props.onSelect(seen.zones.filter((k) => (scene.zones.get(k)?.parent ?? null) === null))
      case 'zoom':
        return go(zoomedAt(current, { x: screen.w / 2, y: screen.h / 2 }, current.k * command.factor))
      case 'fit':
        return go(fitted(all, screen))
      case 'let go':
        return onChoose(null)
      case 'toggle':
        return onToggle(command.key)
      case 'rename':
        return actions ? setRenaming(command.key) : undefined
      case 'nudge':
        return arrange((b) => shiftedBy(scene, b.layout, b.boxes, carried, command.dx, command.dy))
      case 'resize':
        return arrange((b) => {
          const key = chosen ?? ''
          return resized(scene, b.layout, b.boxes, key, resizedBox(scene, b.boxes, key, 'se', command.dx, command.dy))
        })
      case 'errand':
        event.stopPropagation()
        return onErrand(
          command.errand,
          command.key,
          command.errand === 'menu' && command.key !== null ? spot(command.key) : undefined,
        )
    }
  }
  const keyAt = (event: MouseEvent) => (event.target as Element).closest('[data-key]')?.getAttribute('data-key') ?? null
  const menu = (event: MouseEvent) => {
    event.preventDefault()
    const key = keyAt(event)
    if (key !== null && !selection.includes(key)) onChoose(key)
    onErrand('menu', key, { x: event.clientX, y: event.clientY })
  }

  const [low, high] = [toScreen(current, all), toScreen(current, { x: all.x + all.w, y: all.y + all.h })]
  const allShown = low.x >= 0 && low.y >= 0 && high.x <= screen.w && high.y <= screen.h
  const carriedKeys = heavy && drag?.kind === 'move' && drag.keys.every((k) => scene.zones.has(k)) ? drag.keys.join(' ') : ''
  const lift = useMemo(() => (carriedKeys === '' ? null : liftOf(picture, carriedKeys.split(' '))), [picture, carriedKeys])
  const sourceKeys = lift ? '' : [...ghostsOf(drag, scene).keys()].join(' ')
  const sources = useMemo(() => new Set(sourceKeys === '' ? [] : sourceKeys.split(' ')), [sourceKeys])
  const pointer = drag ? toScreen(current, drag.at) : null
  const chosenBox = chosen === null ? undefined : picture.targets.get(chosen)
  const single = also.size === 0 && chosenBox !== undefined && chosen !== null && !drag
  return (
    <div ref={measure} className={css.canvas}>
      <div
        ref={surface}
        className={css.surface}
        tabIndex={0}
        role="application"
        aria-label={say('diagram.canvas')}
        data-drawing={drawing || undefined}
        data-routed={picture.waits ? undefined : true}
        {...handlers}
        onDoubleClick={(event) => {
          const key = keyAt(event)
          if (key !== null && actions) setRenaming(key)
        }}
        onContextMenu={menu}
        onKeyDown={keyDown}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
      >
        {lanes && (
          <svg className={css.ground} width={screen.w} height={screen.h}>
            <Bands bands={picture.settled.bands} view={current} width={screen.w} height={screen.h} />
          </svg>
        )}
        <div className={css.plane} style={{ transform: `translate(${current.x}px,${current.y}px) scale(${current.k})` }}>
          <svg className={css.sheet}>
            <DrawingDefs />
            <Drawing
              picture={picture}
              chosen={chosen}
              also={also}
              target={drag?.moves && !heavy ? drag.target : null}
              refused={refused}
              sources={sources}
              lifted={lift?.keys}
              far={detail.far}
              channels={flows || detail.near}
              part={detail.part}
            />
          </svg>
          {lift && drag && (
            <LiftedSheet picture={picture} lift={lift} dx={drag.dx} dy={drag.dy} far={detail.far} part={detail.part} />
          )}
          <svg className={css.sheet}>
            {focused && chosenBox && !drag && (
              <rect
                x={chosenBox.x - 4}
                y={chosenBox.y - 4}
                width={chosenBox.w + 8}
                height={chosenBox.h + 8}
                rx={8}
                fill="none"
                stroke="var(--accent)"
                strokeWidth={2 / Math.min(current.k, 1)}
                pointerEvents="none"
              />
            )}
            {single && !scene.conduits.has(chosen) && (
              <Handles
                box={chosenBox}
                target={chosen}
                connects={actions !== null}
                resizes={arrangeable && scene.zones.has(chosen) && !seen.collapsed.has(chosen)}
                k={current.k}
              />
            )}
            {drawn && (
              <rect
                x={drawn.box.x}
                y={drawn.box.y}
                width={drawn.box.w}
                height={drawn.box.h}
                rx={6}
                fill="var(--zone)"
                stroke="var(--accent)"
                strokeWidth={2 / current.k}
              />
            )}
            {heavy && drag?.moves && drag.target !== null && (
              <TargetMark box={boxes.get(drag.target)} refused={refused} k={current.k} />
            )}
            {drag && <Carried drag={drag} scene={scene} k={current.k} heavy={heavy} />}
          </svg>
        </div>
        {drag && <div className={css.shield} data-dragging={drag.kind} />}
      </div>
      {screen.w > 0 && !allShown && (
        <Minimap
          scene={scene}
          zones={seen.zones}
          boxes={boxes}
          fr={fr}
          view={current}
          screen={screen}
          onGo={(p) => go({ ...current, x: screen.w / 2 - p.x * current.k, y: screen.h / 2 - p.y * current.k })}
        />
      )}
      {drag?.kind === 'move' && drag.moves && pointer && (
        <DeltaCard
          preview={preview}
          target={drag.target === null ? null : { key: drag.target, title: scene.zones.get(drag.target)?.title ?? '' }}
          keys={say('diagram.drop.keys')}
          style={beside(pointer, screen)}
        />
      )}
      {drawing && <p className={css.hint}>{say('diagram.draw.hint')}</p>}
      {drawn && (
        <Rename
          name=""
          title=""
          at={toScreen(current, drawn.box)}
          onDone={(title) => {
            setDrawn(null)
            if (title !== null) props.onDrawn(drawn, title)
            surface.current?.focus()
          }}
        />
      )}
      {renaming !== null && picture.targets.has(renaming) && (
        <Rename
          name={renaming}
          title={
            scene.zones.get(renaming)?.title ?? scene.assets.get(renaming)?.title ?? scene.conduits.get(renaming)?.title ?? ''
          }
          at={toScreen(current, picture.targets.get(renaming) as Rect)}
          onDone={(title) => {
            setRenaming(null)
            if (title !== null) actions?.rename(renaming, title)
            surface.current?.focus()
          }}
        />
      )}
    </div>
  )
}
