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
import { around, centre, type Point, type Rect } from '../geometry'
import { putAssetAt, putAt } from '../layout/settle'
import type { StoredLayout } from '../layout/stored'
import type { Scene } from '../model'
import type { Mark } from '../scene-diff'
import { connectSteps, moveSteps } from '../steps'
import type { Visible } from '../visible'
import { useSay } from '../words'
import { Bands } from './Bands'
import { beside, Carried, ghostOf, Handle } from './Carried'
import { commandOf, type CanvasHandle, type Errand } from './command'
import { DeltaCard } from './DeltaCard'
import css from './Diagram.module.css'
import { Drawing, DrawingDefs } from './Drawing'
import { Minimap } from './Minimap'
import { usePicture } from './picture'
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

const threshold = 4

/** The diagram as one picture that can be moved, zoomed and drawn in. */
export function Canvas({
  scene,
  seen,
  layout,
  fr,
  lanes,
  marks,
  chosen,
  actions,
  onChoose,
  onErrand,
  onLayout,
  onPick,
  onToggle,
  onZoom,
  flows,
  preview: ask,
  ref: handle,
}: CanvasProps) {
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

  const steps = !drag?.moves
    ? []
    : drag.kind === 'connect'
      ? connectSteps([drag.key, drag.target ?? ''], drag.key)
      : moveSteps(scene, drag.key, drag.target)
  const preview = usePreview(steps, ask)

  useEffect(() => onZoom(current.k), [current.k, onZoom])

  const go = useCallback((next: Viewport) => setView(next), [])
  const centreOn = (key: string) => {
    const box = picture.targets.get(key)
    if (box) go(centredOn(current, centre(box), screen))
    onChoose(key)
  }
  useImperativeHandle(handle, () => ({
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
    const command = commandOf(event, picture, chosen)
    if (!command) return
    event.preventDefault()
    switch (command.do) {
      case 'choose':
        return choose(command.key)
      case 'zoom':
        return go(zoomedAt(current, { x: screen.w / 2, y: screen.h / 2 }, current.k * command.factor))
      case 'fit':
        return go(fitted(whole(), screen))
      case 'let go':
        return onChoose(null)
      case 'toggle':
        return onToggle(command.key)
      case 'rename':
        return actions ? setRenaming(command.key) : undefined
      case 'errand':
        return onErrand(command.errand, command.key)
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
  const ghost = ghostOf(drag)
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
            sources={ghost && drag ? new Set([drag.key]) : undefined}
            far={far ? 2 ** Math.ceil(Math.log2(0.9 / current.k)) : 0}
            channels={flows || current.k >= nearZoom}
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
          {drag && <Carried drag={drag} scene={scene} />}
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
