/**
 * What the user can take back and bring back, as numbers of commits. Undo and
 * redo are commits themselves, so the record keeps both; this is only the list
 * of what they mean next.
 */
export interface UndoStack {
  undo: number[]
  redo: number[]
}

export const noUndo: UndoStack = { undo: [], redo: [] }

const most = 100

/** After a commit of the user's own: it can be taken back, and nothing can be brought back any more. */
export const afterCommit = (s: UndoStack, commit: number): UndoStack => ({ undo: [...s.undo, commit].slice(-most), redo: [] })

/** After the last commit was taken back by another one. */
export const afterUndo = (s: UndoStack, by: number): UndoStack => ({ undo: s.undo.slice(0, -1), redo: [...s.redo, by] })

/** After the last undo was itself taken back by another commit. */
export const afterRedo = (s: UndoStack, by: number): UndoStack => ({ undo: [...s.undo, by], redo: s.redo.slice(0, -1) })

/** Whether something read from storage is such a list. */
export function isUndoStack(x: unknown): x is UndoStack {
  const s = x as Partial<UndoStack> | null
  const numbers = (l: unknown) => Array.isArray(l) && l.every((n) => Number.isInteger(n))
  return typeof s === 'object' && s !== null && numbers(s.undo) && numbers(s.redo)
}
