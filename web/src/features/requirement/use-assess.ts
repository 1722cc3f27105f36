/** Assessing selected cells: one change for all of them, shown at once, and a reason asked for where it is needed. */
import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useState } from 'react'
import { edit } from '../../api/editing'
import type { Matrix } from '../../api/matrix-queries'
import { notApplicableQuery } from '../../api/matrix-queries'
import { asProblem } from '../../api/problem'
import { useProject } from '../../api/project'
import type { Properties } from '../../domain/op'
import { useT } from '../../ui/language'
import { say } from '../../ui/toast'
import { needsReason, planAllocate, planAssess, withGrounds, type Grounds, type Recorded, type Spot } from './assess'
import type { Assessment, Overlay } from './cells'

const nothing: Recorded = new Map()

/** What can be done with cells, and whether a reason is asked for just now. */
export function useAssess(matrix: Matrix | undefined, overlay: Overlay, announce: (text: string) => void) {
  const t = useT()
  const { project, view, can, head } = useProject()
  const queries = useQueryClient()
  const [asking, setAsking] = useState<readonly Spot[] | null>(null)
  const editable = can('write model')

  const carryOut = useCallback(
    async (spots: readonly Spot[], assessment: Assessment, why: Omit<Grounds, 'day'> | null) => {
      if (!matrix) return
      let recorded = nothing
      if (withGrounds(matrix, overlay, spots).length > 0) {
        const items = await queries.fetchQuery(notApplicableQuery(view))
        recorded = new Map(items.map((i) => [i.key, (i.properties ?? {}) as Properties]))
      }
      const plan = planAssess(matrix, overlay, spots, assessment, why ? { ...why, day: head.date } : null, recorded)
      if (plan.ops.length > 0) edit(project.key, matrix.state.commit, plan.ops, plan.items, t('matrix.label.assess'))
      const words = t(`assessment.${assessment}`)
      if (plan.cells > 0) announce(t('matrix.said.assessed', { count: plan.cells, assessment: words }))
      else if (plan.above === 0) announce(t('matrix.said.same', { assessment: words }))
      if (plan.above > 0) {
        const text = t('matrix.said.above', { count: plan.above })
        announce(text)
        if (plan.cells === 0) say(text)
      }
    },
    [matrix, overlay, queries, view, head.date, project.key, announce, t],
  )

  const assess = useCallback(
    (spots: readonly Spot[], assessment: Assessment) => {
      if (!editable || spots.length === 0) return
      if (needsReason(assessment)) setAsking(spots)
      else carryOut(spots, assessment, null).catch((error: unknown) => say(asProblem(error).detail))
    },
    [editable, carryOut],
  )

  const allocate = useCallback(
    (spots: readonly Spot[], on: boolean) => {
      if (!editable || !matrix) return
      const plan = planAllocate(matrix, overlay, spots, on)
      if (plan.ops.length > 0)
        edit(project.key, matrix.state.commit, plan.ops, plan.items, t(on ? 'matrix.label.allocate' : 'matrix.label.retire'))
      if (plan.cells > 0) announce(t(on ? 'matrix.said.allocated' : 'matrix.said.retired', { count: plan.cells }))
      if (plan.asked > 0) say(t('matrix.said.asked', { count: plan.asked }))
    },
    [editable, matrix, overlay, project.key, announce, t],
  )

  /** Ends the question: with grounds the cells become not applicable, without it nothing happens. */
  const answer = useCallback(
    (why: Omit<Grounds, 'day'> | null) => {
      const spots = asking
      setAsking(null)
      if (why && spots) carryOut(spots, 'not applicable', why).catch((error: unknown) => say(asProblem(error).detail))
    },
    [asking, carryOut],
  )
  return { editable, assess, allocate, asking, answer }
}
