import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { openCommentsQuery } from '../../api/item-queries'
import { useProject } from '../../api/project'
import { openPoints } from '../../domain/comment'

const none: ReadonlyMap<string, number> = new Map()

/** How many questions, issues and proposals about each item wait for an answer. Of today only: what people say has no past. */
export function usePoints(): ReadonlyMap<string, number> {
  const { project, view, can } = useProject()
  const on = can('read comments') && view.at.kind === 'head'
  const { data } = useQuery({ ...openCommentsQuery(project.key), enabled: on })
  return useMemo(() => (on && data ? openPoints(data.comments) : none), [on, data])
}
