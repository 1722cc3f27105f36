/** A chord such as "Ctrl+K", "?" or "Alt+Shift+P". */
export type Chord = string

/** What of a keyboard event decides whether it is a chord. */
export type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

/** Whether an event is a chord. On a Mac the command key counts as Ctrl. */
export function isChord(event: Pressed, chord: Chord): boolean {
  const parts = chord.split('+')
  const key = parts.pop() || '+'
  const want = (name: string) => parts.includes(name)
  if (want('Ctrl') !== (event.ctrlKey || event.metaKey) || want('Alt') !== event.altKey) return false
  // A sign such as ? needs Shift on some keyboards and not on others.
  const letter = /^[a-z0-9]$/i.test(key) || key.length > 1
  if (letter && want('Shift') !== event.shiftKey) return false
  return event.key.toLowerCase() === key.toLowerCase()
}

/** Whether the user is typing, so that single letters are text and no commands. */
export function isTyping(target: EventTarget | null): boolean {
  const element = target as HTMLElement | null
  if (!element?.closest) return false
  return element.isContentEditable || element.closest('input, textarea, select, [role="textbox"]') !== null
}
