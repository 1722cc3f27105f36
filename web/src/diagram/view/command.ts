/** What can be asked of the canvas: by keys, and by a tool bar. */
import { neighbour, readingOrder, type Direction } from './neighbour'
import type { Picture } from './picture'

/** What is asked for with a key at something; whoever shows the canvas answers it. */
export type Errand = 'open' | 'move' | 'connect' | 'add' | 'retire'

/** What a tool bar can ask of the canvas. */
export interface CanvasHandle {
  fit: () => void
  zoom: (factor: number) => void
  /** Brings something to the middle and chooses it. */
  centre: (key: string) => void
  picture: () => Picture
}

export type Command =
  | { do: 'choose'; key: string | null }
  | { do: 'zoom'; factor: number }
  | { do: 'fit' }
  | { do: 'let go' }
  | { do: 'toggle'; key: string }
  | { do: 'rename'; key: string }
  | { do: 'errand'; errand: Errand; key: string | null }

const arrows: Record<string, Direction> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' }

/** Errands by key, for the picture and the list alike. */
export const errands: Partial<Record<string, Errand>> = { Enter: 'open', m: 'move', c: 'connect', n: 'add', Delete: 'retire' }

type Pressed = Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>

/** Reads a key press. Null leaves it to the page, as Tab behind the last thing. */
export function commandOf(event: Pressed, picture: Pick<Picture, 'targets' | 'scene'>, chosen: string | null): Command | null {
  if (event.ctrlKey || event.metaKey || event.altKey) return null
  const { targets, scene } = picture
  const at = chosen !== null && targets.has(chosen) ? chosen : null
  const direction = arrows[event.key]
  if (direction)
    return { do: 'choose', key: at === null ? (readingOrder(targets)[0] ?? null) : (neighbour(targets, at, direction) ?? at) }
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
  const errand = errands[event.key]
  return errand && (chosen !== null || errand === 'add') ? { do: 'errand', errand, key: chosen } : null
}
