import { useEffect, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react'
import { shelf } from '../../lib/kept'
import { useT } from '../../ui/language'
import css from './Shell.module.css'

const least = 320
const most = 760
const usual = 372

const bounded = (width: number) => Math.round(Math.min(most, Math.max(least, Math.min(width, window.innerWidth - 240))))

function keptWidth(): number {
  const kept = shelf.read('panel.width')
  return typeof kept === 'number' ? bounded(kept) : usual
}

/** The side of the shell that shows one item: as wide as the user likes, and the focus goes back to where it came from. */
export function PanelFrame({ label, children }: { label: string; children: ReactNode }) {
  const panel = useRef<HTMLElement>(null)
  const [width, setWidth] = useState(keptWidth)
  useFocusBack(panel)
  return (
    <aside className={css.panel} aria-label={label} ref={panel} style={{ width }}>
      <Divider
        width={width}
        onWidth={(next, done) => {
          setWidth(bounded(next))
          if (done) shelf.write('panel.width', bounded(next))
        }}
      />
      {children}
    </aside>
  )
}

function Divider({ width, onWidth }: { width: number; onWidth: (width: number, done: boolean) => void }) {
  const t = useT()
  const from = useRef<{ x: number; width: number } | null>(null)
  const down = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId)
    from.current = { x: event.clientX, width }
  }
  const move = (event: PointerEvent) => {
    if (from.current) onWidth(from.current.width + from.current.x - event.clientX, false)
  }
  const up = (event: PointerEvent) => {
    if (from.current) onWidth(from.current.width + from.current.x - event.clientX, true)
    from.current = null
  }
  const keys = (event: KeyboardEvent) => {
    const step = event.shiftKey ? 96 : 24
    const next = { ArrowLeft: width + step, ArrowRight: width - step, Home: least, End: most, Enter: usual }[event.key]
    if (next === undefined) return
    event.preventDefault()
    onWidth(next, true)
  }
  return (
    <div
      className={css.divider}
      role="separator"
      aria-orientation="vertical"
      aria-label={t('item.resize')}
      aria-valuemin={least}
      aria-valuemax={most}
      aria-valuenow={width}
      tabIndex={0}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onDoubleClick={() => onWidth(usual, true)}
      onKeyDown={keys}
    />
  )
}

/** Gives the focus back to what had it when the panel opened, once the panel goes while it has the focus. */
function useFocusBack(panel: { current: HTMLElement | null }) {
  useEffect(() => {
    const before = document.activeElement
    const frame = panel.current
    let within = false
    const look = () => (within = frame?.contains(document.activeElement) ?? false)
    document.addEventListener('focusin', look)
    return () => {
      document.removeEventListener('focusin', look)
      const lost = within || document.activeElement === document.body
      const back = before instanceof HTMLElement && before.isConnected && before !== document.body ? before : mainPart()
      if (lost) requestAnimationFrame(() => back?.focus())
    }
  }, [panel])
}

const mainPart = () => document.getElementById('main')

/** Goes with the focus from the screen to the panel and back. */
export function nextPart(): void {
  const panel = document.querySelector<HTMLElement>(`.${css.panel}`)
  if (!panel) return
  if (!panel.contains(document.activeElement)) {
    lastInMain = document.activeElement instanceof HTMLElement ? document.activeElement : null
    panel.querySelector<HTMLElement>('[role=tab][aria-selected=true], button')?.focus()
    return
  }
  const back = lastInMain?.isConnected && lastInMain !== document.body ? lastInMain : mainPart()
  back?.focus()
}

let lastInMain: HTMLElement | null = null
