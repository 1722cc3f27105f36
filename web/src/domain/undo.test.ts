import { expect, test } from 'vitest'
import { afterCommit, afterRedo, afterUndo, isUndoStack, noUndo } from './undo'

test('undo and redo walk the same way back and forth', () => {
  let s = afterCommit(afterCommit(noUndo, 4), 5)
  s = afterUndo(s, 6)
  expect(s).toEqual({ undo: [4], redo: [6] })
  s = afterRedo(s, 7)
  expect(s).toEqual({ undo: [4, 7], redo: [] })
  expect(afterCommit(afterUndo(s, 8), 9)).toEqual({ undo: [4, 9], redo: [] })
})

test('what was kept is checked', () => {
  expect(isUndoStack({ undo: [1], redo: [] })).toBe(true)
  for (const bad of [null, {}, { undo: ['1'], redo: [] }, 'x']) expect(isUndoStack(bad)).toBe(false)
})
