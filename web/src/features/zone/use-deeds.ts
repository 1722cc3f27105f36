/** What the user did in the diagram, to take back and bring back: moves of boxes, and steps that went to the record. */
import { useCallback, useEffect, useMemo, useRef } from 'react'
import { redo as redoCommit, takeBackEdit, undo as undoCommit, undoOf } from '../../api/editing'
import { takenBack } from '../../diagram/layout/packed'
import type { StoredLayout } from '../../diagram/layout/stored'

interface Moved {
  before: StoredLayout
  after: StoredLayout
}

interface Deed {
  /** The layout before and after; null if no box was moved by hand. */
  layout: Moved | null
  /** The edit that went to the record; null if only boxes moved. */
  edit: string | null
  /** The commit of the edit, 0 until it is recorded; of a move of boxes the last commit of the user's own before it. */
  commit: number
}

/** The deeds of this screen; older ones, and those of other screens, are commits and are taken back as such. */
export interface Deeds {
  /** Boxes were moved. */
  moved: (layout: Moved) => void
  /** An edit is on its way. */
  edited: (edit: string) => void
  /** It is recorded. */
  recorded: (edit: string, commit: number) => void
  /** The last deed moved boxes too. */
  join: (layout: Moved) => void
  /** False if there was nothing to take back. */
  undo: () => Promise<boolean>
  redo: () => Promise<boolean>
}

const most = 200

/** Writes the first layout where it differs from the second. */
type Put = (to: StoredLayout, from: StoredLayout) => void

/** The lists of deeds, done and taken back. */
class DeedList {
  private done: Deed[] = []
  private undone: Deed[] = []

  constructor(private readonly project: string) {}

  add(deed: Deed): void {
    this.done = [...this.done.slice(-most), deed]
    this.undone = []
  }

  change(edit: string | null, part: Partial<Deed>): void {
    this.done = this.done.map((d, i) => ((edit === null ? i === this.done.length - 1 : d.edit === edit) ? { ...d, ...part } : d))
  }

  /** The last commit of the user's own. */
  lastCommit(): number {
    return undoOf(this.project).undo.at(-1) ?? 0
  }

  async undo(put: Put): Promise<boolean> {
    const deed = this.done.at(-1)
    const waits = deed !== undefined && deed.edit !== null && deed.commit === 0
    // What was done elsewhere since goes first.
    if (!deed || (!waits && this.lastCommit() > deed.commit)) return (await undoCommit(this.project)) !== null
    this.done.pop()
    // What was not sent yet is let go, and there is nothing to bring back.
    if (!waits) this.undone.push(deed)
    if (deed.layout) put(deed.layout.before, deed.layout.after)
    if (waits && deed.edit !== null) await takeBackEdit(this.project, deed.edit)
    else if (deed.edit !== null) await undoCommit(this.project)
    return true
  }

  async redo(put: Put): Promise<boolean> {
    const deed = this.undone.pop()
    if (!deed) return (await redoCommit(this.project)) !== null
    if (deed.layout) put(deed.layout.after, deed.layout.before)
    const commit = deed.edit === null ? this.lastCommit() : ((await redoCommit(this.project)) ?? 0)
    this.done.push({ ...deed, commit })
    return true
  }
}

/** Remembers deeds. */
export function useDeeds(project: string, layout: StoredLayout | null | undefined, set: (layout: StoredLayout) => void): Deeds {
  const now = useRef(layout)
  useEffect(() => {
    now.current = layout
  })
  const put = useCallback(
    (to: StoredLayout, from: StoredLayout) => {
      if (now.current) set(takenBack(now.current, to, from))
    },
    [set],
  )
  const deeds = useMemo(() => new DeedList(project), [project])
  return useMemo(
    () => ({
      moved: (moved) => deeds.add({ layout: moved, edit: null, commit: deeds.lastCommit() }),
      edited: (edit) => deeds.add({ layout: null, edit, commit: 0 }),
      recorded: (edit, commit) => deeds.change(edit, { commit }),
      join: (moved) => deeds.change(null, { layout: moved }),
      undo: () => deeds.undo(put),
      redo: () => deeds.redo(put),
    }),
    [deeds, put],
  )
}
