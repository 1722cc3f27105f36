import { useQuery } from '@tanstack/react-query'
import { useMemo, useState, type FormEvent } from 'react'
import { outbox } from '../../api/editing'
import { useProject } from '../../api/project'
import { levelsQuery, placeTraceQuery } from '../../api/queries'
import { allItemsQuery } from '../../api/test-queries'
import { Button } from '../../ui/Button'
import { SelectField, TextField } from '../../ui/Field'
import { useT } from '../../ui/language'
import { Dialog } from '../../ui/Overlay'
import { say } from '../../ui/toast'
import { useKept } from '../../ui/use-kept'
import { campaignTypes, casesOver, planOps } from './campaigns'
import type { CaseLine, CaseState } from './cases'
import css from './Run.module.css'

interface PlanDialogProps {
  lines: readonly CaseLine[]
  /** Cases that are ticked; with some the place is not asked for. */
  chosen: readonly string[]
  onClose: () => void
  onPlanned?: () => void
}

const scopes = ['all', 'open', 'again'] as const
type Scope = (typeof scopes)[number]

/** The states in which a case is taken by a narrower scope. */
const inScope: Record<Scope, (state: CaseState) => boolean> = {
  all: () => true,
  open: (s) => s !== 'passed',
  again: (s) => s === 'suspect' || s === 'evidence ended' || s === 'failed' || s === 'blocked',
}

/** Asks what a campaign is to be, and makes it. */
export function PlanDialog({ lines, chosen, onClose, onPlanned }: PlanDialogProps) {
  const t = useT()
  const { project, view, head } = useProject()
  const kept = `campaign.${project.key}`
  const [type, setType, forgetType] = useKept(`${kept}.type`, 'SAT')
  const [place, setPlace, forgetPlace] = useKept(`${kept}.place`, '')
  const [scope, setScope, forgetScope] = useKept(`${kept}.scope`, 'all')
  const [title, setTitle, forgetTitle] = useKept(`${kept}.title`, '')
  const [due, setDue, forgetDue] = useKept(`${kept}.due`, '')
  const [owner, setOwner, forgetOwner] = useKept(`${kept}.owner`, '')
  const [tried, setTried] = useState(false)
  const levels = useQuery(levelsQuery(view))
  const over = useCasesOver(place, lines, chosen)
  const taken = useMemo(() => {
    const states = new Map(lines.map((l) => [l.key, l.state]))
    const fits = inScope[scopes.find((s) => s === scope) ?? 'all']
    return chosen.length > 0 ? [...chosen] : (over ?? []).filter((key) => fits(states.get(key) ?? 'not run'))
  }, [chosen, over, lines, scope])
  const placeTitle = levels.data?.places.find((p) => p.key === place)?.title ?? project.title
  const word = t(`campaign.word.${type as 'SAT'}`)
  const proposed = `${word}: ${placeTitle}, ${head.date.slice(0, 7)}`
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (taken.length === 0) return
    outbox.add({
      project: project.key,
      ops: planOps({ title: title.trim() || proposed, due, owner: owner.trim(), cases: taken }),
      label: 'plan campaign',
    })
    for (const forget of [forgetType, forgetPlace, forgetScope, forgetTitle, forgetDue, forgetOwner]) forget()
    say(t('campaign.planned', { count: taken.length }))
    onPlanned?.()
    onClose()
  }
  return (
    <Dialog open title={t('campaign.plan')} onClose={onClose} width={520}>
      <form className="stack" onSubmit={submit}>
        <SelectField
          label={t('campaign.type')}
          value={type}
          choices={campaignTypes.map((value) => ({ value, label: t(`campaign.is.${value}`) }))}
          onChange={(event) => setType(event.target.value)}
        />
        {chosen.length === 0 && (
          <>
            <SelectField
              label={t('campaign.over')}
              value={place}
              choices={[
                { value: '', label: t('campaign.overAll') },
                ...(levels.data?.places ?? []).map((p) => ({ value: p.key, label: `${p.key} ${p.title}` })),
              ]}
              onChange={(event) => setPlace(event.target.value)}
            />
            <SelectField
              label={t('campaign.which')}
              value={scope}
              choices={scopes.map((value) => ({ value, label: t(`campaign.scope.${value}`) }))}
              onChange={(event) => setScope(event.target.value)}
            />
          </>
        )}
        <TextField label={t('campaign.title')} value={title} placeholder={proposed} onChange={(e) => setTitle(e.target.value)} />
        <div className={css.pair}>
          <TextField label={t('campaign.due')} type="date" value={due} onChange={(e) => setDue(e.target.value)} />
          <TextField label={t('campaign.owner')} value={owner} onChange={(e) => setOwner(e.target.value)} />
        </div>
        <p className={taken.length === 0 && tried ? 'gap-text small' : 'muted small'} role="status">
          {over === null ? t('test.loading') : t('campaign.takes', { count: taken.length })}
        </p>
        <div className={css.buttons}>
          <Button look="primary" type="submit" disabled={over === null}>
            {t('campaign.planIt')}
          </Button>
          <Button onClick={onClose}>{t('do.cancel')}</Button>
        </div>
      </form>
    </Dialog>
  )
}

/** The cases that verify something of a place; all without one. Null until it is known. */
function useCasesOver(place: string, lines: readonly CaseLine[], chosen: readonly string[]): readonly string[] | null {
  const { view } = useProject()
  const asked = place !== '' && chosen.length === 0
  const trace = useQuery({ ...placeTraceQuery(view, place), enabled: asked, placeholderData: undefined })
  const between = useQuery({ ...allItemsQuery(view, ['component requirement', 'countermeasure']), enabled: asked })
  return useMemo(() => {
    if (!asked) return lines.map((l) => l.key)
    if (!trace.data || !between.data) return null
    const allocations = new Set(trace.data.rows.flatMap((r) => (r.allocation ? [r.allocation] : [])))
    return casesOver(allocations, lines, between.data)
  }, [asked, trace.data, between.data, lines])
}
