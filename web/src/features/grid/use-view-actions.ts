/** Opening, saving, renaming and deleting views, one's own and those the project shares. */
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { keepView, keptViewQuery, removeView, viewNamesQuery, viewsOf } from '../../api/grid-queries'
import { asProblem } from '../../api/problem'
import { useProject } from '../../api/project'
import { isGridView } from '../../ui/grid/views'
import { useGridText } from '../../ui/grid/words'
import { say } from '../../ui/toast'
import { nameOfShared, sharedName, type GridViewState } from './use-view'

export interface ViewActions {
  /** Names of the views that the project shares. */
  shared: readonly string[]
  open: (name: string, shared: boolean) => Promise<void>
  /** Keeps what is looked at under a name; over an older one only where that is meant. */
  save: (name: string, shared: boolean) => Promise<boolean>
  /** The open view takes what is looked at. */
  update: () => Promise<void>
  rename: (name: string) => Promise<boolean>
  remove: () => Promise<void>
}

/** What can be done with the views of a kind. */
export function useViewActions(kind: string, state: GridViewState): ViewActions {
  const t = useGridText()
  const { project } = useProject()
  const queries = useQueryClient()
  const { data: names } = useQuery(viewNamesQuery(project.key))
  const shared = (names ?? []).map((n) => nameOfShared(kind, n)).filter((n) => n !== undefined)
  const refresh = () => queries.invalidateQueries({ queryKey: viewsOf(project.key) })
  const fail = (error: unknown) => say(asProblem(error).detail)
  const read = (name: string) => queries.fetchQuery({ ...keptViewQuery(project.key, sharedName(kind, name)), staleTime: 0 })
  const keep = async (name: string, etag: string | null): Promise<boolean> => {
    try {
      await keepView(project.key, sharedName(kind, name), state.as(name), etag)
      await refresh()
      return true
    } catch (error) {
      const problem = asProblem(error)
      if (problem.status !== 412) return (fail(error), false)
      // Somebody else was faster: it is looked at again before it is written over.
      say(t('grid.view.other', { name }), {
        label: t('grid.view.over'),
        run: () => void read(name).then((kept) => keep(name, kept.etag), fail),
      })
      return false
    }
  }
  const save = async (name: string, share: boolean) => {
    if (!share) state.keepOwn(state.as(name))
    else if (!(await keep(name, null))) return false
    state.name(name)
    say(t('grid.view.saved', { name }))
    return true
  }
  return {
    shared,
    open: async (name, share) => {
      if (!share) return state.openView(state.views.find((v) => v.name === name) ?? null)
      try {
        const kept = await read(name)
        if (isGridView(kept.content)) state.openView({ ...kept.content, name })
        else say(t('grid.view.unknown', { name }))
      } catch (error) {
        fail(error)
      }
    },
    save,
    update: async () => {
      if (state.shared === null) state.keepOwn(state.as(state.current))
      else if (!(await keep(state.current, state.shared))) return
      state.name(state.current)
      say(t('grid.view.saved', { name: state.current }))
    },
    rename: async (name) => {
      const [old, share] = [state.current, state.shared !== null]
      if (!(await save(name, share))) return false
      if (share) await removeView(project.key, sharedName(kind, old)).then(refresh, fail)
      else state.dropOwn(old)
      return true
    },
    remove: async () => {
      const gone = state.as(state.current)
      const share = state.shared !== null
      if (share) {
        try {
          await removeView(project.key, sharedName(kind, gone.name))
          await refresh()
        } catch (error) {
          return fail(error)
        }
      } else state.dropOwn(gone.name)
      state.openView(null)
      say(t('grid.view.deleted', { name: gone.name }), {
        label: t('grid.undo'),
        run: () => {
          if (share)
            void keepView(project.key, sharedName(kind, gone.name), gone, null)
              .then(refresh, fail)
              .then(() => state.openView(gone))
          else {
            state.keepOwn(gone)
            state.openView(gone)
          }
        },
      })
    },
  }
}
