import { useCallback, useEffect, useState } from 'react'
import { layoutsOnShelf, type LayoutStore, type StoredLayout } from '../../diagram/layout/stored'
import { shelf } from '../../lib/kept'

/** Where layouts are kept until the server has a route for them. */
const store: LayoutStore = layoutsOnShelf(shelf)

/** The stored layout of a project. Undefined until it is known, null if there is none yet. */
export function useLayout(project: string, name: string): [StoredLayout | null | undefined, (layout: StoredLayout) => void] {
  const [found, setFound] = useState<{ of: string; layout: StoredLayout | null } | null>(null)
  const of = `${project} ${name}`
  useEffect(() => {
    let gone = false
    void store.read(project, name).then((layout) => !gone && setFound({ of, layout }))
    return () => {
      gone = true
    }
  }, [project, name, of])
  const set = useCallback(
    (layout: StoredLayout) => {
      setFound({ of, layout })
      void store.write(project, name, layout)
    },
    [project, name, of],
  )
  return [found?.of === of ? found.layout : undefined, set]
}
