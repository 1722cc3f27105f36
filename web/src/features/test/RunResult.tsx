import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { useProject } from '../../api/project'
import { commitDiffQuery, itemTraceQuery, type Diff, type TraceStep } from '../../api/test-queries'
import { frs } from '../../domain/sl'
import { Card } from '../../ui/Card'
import { Glyph } from '../../ui/Glyph'
import { Later } from '../../ui/Later'
import { useFormats, useT } from '../../ui/language'
import { AddressLink, KeyLink, useProjectAddress } from '../../ui/navigation'
import { Problem } from '../../ui/Problem'
import { VerdictSign } from './CaseState'
import { CampaignNext } from './CampaignNext'
import type { Verdict } from './cases'
import { ChainSign } from './ChainSign'
import { partAddress, runAddress } from './parts'
import css from './Run.module.css'

/** What a recorded run says, and what it changed. */
export function RunResult({ test, commit, campaign }: { test: string; commit: number; campaign: string | null }) {
  const t = useT()
  const formats = useFormats()
  const { project, view, can } = useProject()
  const [address] = useProjectAddress()
  const diff = useQuery(commitDiffQuery(project.key, commit))
  const trace = useQuery(itemTraceQuery(view, test))
  const head = useRef<HTMLHeadingElement>(null)
  const there = diff.data !== undefined
  useEffect(() => {
    // The form is gone; who uses the keyboard goes on from here.
    if (there) head.current?.focus()
  }, [there])
  if (diff.error) return <Problem error={diff.error} onRetry={() => void diff.refetch()} />
  if (!diff.data) return <Later>{null}</Later>
  const run = diff.data.items.find((i) => i.key.startsWith('RUN-'))
  const made = diff.data.items.filter((i) => i.change === 'added' && i.key !== run?.key)
  const result = valueOf(run, 'result') as Verdict | ''
  return (
    <div className={css.result}>
      <Card
        title={
          <span ref={head} tabIndex={-1} className={css.resultTitle}>
            {run ? t('run.recorded', { run: run.key }) : t('run.recordedOther')}
          </span>
        }
        note={t('run.commit', { commit: formats.number(commit) })}
        aside={result !== '' && <VerdictSign verdict={result} />}
      >
        <div className={css.told}>
          {run && (
            <p>
              <KeyLink item={run.key} /> {run.title}. {valueOf(run, 'tester')}
            </p>
          )}
          <p className={css.remarks}>{valueOf(run, 'remarks')}</p>
          {made.length > 0 && (
            <ul className={css.made}>
              {made.map((m) => (
                <li key={m.key}>
                  <KeyLink item={m.key} /> <span>{m.title}</span>{' '}
                  {valueOf(m, 'digest') !== '' && <code title={valueOf(m, 'digest')}>{valueOf(m, 'digest').slice(0, 19)}…</code>}
                </li>
              ))}
            </ul>
          )}
        </div>
      </Card>
      <Card title={t('run.changed.levels')} note={t('run.changed.levelsNote')}>
        <Levels places={diff.data.places} />
      </Card>
      <Card title={t('run.chains')} note={t('run.chainsNote')}>
        <Chains steps={trace.data?.up ?? []} loaded={trace.data !== undefined} />
      </Card>
      <div className="row">
        {campaign !== null && <CampaignNext campaign={campaign} after={test} />}
        <AddressLink
          className={css.button}
          to={campaign === null ? partAddress(address, 'cases') : partAddress(address, 'campaigns', { campaign })}
        >
          {campaign === null ? t('run.toCases') : t('run.toCampaign')}
        </AddressLink>
        {can('write model') && (
          <AddressLink className={css.button} to={runAddress(address, test, campaign)}>
            {t('run.again')}
          </AddressLink>
        )}
      </div>
    </div>
  )
}

function valueOf(item: Diff['items'][number] | undefined, name: string): string {
  const value = item?.properties.find((p) => p.name === name)?.new
  return typeof value === 'string' ? value : ''
}

function Levels({ places }: { places: Diff['places'] }) {
  const t = useT()
  const moved = places.flatMap((p) =>
    frs.flatMap((fr, i) => {
      const before = p.old?.achieved[i] ?? 0
      const after = p.new?.achieved[i] ?? 0
      return before === after ? [] : [{ key: p.key, title: p.title, fr, before, after, target: p.new?.target[i] ?? 0 }]
    }),
  )
  if (moved.length === 0) return <p className={css.told}>{t('run.noLevel')}</p>
  return (
    <ul className={css.levels}>
      {moved.map((m) => (
        <li key={m.key + m.fr}>
          <KeyLink item={m.key} />
          <span className="ellipsis grow">{m.title}</span>
          <b>{m.fr}</b>
          <span className={m.after < m.before ? 'gap-text' : undefined}>
            <Glyph name={m.after < m.before ? 'ui-down' : 'ui-up'} size={14} />{' '}
            {t('run.level', { before: m.before, after: m.after })}
          </span>
          <span className="muted">{t('run.target', { target: m.target })}</span>
        </li>
      ))}
    </ul>
  )
}

interface ChainLine {
  key: string
  row: string
  title: string
  state: string
  text: string
  place: string
}

/** The allocations above a case, each once. */
function allocationsIn(steps: readonly TraceStep[], found = new Map<string, ChainLine>()): ChainLine[] {
  for (const s of steps) {
    if (s.kind === 'allocation' && s.key)
      found.set(s.key, {
        key: s.key,
        row: s.row ?? '',
        title: s.title ?? '',
        state: s.state ?? '',
        text: s.text ?? '',
        place: s.children?.find((c) => c.link === 'allocated to')?.title ?? found.get(s.key)?.place ?? '',
      })
    allocationsIn(s.children ?? [], found)
  }
  return [...found.values()]
}

function Chains({ steps, loaded }: { steps: readonly TraceStep[]; loaded: boolean }) {
  const t = useT()
  const lines = allocationsIn(steps)
  if (!loaded) return null
  if (lines.length === 0) return <p className={css.told}>{t('run.noChain')}</p>
  return (
    <ul className={css.levels}>
      {lines.map((l) => (
        <li key={l.key} title={l.text}>
          <ChainSign state={l.state} />
          <KeyLink item={l.key} />
          <span className="ellipsis grow">{l.title.startsWith(l.row) ? l.title : `${l.row} ${l.title}`}</span>
          <span className="muted ellipsis">{l.place}</span>
        </li>
      ))}
    </ul>
  )
}
