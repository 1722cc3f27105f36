import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { PlaceLevels } from '../../api/documents'
import { moveHead } from '../../api/editing'
import { useProject } from '../../api/project'
import { session } from '../../api/session'
import { approveTarget } from '../../api/start-queries'
import { rowsQuery } from '../../api/standard-queries'
import { equal, isZero, uniform, type Vector } from '../../domain/sl'
import { randomId } from '../../lib/random'
import { useStore } from '../../lib/use-store'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { TextField } from '../../ui/Field'
import { useT } from '../../ui/language'
import { Empty } from '../../ui/Notice'
import { Problem } from '../../ui/Problem'
import { Segmented } from '../../ui/Segmented'
import { riskOf, type Plant } from './plant'
import { actorOf } from './risk-ops'
import { conduitTarget, proposedFor, rowsFor } from './target'
import { TargetRow } from './TargetRow'
import { useDraft } from './use-draft'
import { useRiskWords } from './use-risk-words'
import css from './Start.module.css'
import own from './Targets.module.css'

interface Decision {
  target?: Vector
  rationale?: string
}
type Decisions = Record<string, Decision>
const isDecisions = (x: unknown): x is Decisions => typeof x === 'object' && x !== null && !Array.isArray(x)
const isText = (x: unknown): x is string => typeof x === 'string'
const none: Decisions = {}

interface LevelsSeen {
  standard: { system: string }
  places: readonly PlaceLevels[]
}

/** Step 4: the level each zone and conduit is to reach, with the reason and who stands for it. */
export function TargetsStep({ plant, levels }: { plant: Plant; levels: LevelsSeen | undefined }) {
  const t = useT()
  const { project, can } = useProject()
  const texts = useRiskWords()
  const state = useStore(session)
  const me = state.is === 'in' ? state.account.user.name || state.account.user.login : ''
  const [by, setBy] = useDraft('by', me, isText)
  const [decisions, setDecisions] = useDraft(`targets.${project.key}`, none, isDecisions)
  const [audience, setAudience] = useState<'controls' | 'it'>('controls')
  const { data: standard } = useQuery(rowsQuery(levels?.standard.system ?? ''))
  const rows = standard?.rows ?? []
  const places = useMemo(() => levels?.places ?? [], [levels])
  const proposals = useMemo(() => {
    const out = new Map<string, Vector>()
    for (const z of plant.zones)
      out.set(
        z.key,
        proposedFor(plant, z, (threats) => actorOf(plant, threats, texts.threat)),
      )
    return out
  }, [plant, texts])
  const decided = (p: PlaceLevels): Vector => {
    const own = decisions[p.key]?.target ?? p.decision.proposed ?? (p.decision.approved ? p.target : undefined)
    if (own) return own
    const conduit = plant.conduits.find((c) => c.key === p.key)
    if (!conduit) return proposals.get(p.key) ?? uniform(1)
    return conduitTarget(conduit.zones, (z) => {
      const zone = places.find((x) => x.key === z)
      return zone && decided(zone)
    })
  }
  const reason = (p: PlaceLevels): string => decisions[p.key]?.rationale ?? p.decision.rationale ?? proposedReason(p)
  const proposedReason = (p: PlaceLevels): string => {
    if (p.kind === 'conduit') return t('start.targets.asZones')
    const risk = riskOf(plant, p.key)
    const actor = risk && actorOf(plant, risk.threats, texts.threat)
    return risk
      ? t('start.targets.fromRisk', { risk: risk.key, who: actor ? t(`start.actor.${actor}`) : risk.title })
      : t('start.targets.usual')
  }
  const set = (key: string, part: Decision) => setDecisions({ ...decisions, [key]: { ...decisions[key], ...part } })
  const lines = places.map((p) => ({
    place: p,
    target: decided(p),
    rationale: reason(p),
    settled: p.decision.approved && equal(p.target, decided(p)) && reason(p) === (p.decision.rationale ?? ''),
  }))
  const open = lines.filter((l) => !l.settled && !l.place.decision.approved && !isZero(l.target))
  const approval = useApproval(by)
  const editable = can('write model')
  if (places.length === 0) return <Empty>{t('start.remains.noZones')}</Empty>
  return (
    <>
      <Card
        title={t('start.targets.meaning')}
        aside={
          <Segmented
            label={t('start.words')}
            value={audience}
            options={[
              { value: 'controls', label: t('start.words.controls') },
              { value: 'it', label: t('start.words.it') },
            ]}
            onChange={setAudience}
          />
        }
      >
        <dl className={own.meaning}>
          {([1, 2, 3, 4] as const).map((n) => (
            <div key={n}>
              <dt>
                <b>SL {n}</b>{' '}
                <span className="muted">{rows.length > 0 && t('start.targets.rows', { count: rowsFor(rows, uniform(n)) })}</span>
              </dt>
              <dd>{t(`start.sl.${audience}.${n}`)}</dd>
            </div>
          ))}
        </dl>
      </Card>
      <Card
        title={t('start.targets.title', { done: places.filter((p) => p.decision.approved).length, all: places.length })}
        note={t('start.targets.note')}
      >
        {editable && (
          <div className={css.cardTools}>
            <div className={own.by}>
              <TextField label={t('start.targets.by')} value={by} onChange={(e) => setBy(e.target.value)} required />
            </div>
            <span className="muted grow small">{t('start.targets.byWhy')}</span>
            {approval.busy ? (
              <>
                <span className="muted" role="status">
                  {t('start.targets.approving', { done: approval.done, all: approval.all })}
                </span>
                <Button onClick={approval.stop}>{t('do.cancel')}</Button>
              </>
            ) : open.length === 0 ? null : (
              <Button look="primary" disabled={by.trim() === ''} onClick={() => void approval.run(open)}>
                {t('start.targets.approveAll', { count: open.length })}
              </Button>
            )}
          </div>
        )}
        {approval.error !== null && <Problem error={approval.error} />}
        <div>
          {lines.map((l) => (
            <TargetRow
              key={l.place.key}
              {...l}
              asked={rowsFor(rows, l.target)}
              editable={editable}
              busy={approval.busy || by.trim() === ''}
              onTarget={(target) => set(l.place.key, { target })}
              onRationale={(rationale) => set(l.place.key, { rationale })}
              onApprove={() => void approval.run([l])}
            />
          ))}
        </div>
      </Card>
    </>
  )
}

interface Line {
  place: PlaceLevels
  target: Vector
  rationale: string
}

/** Approves targets one after the other, each as a commit of its own, and says how far it is. */
function useApproval(by: string) {
  const { project } = useProject()
  const [state, setState] = useState<{ done: number; all: number; error: unknown }>({ done: 0, all: 0, error: null })
  const [stopped, setStopped] = useState<AbortController | null>(null)
  const run = async (lines: readonly Line[]) => {
    const stop = new AbortController()
    setStopped(stop)
    setState({ done: 0, all: lines.length, error: null })
    try {
      let done = 0
      for (const { place, target, rationale } of lines) {
        if (stop.signal.aborted) break
        const committed = await approveTarget(
          project.key,
          place.key,
          { target: [...target], rationale, by: by.trim() },
          randomId(),
        )
        moveHead(project.key, committed.head)
        setState({ done: ++done, all: lines.length, error: null })
      }
    } catch (error) {
      setState((s) => ({ ...s, error }))
    } finally {
      setStopped(null)
    }
  }
  return { ...state, busy: stopped !== null, run, stop: () => stopped?.abort() }
}
