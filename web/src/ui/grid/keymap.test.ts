import { describe, expect, it } from 'vitest'
import { editCommand, gridCommand, type KeyPress } from './keymap'

const press = (chord: string): KeyPress => {
  const parts = chord.split('+')
  const key = parts.pop() || '+'
  const has = (m: string) => parts.includes(m)
  return {
    key: key === 'Space' ? ' ' : key,
    ctrlKey: has('Ctrl'),
    metaKey: has('Cmd'),
    altKey: has('Alt'),
    shiftKey: has('Shift'),
  }
}
const grid = (chord: string) => gridCommand(press(chord))

describe('keys of the grid', () => {
  it('move as in a spreadsheet', () => {
    for (const [key, direction] of [
      ['ArrowUp', 'up'],
      ['ArrowDown', 'down'],
      ['ArrowLeft', 'left'],
      ['ArrowRight', 'right'],
    ] as const) {
      expect(grid(key)).toEqual({ do: 'move', move: { to: 'step', direction }, extend: false })
      expect(grid(`Shift+${key}`)).toEqual({ do: 'move', move: { to: 'step', direction }, extend: true })
      expect(grid(`Ctrl+${key}`)).toEqual({ do: 'move', move: { to: 'edge', direction }, extend: false })
      expect(grid(`Cmd+Shift+${key}`)).toEqual({ do: 'move', move: { to: 'edge', direction }, extend: true })
    }
    const to = (chord: string) => (grid(chord) as { move: { to: string } } | null)?.move.to
    expect(['Home', 'End', 'Ctrl+Home', 'Ctrl+End', 'PageUp', 'PageDown', 'Alt+PageUp', 'Alt+PageDown'].map(to)).toEqual([
      'row-start',
      'row-end',
      'first',
      'last',
      'page-up',
      'page-down',
      'page-left',
      'page-right',
    ])
  })

  it('do as in a spreadsheet', () => {
    const does = (chord: string) => grid(chord)?.do ?? null
    expect(
      Object.fromEntries(
        [
          'F2',
          'Delete',
          'Backspace',
          'Ctrl+a',
          'Ctrl+c',
          'Ctrl+x',
          'Ctrl+v',
          'Ctrl+d',
          'Ctrl+r',
          'Ctrl+z',
          'Ctrl+y',
          'Ctrl+Shift+Z',
          'Ctrl+Space',
          'Shift+Space',
          'Space',
          'Alt+ArrowDown',
          'Escape',
          'Tab',
          'Enter',
          'Ctrl+-',
        ].map((c) => [c, does(c)]),
      ),
    ).toEqual({
      F2: 'edit',
      Delete: 'clear',
      Backspace: 'clear',
      'Ctrl+a': 'select-all',
      'Ctrl+c': 'copy',
      'Ctrl+x': 'cut',
      'Ctrl+v': 'paste',
      'Ctrl+d': 'fill-down',
      'Ctrl+r': 'fill-right',
      'Ctrl+z': 'undo',
      'Ctrl+y': 'redo',
      'Ctrl+Shift+Z': 'redo',
      'Ctrl+Space': 'select-column',
      'Shift+Space': 'select-row',
      Space: 'open',
      'Alt+ArrowDown': 'choices',
      Escape: 'escape',
      Tab: 'cycle',
      Enter: 'cycle',
      'Ctrl+-': 'delete-rows',
    })
  })

  it('begin an edit with any sign, also one that AltGr or an input method types', () => {
    for (const key of ['a', 'Z', '5', 'ä', '=', '{', '€', '字', '😀']) expect(grid(key)).toEqual({ do: 'type', text: key })
    expect(gridCommand({ ...press('@'), ctrlKey: true, altKey: true })).toEqual({ do: 'type', text: '@' })
    expect(grid('Process')).toEqual({ do: 'type', text: '' })
  })

  it('leave what is not theirs to the page', () => {
    for (const chord of [
      'Ctrl+k',
      'Ctrl+p',
      'Ctrl+f',
      'Alt+d',
      'F1',
      'F5',
      'Shift',
      'Control',
      'Ctrl+Tab',
      'Alt+ArrowLeft',
      'Ctrl+Shift+c',
    ])
      expect(grid(chord), chord).toBeNull()
  })
})

describe('keys while editing', () => {
  it('take, leave, and break lines', () => {
    expect(editCommand(press('Enter'), true, false)).toEqual({ do: 'commit', along: 'column', step: 1 })
    expect(editCommand(press('Shift+Enter'), true, false)).toEqual({ do: 'commit', along: 'column', step: -1 })
    expect(editCommand(press('Tab'), true, false)).toEqual({ do: 'commit', along: 'row', step: 1 })
    expect(editCommand(press('Ctrl+Enter'), true, false)).toEqual({ do: 'commit-all' })
    expect(editCommand(press('Alt+Enter'), true, false)).toEqual({ do: 'newline' })
    expect(editCommand(press('Escape'), true, false)).toEqual({ do: 'cancel' })
    expect(editCommand(press('F2'), true, false)).toEqual({ do: 'mode' })
  })

  it('arrows leave a quick edit, stay in a slow one, and choose among suggestions', () => {
    expect(editCommand(press('ArrowRight'), true, false)).toEqual({ do: 'commit-move', direction: 'right' })
    expect(editCommand(press('ArrowRight'), false, false)).toBeNull()
    expect(editCommand(press('ArrowDown'), true, true)).toEqual({ do: 'suggestion', step: 1 })
    expect(editCommand(press('Shift+ArrowLeft'), true, false)).toBeNull()
  })

  it('leave Enter to an input method that composes', () => {
    expect(editCommand({ ...press('Enter'), isComposing: true }, true, false)).toBeNull()
  })
})
