import {
  useCallback,
  useEffect,
  useImperativeHandle,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type PointerEvent,
  type Ref,
} from 'react'
import type { DiagramActions } from '../actions'
import { around, centre, moved, type Point, type Rect } from '../geometry'
import { putAssetAt, putAt } from '../layout/settle'
import type { StoredLayout } from '../layout/stored'
import type { Scene } from '../model'
import type { Mark } from '../scene-diff'
import { connectSteps, moveSteps } from '../steps'
import type { Visible } from '../visible'
import { useSay } from '../words'
import { AssetShape } from './AssetShape'
import { Bands } from './Bands'
import { DeltaCard } from './DeltaCard'
import css from './Diagram.module.css'
import { Drawing, DrawingDefs } from './Drawing'
import { Minimap } from './Minimap'
import { neighbour, readingOrder, type Direction } from './neighbour'
import { usePicture, type Picture } from './picture'
import { Rename } from './Rename'
import { landing, useFrame, useSize, type Drag } from './use-drag'
import { usePreview } from './use-preview'
import {
  broughtIn,
  centredOn,
  drawnPart,
  farZoom,
  fitted,
  nearZoom,
  toPlane,
  toScreen,
  zoomedAt,
  type Viewport,
} from './viewport'

/** What a tool bar can ask of the canvas. */
export interface CanvasHandle {
  fit: () => void
  zoom: (factor: number) => void
  /** Brings something to the middle and chooses it. */
  centre: (key: string) => void
  picture: () => Picture
}

/** What is asked for with a key at something; whoever shows the canvas answers it. */
export type Errand = 'open' | 'move' | 'connect' | 'add' | 'retire'

interface CanvasProps {
  scene: Scene
  seen: Visible
  layout: StoredLayout | null
  onLayout: (layout: StoredLayout) => void
  onToggle: (zone: string) => void
  fr: number | null
  lanes: boolean
  /** Whether channels are drawn at any zoom. */
  flows: boolean
  marks: ReadonlyMap<string, Mark> | null
  chosen: string | null
  /** The focus moved by the keyboard. */
  onChoose: (key: string | null) => void
  /** Something was clicked. */
  onPick: (key: string | null) => void
  onErrand: (errand: Errand, key: string | null) => void
  onZoom: (k: number) => void
  /** Missing where the state cannot be changed. */
  actions: DiagramActions | null
  preview: DiagramActions['preview']
  ref?: Ref<CanvasHandle>
}

const arrows: Record<string, Direction> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' }
const threshold = 4

