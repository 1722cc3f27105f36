import { useCallback, useState } from 'react'
import type { Matrix } from '../../api/matrix-queries'
import { useProject } from '../../api/project'
import type { Target } from '../../domain/compensation'
import { useT } from '../../ui/language'
import { say } from '../../ui/toast'
import type { Spot } from './assess'
import type { Overlay } from './cells'
import { targetsOf } from './compensate'

/** What the dialog is open for. */
export interface Asking {
  targets: readonly Target[]
  leftOut: number
  measure: string
}

/** Opens the dialog for cells, or says why none of them can be compensated. */
export function useCompensate(matrix: Matrix, overlay: Overlay) {
  const t = useT()
  const { can } = useProject()
  const [asking, setAsking] = useState<Asking | null>(null)
  const editable = can('write model')
  const compensate = useCallback(
    (spots: readonly Spot[], measure = '') => {
      if (!editable || spots.length === 0) return
      const { targets, counting, above, saving } = targetsOf(matrix, overlay, spots)
      if (targets.length > 0) setAsking({ targets, leftOut: counting + above + saving, measure })
      else
        say(t(saving > 0 ? 'compensation.none.saving' : counting > 0 ? 'compensation.none.counting' : 'compensation.none.above'))
    },
    [editable, matrix, overlay, t],
  )
  return { asking, compensate, close: useCallback(() => setAsking(null), []) }
}
