/**
 * What can be done here and now: entries of the palette, and the keyboard map.
 * A screen offers its commands while it is shown.
 */
import { useEffect, useRef } from 'react'
import { createStore } from '../lib/store'
import { isChord, isTyping, type Chord } from '../lib/keys'
import type { GlyphName } from './glyph-names'

export interface Command {
  id: string
  label: string
  /** Under which heading of the keyboard map it stands. */
  group: string
  glyph?: GlyphName
  chord?: Chord
  /** Other words it can be found by. */
  words?: string
  run: () => void
}

const offered = createStore<readonly (readonly Command[])[]>([])

/** All commands that are offered now. */
export const offeredCommands = offered

/** Offers commands while the component is shown. Keep the list steady with useMemo; a list that changes keeps its place among the others. */
export function useCommands(commands: readonly Command[]): void {
  const last = useRef<readonly Command[] | null>(null)
  useEffect(() => {
    const before = last.current
    last.current = commands
    offered.set((all) =>
      before !== null && all.includes(before) ? all.map((c) => (c === before ? commands : c)) : [...all, commands],
    )
  }, [commands])
  useEffect(() => () => offered.set((all) => all.filter((c) => c !== last.current)), [])
}

/** Whether something floats above the page that has the keys first. Esc closes menus too, the other chords reach past them. */
const floatOpen = (chord: Chord) =>
  document.querySelector(chord === 'Escape' ? '[role="dialog"], [role="menu"]' : '[role="dialog"][aria-modal="true"]') !== null

let closedByThisKey = false

/** Notes what floats before a key is handled: Esc may have closed it by the time the commands are asked. Call it in the capture phase. */
export function noteFloats(event: KeyboardEvent): void {
  closedByThisKey = event.key === 'Escape' && floatOpen('Escape')
}

/** Runs the command of a key press. What was offered last, the nearest to the user, goes first. */
export function runChord(event: KeyboardEvent): boolean {
  if (event.defaultPrevented) return false
  for (const list of [...offered.get()].reverse()) {
    for (const command of list) {
      if (!command.chord || !isChord(event, command.chord)) continue
      // Letters are text where somebody types, and Ctrl+Z there is the editor's own.
      if (
        isTyping(event.target) &&
        (!/Ctrl|Alt|^(Shift\+)?F\d+$/.test(command.chord) || /^Ctrl\+(Shift\+)?[ZY]$/.test(command.chord))
      )
        continue
      if (floatOpen(command.chord) || (command.chord === 'Escape' && closedByThisKey)) continue
      event.preventDefault()
      command.run()
      return true
    }
  }
  return false
}
