import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { compensatedQuery, measuresQuery, membersQuery } from '../../api/compensation-queries'
import { edit, takeBackEdit } from '../../api/editing'
import { whatIfQuery } from '../../api/item-queries'
import { traceOfQuery } from '../../api/matrix-queries'
import { useProject } from '../../api/project'
import { itemQuery } from '../../api/queries'
import { useMyName } from '../../api/my-name'
import {
  candidatesOf,
  compensateOps,
  lacksOf,
  measureOf,
  proofOf,
  removeOps,
  type EvidenceFile,
  type Measure,
  type Target,
} from '../../domain/compensation'
import type { ItemLike } from '../../domain/op'
import { useT } from '../../ui/language'
import { say } from '../../ui/toast'
import { useKept } from '../../ui/use-kept'
import {
  approvalBefore,
  approvalOfDraft,
  blankDraft,
  chosen,
  compensatingOf,
  draftOf,
  effectOf,
  shapeOf,
  standingOf,
  toConfirm,
  type Draft,
} from './draft'

/** What was proved of a countermeasure; null while it is not known. */
export function useProof(measure: string) {
  const { view } = useProject()
  const { data } = useQuery({ ...traceOfQuery(view, measure), enabled: measure !== '' })
  return data && data.item.key === measure ? proofOf(measure, data.down) : null
}

/** How far the furthest compensation of each row of a place comes, by key of the allocation. */
export function useCompensated(place: string) {
  const { view } = useProject()
  const { data } = useQuery({ ...compensatedQuery(view, place), placeholderData: keepPreviousData })
  return data
}

/** All that the dialog works with: what is filled in, what it would become, and how it is recorded. */
export function useCompensate(targets: readonly Target[], given: string, onDone: (recorded: boolean) => void) {
  const t = useT()
  const { project, view, head } = useProject()
  const me = useMyName()
  const places = [...new Set(targets.map((x) => x.place))]
  const all = useQuery(measuresQuery(view))
  const members = useQuery(membersQuery(view, places))
  const first = targets[0]
  const [kept, keep, forget] = useKept(`compensate.${project.key}.${first?.place}.${first?.row}.${targets.length}.${given}`, '')
  const [files, setFiles] = useState<readonly EvidenceFile[]>([])
  const start = all.data?.find((m) => m.key === given)
  const draft = kept !== '' ? draftOf(kept) : start ? chosen(blankDraft, start, targets) : blankDraft
  const put = (part: Partial<Draft>) => keep(JSON.stringify({ ...draft, ...part }))
  const listed = all.data?.find((m) => m.key === draft.measure) ?? null
  // The list does not say which links are suspect, the item does.
  const whose = useQuery({ ...itemQuery(view, listed?.key ?? ''), enabled: listed !== null }).data
  const measure = listed && whose?.key === listed.key ? measureOf(whose) : listed
  const proof = useProof(measure?.key ?? '')
  const before = approvalBefore(measure, targets)
  const approval = approvalOfDraft(draft, before, head.date)
  const whole = compensatingOf(draft, measure, proof, files, targets, approval, { by: me, at: new Date().toISOString() })
  const asked = whole ? compensateOps(shapeOf(whole)) : []
  const effect = useQuery({
    ...whatIfQuery(view, asked),
    enabled: asked.length > 0,
    placeholderData: keepPreviousData,
  })
  const candidates =
    all.data && members.data
      ? candidatesOf(all.data, members.data, new Set(targets.map((x) => x.allocation).filter((key) => key !== '')))
      : null
  const close = () => {
    forget()
    onDone(false)
  }
  const record = () => {
    if (!whole) return
    const ops = compensateOps(whole)
    forget()
    if (ops.length > 0) {
      const sent = edit(project.key, head.commit, ops, measure ? [asSeen(measure)] : [], t('compensation.label'))
      const name = measure?.key ?? draft.title.trim()
      say(t('compensation.said', { measure: name, count: targets.length }), {
        label: t('command.undo'),
        run: () => void takeBackEdit(project.key, sent.id),
      })
    }
    onDone(true)
  }
  return {
    draft,
    put,
    pick: (m: Measure) => keep(JSON.stringify(chosen(draft, m, targets))),
    me,
    files,
    setFiles,
    candidates,
    error: all.error ?? members.error,
    measure,
    before,
    shaken: toConfirm(draft, measure, proof, targets),
    lacks: lacksOf(standingOf(draft, measure, proof, files.length, targets, approval), head.date),
    known: measure === null || (proof !== null && whose?.key === measure.key),
    effect: whole && effect.data ? effectOf(effect.data, targets) : null,
    whole,
    record,
    close,
  }
}

/** Takes a compensation away, with a way back. */
export function useRemove() {
  const t = useT()
  const { project, head } = useProject()
  return (measure: Measure, allocations: readonly string[]) => {
    const sent = edit(
      project.key,
      head.commit,
      removeOps(measure.key, allocations),
      [asSeen(measure)],
      t('compensation.labelRemove'),
    )
    say(t('compensation.removed', { measure: measure.key }), {
      label: t('command.undo'),
      run: () => void takeBackEdit(project.key, sent.id),
    })
  }
}

/** A countermeasure as it was seen, for a merge. */
function asSeen(m: Measure): ItemLike {
  const properties: ItemLike['properties'] = m.compensating ? { compensating: true } : {}
  if (m.planned) properties['status'] = 'planned'
  const link = (verb: string) => (to: string) => ({ verb, to, title: '' })
  return {
    key: m.key,
    title: m.title,
    retired: false,
    properties,
    links: [
      ...m.deployedAt.map(link('deployed at')),
      ...m.satisfies.map(link('satisfies')),
      ...m.compensates.map((c) => link('compensates')(c.to)),
    ],
  }
}
