/** What the user did in the diagram, to take back and bring back: moves of boxes, and steps that went to the record. */
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { redo as redoCommit, takeBackEdit, undo as undoCommit } from '../../api/editing'
import { takenBack } from '../../diagram/layout/packed'
import type { StoredLayout } from '../../diagram/layout/stored'

interface Deed {
  /** The layout before and after; null if no box was moved by hand. */
  layout: { before: StoredLayout; after: StoredLayout } | null
  /** The edit that went to the record; null if only boxes moved. */
  edit: string | null
}

/** The deeds of this screen; older ones are commits and are taken back as such. */
export interface Deeds {
  did: (deed: Deed) => void
  /** The last deed moved boxes too. */
  join: (layout: NonNullable<Deed['layout']>) => void
  undo: () => Promise<boolean>
  redo: () => Promise<boolean>
}

const most = 200

/** Remembers deeds. */
export function useDeeds(project: string, layout: StoredLayout | null | undefined, set: (layout: StoredLayout) => void): Deeds {
  const now = useRef(layout)
  useEffect(() => {
    now.current = layout
  })
  const [lists] = useState(() => ({ done: [] as Deed[], undone: [] as Deed[] }))
  const put = useCallback(
    (from: StoredLayout, to: StoredLayout) => {
      if (now.current) set(takenBack(now.current, to, from))
    },
    [set],
  )
  return useMemo(
    () => ({
      did: (deed) => {
        lists.done = [...lists.done.slice(-most), deed]
        lists.undone = []
      },
      join: (moved) => {
        const last = lists.done.at(-1)
        if (last) lists.done = [...lists.done.slice(0, -1), { ...last, layout: moved }]
      },
      undo: async () => {
        const deed = lists.done.pop()
        if (!deed) return (await undoCommit(project)) !== null
        if (deed.layout) put(deed.layout.before, deed.layout.after)
        if (deed.edit !== null) await takeBackEdit(project, deed.edit)
        lists.undone.push(deed)
        return true
      },
      redo: async () => {
        const deed = lists.undone.pop()
        if (!deed) return (await redoCommit(project)) !== null
        if (deed.layout) put(deed.layout.after, deed.layout.before)
        if (deed.edit !== null) {
          await redoCommit(project)
          // It is another commit now, which is taken back like any of the user's own.
          if (!deed.layout) return true
        }
        lists.done.push({ ...deed, edit: null })
        return true
      },
    }),
    [lists, project, put],
  )
}
