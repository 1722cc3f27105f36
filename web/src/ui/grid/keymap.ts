/** Which key does what in a grid, as in a spreadsheet. On a Mac the command key counts as Ctrl. */
import type { Direction, Move } from './moves'

export type GridCommand =
  | { do: 'move'; move: Move; extend: boolean }
  | { do: 'cycle'; along: 'row' | 'column'; step: 1 | -1 }
  | { do: 'edit' }
  /** Typing begins an edit; the text replaces what is there. */
  | { do: 'type'; text: string }
  | {
      do:
        | 'clear'
        | 'select-all'
        | 'select-row'
        | 'select-column'
        | 'fill-down'
        | 'fill-right'
        | 'undo'
        | 'redo'
        | 'open'
        | 'escape'
        | 'copy'
        | 'cut'
        | 'paste'
        | 'choices'
        | 'delete-rows'
        | 'filter'
        | 'menu'
        | 'find'
        | 'history'
        | 'together'
        | 'add-row'
    }

export type EditCommand =
  /** Takes what is typed and goes on. */
  | { do: 'commit'; along: 'row' | 'column' | 'none'; step: 1 | -1 }
  /** The same into every selected cell. */
  | { do: 'commit-all' }
  | { do: 'cancel' | 'newline' | 'mode' }
  /** Arrows leave an edit that typing began. */
  | { do: 'commit-move'; direction: Direction }
  | { do: 'suggestion'; step: 1 | -1 }

export interface KeyPress {
  key: string
  ctrlKey: boolean
  metaKey: boolean
  altKey: boolean
  shiftKey: boolean
  isComposing?: boolean
}

const arrows: Record<string, Direction> = { ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'left', ArrowRight: 'right' }

const control: Record<string, GridCommand> = {
  a: { do: 'select-all' },
  c: { do: 'copy' },
  x: { do: 'cut' },
  v: { do: 'paste' },
  d: { do: 'fill-down' },
  r: { do: 'fill-right' },
  z: { do: 'undo' },
  y: { do: 'redo' },
  '-': { do: 'delete-rows' },
  h: { do: 'find' },
  '+': { do: 'add-row' },
}

/** What a key means while no cell is edited; null if it is none of the grid's. */
export function gridCommand(e: KeyPress): GridCommand | null {
  const ctrl = e.ctrlKey || e.metaKey
  const arrow = arrows[e.key]
  if (arrow) {
    if (e.altKey) return arrow === 'down' && !ctrl ? { do: 'choices' } : null
    return { do: 'move', move: { to: ctrl ? 'edge' : 'step', direction: arrow }, extend: e.shiftKey }
  }
  const named = namedCommand(e, ctrl)
  if (named) return named
  if (ctrl && !e.altKey) {
    const key = e.key.toLowerCase()
    if (key === 'z' && e.shiftKey) return { do: 'redo' }
    if (key === 'l' && e.shiftKey) return { do: 'filter' }
    return e.shiftKey ? null : (control[key] ?? null)
  }
  // AltGr reports Ctrl and Alt together and types a sign.
  const typed = [...e.key].length === 1 && e.key !== ' ' && (!e.altKey || ctrl)
  return typed ? { do: 'type', text: e.key } : null
}

function namedCommand(e: KeyPress, ctrl: boolean): GridCommand | null {
  const extend = e.shiftKey
  switch (e.key) {
    case 'Home':
      return { do: 'move', move: { to: ctrl ? 'first' : 'row-start' }, extend }
    case 'End':
      return { do: 'move', move: { to: ctrl ? 'last' : 'row-end' }, extend }
    case 'PageUp':
      return ctrl ? null : { do: 'move', move: { to: e.altKey ? 'page-left' : 'page-up' }, extend }
    case 'PageDown':
      return ctrl ? null : { do: 'move', move: { to: e.altKey ? 'page-right' : 'page-down' }, extend }
    case 'Tab':
      return ctrl || e.altKey ? null : { do: 'cycle', along: 'row', step: e.shiftKey ? -1 : 1 }
    case 'Enter':
      return ctrl || e.altKey ? null : { do: 'cycle', along: 'column', step: e.shiftKey ? -1 : 1 }
    case 'F2':
      return e.shiftKey ? { do: 'together' } : { do: 'edit' }
    case 'Process': // an input method is at work; the editor takes it from here
    case 'Dead':
      return { do: 'type', text: '' }
    case 'Backspace':
    case 'Delete':
      return ctrl ? null : { do: 'clear' }
    case 'Insert':
      return ctrl || e.shiftKey ? null : { do: 'add-row' }
    case ' ':
      return ctrl ? { do: 'select-column' } : e.shiftKey ? { do: 'select-row' } : { do: 'open' }
    case 'Escape':
      return { do: 'escape' }
    case 'ContextMenu':
      return { do: 'menu' }
    case 'F10':
      return e.shiftKey ? { do: 'menu' } : null
    default:
      return null
  }
}

/**
 * What a key means in a cell that is edited. An edit that typing began is
 * quick: arrows leave it. F2 turns it into a slow one, where they move within
 * the text. With suggestions open, up and down choose among them.
 */
export function editCommand(e: KeyPress, quick: boolean, suggestions: boolean): EditCommand | null {
  if (e.isComposing) return null
  const ctrl = e.ctrlKey || e.metaKey
  switch (e.key) {
    case 'Escape':
      return { do: 'cancel' }
    case 'F2':
      return { do: 'mode' }
    case 'Tab':
      return ctrl || e.altKey ? null : { do: 'commit', along: 'row', step: e.shiftKey ? -1 : 1 }
    case 'Enter':
      if (e.altKey) return { do: 'newline' }
      return ctrl ? { do: 'commit-all' } : { do: 'commit', along: 'column', step: e.shiftKey ? -1 : 1 }
    default: {
      const arrow = arrows[e.key]
      if (!arrow || ctrl || e.shiftKey || e.altKey) return null
      if (suggestions && (arrow === 'up' || arrow === 'down')) return { do: 'suggestion', step: arrow === 'down' ? 1 : -1 }
      return quick ? { do: 'commit-move', direction: arrow } : null
    }
  }
}
