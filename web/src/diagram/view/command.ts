/** What can be asked of the canvas: by keys, and by a tool bar. */
import { gridStep } from '../layout/arrange'
import type { Rect } from '../geometry'
import { neighbour, readingOrder, type Direction } from './neighbour'
import type { Picture } from './picture'

/** What is asked for with a key at something; whoever shows the canvas answers it. */
export type Errand = 'open' | 'move' | 'connect' | 'add' | 'retire' | 'menu' | 'draw'

/** A zone as it was drawn: where, and what lies around and behind it. */
export interface DrawnZone {
  box: Rect
  parent: string | null
  purdue: string | null
}

/** What a tool bar can ask of the canvas. */
export interface CanvasHandle {
  fit: () => void
  zoom: (factor: number) => void
  /** Brings something to the middle and chooses it. */
  centre: (key: string) => void
  rename: (key: string) => void
  picture: () => Picture
  focus: () => void
  /** Where something is on the page, for a menu beside it. */
  spot: (key: string) => { x: number; y: number }
}

export type Command =
  | { do: 'choose'; key: string | null }
  | { do: 'add to choice'; key: string | null }
  | { do: 'choose all' }
  | { do: 'zoom'; factor: number }
  | { do: 'fit' }
  | { do: 'let go' }
  | { do: 'toggle'; key: string }
  | { do: 'rename'; key: string }
  | { do: 'nudge'; dx: number; dy: number }
  | { do: 'resize'; dx: number; dy: number }
  | { do: 'errand'; errand: Errand; key: string | null }

const arrows: Record<string, Direction> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' }
const ways: Record<Direction, [number, number]> = { left: [-1, 0], right: [1, 0], up: [0, -1], down: [0, 1] }

/** Errands by key, for the picture and the list alike. */
export const errands: Partial<Record<string, Errand>> = {
  Enter: 'open',
  m: 'move',
  c: 'connect',
  n: 'add',
  d: 'draw',
  Delete: 'retire',
  ContextMenu: 'menu',
}

type Pressed = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>

/** Reads a key press. Null leaves it to the page, as Tab behind the last thing. */
export function commandOf(event: Pressed, picture: Pick<Picture, 'targets' | 'scene'>, chosen: string | null): Command | null {
  const { targets, scene } = picture
  const at = chosen !== null && targets.has(chosen) ? chosen : null
  const direction = arrows[event.key]
  if (event.altKey) return null
  if (event.ctrlKey || event.metaKey) {
    if (event.key === 'a') return { do: 'choose all' }
    if (!direction || at === null || scene.conduits.has(at)) return null
    const [x, y] = ways[direction]
    const [dx, dy] = [x * gridStep, y * gridStep]
    return event.shiftKey ? { do: 'resize', dx, dy } : { do: 'nudge', dx, dy }
  }
  if (direction) {
    const key = at === null ? (readingOrder(targets)[0] ?? null) : (neighbour(targets, at, direction) ?? at)
    return { do: event.shiftKey ? 'add to choice' : 'choose', key }
  }
  if (event.key === 'Tab') {
    const all = readingOrder(targets)
    const key = all[at === null ? (event.shiftKey ? -1 : 0) : all.indexOf(at) + (event.shiftKey ? -1 : 1)]
    return key === undefined ? null : { do: 'choose', key }
  }
  if (event.key === '+' || event.key === '=') return { do: 'zoom', factor: 1.25 }
  if (event.key === '-') return { do: 'zoom', factor: 0.8 }
  if (event.key === '0') return { do: 'fit' }
  if (event.key === 'Escape') return chosen === null ? null : { do: 'let go' }
  if (event.key === ' ') return chosen !== null && scene.zones.has(chosen) ? { do: 'toggle', key: chosen } : null
  if (event.key === 'F2') return chosen === null ? null : { do: 'rename', key: chosen }
  if (event.key === 'F10' && event.shiftKey) return { do: 'errand', errand: 'menu', key: chosen }
  const errand = errands[event.key]
  const anywhere = errand === 'add' || errand === 'draw' || errand === 'menu'
  return errand && (chosen !== null || anywhere) ? { do: 'errand', errand, key: chosen } : null
}