/** The diagram as one picture that can be moved, zoomed and drawn in. */
export function Canvas(props: CanvasProps) {
  const { scene, seen, layout, fr, lanes, marks, chosen, actions, onChoose, onErrand, onLayout, onPick, onToggle, onZoom } = props
  const say = useSay()
  const [measure, screen] = useSize<HTMLDivElement>()
  const [view, setView] = useState<Viewport | null>(null)
  const [drag, setDrag] = useState<Drag | null>(null)
  const [renaming, setRenaming] = useState<string | null>(null)
  const [focused, setFocused] = useState(false)
  const press = useRef<{
    x: number
    y: number
    key: string | null
    kind: string
    panning: Viewport | null
    pointer: number
  } | null>(null)
  const svg = useRef<SVGSVGElement | null>(null)

  // A zone that stays where it belongs moves live; what another zone would take goes as a ghost.
  const live = drag?.kind === 'zone' && !drag.moves ? drag : null
  const shownLayout = useMemo(() => {
    if (!live) return layout
    const { base, key, box, dx, dy } = live
    return putAt(base.layout, base.boxes, key, scene.zones.get(key)?.parent ?? null, { x: box.x + dx, y: box.y + dy })
  }, [live, layout, scene])
  const picture = usePicture(scene, seen, shownLayout, fr, marks, live !== null)
  const { boxes } = picture.settled

  const whole = () => around([...picture.settled.boxes.values()]) ?? { x: 0, y: 0, w: 800, h: 500 }
  const current = view ?? fitted(whole(), screen.w > 0 ? screen : { w: 1000, h: 700 })
  const far = current.k < farZoom
  const part = useMemo(() => drawnPart(current, screen), [current, screen])
  const partKey = `${part.x} ${part.y} ${part.w} ${part.h}`
  // The same tiles are the same object, so that panning draws nothing anew.
  const steadyPart = useMemo(() => part, [partKey]) // eslint-disable-line react-hooks/exhaustive-deps

  const steps = useMemo(() => {
    if (!drag?.moves) return []
    return drag.kind === 'connect'
      ? connectSteps([drag.key, drag.target ?? ''], drag.key)
      : moveSteps(scene, drag.key, drag.target)
  }, [scene, drag?.moves, drag?.kind, drag?.key, drag?.target])  
  const preview = usePreview(steps, props.preview)

  useEffect(() => onZoom(current.k), [current.k, onZoom])

  const go = useCallback((next: Viewport) => setView(next), [])
  const centreOn = (key: string) => {
    const box = picture.targets.get(key)
    if (box) go(centredOn(current, centre(box), screen))
    onChoose(key)
  }
  useImperativeHandle(props.ref, () => ({
    fit: () => go(fitted(whole(), screen)),
    zoom: (factor) => go(zoomedAt(current, { x: screen.w / 2, y: screen.h / 2 }, current.k * factor)),
    centre: centreOn,
    picture: () => picture,
  }))

  const local = (event: { clientX: number; clientY: number }): Point => {
    const r = svg.current?.getBoundingClientRect()
    return { x: event.clientX - (r?.left ?? 0), y: event.clientY - (r?.top ?? 0) }
  }

  // React listens to wheels passively, so that it cannot keep the page from zooming.
  useEffect(() => {
    const element = svg.current
    if (!element) return
    const wheel = (event: WheelEvent) => {
      event.preventDefault()
      const at = local(event)
      const unit = event.deltaMode === 1 ? 16 : 1
      setView((v) => {
        const now = v ?? current
        if (event.ctrlKey || event.metaKey) return zoomedAt(now, at, now.k * Math.exp((-event.deltaY * unit) / 320))
        return {
          ...now,
          x: now.x - (event.shiftKey ? event.deltaY : event.deltaX) * unit,
          y: now.y - (event.shiftKey ? 0 : event.deltaY) * unit,
        }
      })
    }
    element.addEventListener('wheel', wheel, { passive: false })
    return () => element.removeEventListener('wheel', wheel)
  })

  const down = (event: PointerEvent<SVGSVGElement>) => {
    if (event.button !== 0 && event.button !== 1) return
    const element = event.target as Element
    const toggle = element.closest('[data-toggle]')?.getAttribute('data-toggle')
    if (toggle) {
      onToggle(toggle)
      return
    }
    const connect = element.closest('[data-connect]')?.getAttribute('data-connect')
    const item = event.button === 1 ? null : element.closest('[data-key]')
    const key = connect ?? item?.getAttribute('data-key') ?? null
    press.current = {
      ...local(event),
      key,
      kind: connect ? 'connect' : (item?.getAttribute('data-kind') ?? ''),
      panning: null,
      pointer: event.pointerId,
    }
    event.currentTarget.setPointerCapture(event.pointerId)
  }

  const track = useFrame((p: Point) => {
    const start = press.current
    if (!start) return
    const far = Math.abs(p.x - start.x) + Math.abs(p.y - start.y) > threshold
    if (!far && !drag && !start.panning) return
    const base = drag?.base ?? picture.settled
    const box = start.key === null ? undefined : base.boxes.get(start.key)
    const carries = actions !== null || start.kind === 'zone' || start.kind === 'asset'
    if (!box || !carries || start.kind === 'conduit') {
      start.panning ??= current
      const from = start.panning
      setView({ ...from, x: from.x + p.x - start.x, y: from.y + p.y - start.y })
      return
    }
    const kind = start.kind === 'connect' ? 'connect' : start.kind === 'asset' ? 'asset' : 'zone'
    const at = toPlane(current, p)
    const land = actions
      ? landing(scene, seen.zones, base.boxes, { kind, key: start.key ?? '' }, at)
      : { target: null, moves: false }
    setDrag({
      kind,
      key: start.key ?? '',
      base,
      box,
      dx: (p.x - start.x) / current.k,
      dy: (p.y - start.y) / current.k,
      at,
      ...land,
    })
  })

  const drop = () => {
    if (!drag) return
    setDrag(null)
    const { layout: from, boxes: were } = drag.base
    const spot = { x: drag.box.x + drag.dx, y: drag.box.y + drag.dy }
    if (drag.kind === 'connect') {
      if (drag.moves && drag.target !== null) actions?.connect([drag.key, drag.target], connectTitle(drag.key, drag.target))
      return
    }
    const parent =
      drag.kind === 'asset' ? (scene.assets.get(drag.key)?.place ?? null) : (scene.zones.get(drag.key)?.parent ?? null)
    const put = (zone: string | null) =>
      drag.kind === 'asset' && zone !== null
        ? putAssetAt(scene, from, were, drag.key, zone, spot)
        : putAt(from, were, drag.key, zone, spot)
    if (drag.moves) {
      onLayout(put(drag.target))
      if (drag.kind === 'zone') actions?.moveZone(drag.key, drag.target)
      else if (drag.target !== null) actions?.moveAsset(drag.key, drag.target)
    } else if (drag.target === parent || drag.kind === 'zone') onLayout(put(parent))
  }
  const connectTitle = (a: string, b: string) =>
    say('diagram.connect.title', { a: scene.zones.get(a)?.title ?? a, b: scene.zones.get(b)?.title ?? b })

  const up = (event: PointerEvent<SVGSVGElement>) => {
    const start = press.current
    press.current = null
    if (!start || start.pointer !== event.pointerId) return
    if (drag) drop()
    else if (!start.panning) onPick(start.key)
  }
  const cancel = () => {
    press.current = null
    setDrag(null)
  }

  // Esc takes back a drag even if the focus is elsewhere.
  useEffect(() => {
    if (!drag) return
    const key = (event: globalThis.KeyboardEvent) => {
      if (event.key !== 'Escape') return
      event.stopPropagation()
      cancel()
    }
    window.addEventListener('keydown', key, true)
    return () => window.removeEventListener('keydown', key, true)
  }, [drag])

  const choose = (key: string | null) => {
    onChoose(key)
    const box = key === null ? undefined : picture.targets.get(key)
    if (box) go(broughtIn(current, box, screen))
  }
  const keyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const order = () => readingOrder(picture.targets)
    const done = () => event.preventDefault()
    const direction = arrows[event.key]
    if (direction) {
      done()
      choose(
        chosen !== null && picture.targets.has(chosen)
          ? (neighbour(picture.targets, chosen, direction) ?? chosen)
          : (order()[0] ?? null),
      )
    } else if (event.key === 'Tab') {
      const all = order()
      const next = chosen === null ? (event.shiftKey ? -1 : 0) : all.indexOf(chosen) + (event.shiftKey ? -1 : 1)
      const key = all[next]
      if (key !== undefined) {
        done()
        choose(key)
      }
    } else if (event.key === '+' || event.key === '=' || event.key === '-') {
      done()
      go(zoomedAt(current, { x: screen.w / 2, y: screen.h / 2 }, current.k * (event.key === '-' ? 1 / 1.25 : 1.25)))
    } else if (event.key === '0') go(fitted(whole(), screen))
    else if (event.key === 'Escape' && chosen !== null) onChoose(null)
    else if (event.key === ' ' && chosen !== null && scene.zones.has(chosen)) {
      done()
      onToggle(chosen)
    } else if (event.key === 'F2' && chosen !== null && actions) {
      done()
      setRenaming(chosen)
    } else {
      const errand = ({ Enter: 'open', m: 'move', c: 'connect', n: 'add', Delete: 'retire' } as Record<string, Errand>)[event.key]
      if (errand && (chosen !== null || errand === 'add')) {
        done()
        onErrand(errand, chosen)
      }
    }
  }

  const doubleClick = (event: React.MouseEvent) => {
    const key = (event.target as Element).closest('[data-key]')?.getAttribute('data-key')
    if (key && actions) setRenaming(key)
  }

  const all = whole()
  const [first, last] = [toScreen(current, all), toScreen(current, { x: all.x + all.w, y: all.y + all.h })]
  const allShown = first.x >= 0 && first.y >= 0 && last.x <= screen.w && last.y <= screen.h
  const target = drag?.moves ? drag.target : null
  const ghost =
    drag && drag.moves && drag.kind !== 'connect'
      ? moved(drag.box, drag.dx, drag.dy)
      : drag?.kind === 'asset'
        ? moved(drag.box, drag.dx, drag.dy)
        : null
  const asset = drag?.kind === 'asset' ? scene.assets.get(drag.key) : undefined
  const pointer = drag ? toScreen(current, drag.at) : null
  const chosenBox = chosen === null ? undefined : picture.targets.get(chosen)
  return (
    <div ref={measure} className={css.canvas}>
      <svg
        ref={svg}
        className={css.svg}
        width={screen.w}
        height={screen.h}
        tabIndex={0}
        role="application"
        aria-label={say('diagram.canvas')}
        data-dragging={drag ? drag.kind : undefined}
        onPointerDown={down}
        onPointerMove={(event) => press.current && track(local(event))}
        onPointerUp={up}
        onPointerCancel={cancel}
        onDoubleClick={doubleClick}
        onKeyDown={keyDown}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
      >
        <DrawingDefs />
        {lanes && <Bands bands={picture.settled.bands} view={current} width={screen.w} height={screen.h} />}
        <g transform={`translate(${current.x} ${current.y}) scale(${current.k})`} data-k={current.k}>
          <Drawing
            picture={picture}
            chosen={chosen}
            target={target}
            source={ghost ? (drag?.key ?? null) : null}
            far={far ? 2 ** Math.ceil(Math.log2(0.9 / current.k)) : 0}
            channels={props.flows || current.k >= nearZoom}
            part={steadyPart}
          />
          {focused && chosenBox && (
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
          {actions && !drag && chosenBox && chosen !== null && scene.zones.has(chosen) && (
            <Handle box={chosenBox} zone={chosen} />
          )}
          {drag && ghost && (
            <path
              d={lead(centre(drag.box), centre(ghost))}
              fill="none"
              stroke="var(--accent)"
              strokeWidth={1.5}
              strokeDasharray="3 4"
              pointerEvents="none"
            />
          )}
          {drag?.kind === 'connect' && (
            <path
              d={`M${drag.box.x + drag.box.w} ${drag.box.y + drag.box.h / 2}L${drag.at.x} ${drag.at.y}`}
              stroke="var(--accent)"
              strokeWidth={2}
              strokeDasharray="3 4"
              pointerEvents="none"
            />
          )}
          {ghost && asset && <AssetShape asset={asset} box={ghost} look="ghost" />}
          {ghost && !asset && (
            <rect
              {...ghostRect(ghost)}
              rx={6}
              fill="var(--accent)"
              fillOpacity={0.08}
              stroke="var(--accent)"
              strokeWidth={2}
              pointerEvents="none"
            />
          )}
        </g>
      </svg>
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
      {drag?.moves && pointer && drag.kind !== 'connect' && (
        <DeltaCard
          preview={preview}
          target={drag.target === null ? null : { key: drag.target, title: scene.zones.get(drag.target)?.title ?? '' }}
          keys={say('diagram.drop.keys')}
          style={beside(pointer, screen)}
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
            svg.current?.focus()
          }}
        />
      )}
    </div>
  )
}

const ghostRect = (r: Rect) => ({ x: r.x, y: r.y, width: r.w, height: r.h })

/** The dotted line from where something was to where it goes. */
const lead = (a: Point, b: Point): string => `M${a.x} ${a.y}Q${(a.x + b.x) / 2} ${Math.max(a.y, b.y) + 30} ${b.x} ${b.y}`

/** The free side of the pointer for a card. */
function beside(p: Point, screen: { w: number; h: number }): { left: number; top?: number; bottom?: number } {
  const width = 460
  const left = p.x + 36 + width < screen.w ? p.x + 36 : Math.max(8, p.x - width - 130)
  return p.y < screen.h / 2 ? { left, top: Math.max(8, p.y + 40) } : { left, bottom: Math.max(8, screen.h - p.y + 40) }
}

/** Where a conduit is drawn from: a knob at the edge of the chosen zone. */
function Handle({ box, zone }: { box: Rect; zone: string }) {
  return (
    <g data-connect={zone} className={css.handle} transform={`translate(${box.x + box.w} ${box.y + box.h / 2})`}>
      <circle r={12} fill="transparent" />
      <circle r={5.5} fill="var(--surface)" stroke="var(--accent)" strokeWidth={2} />
    </g>
  )
}
