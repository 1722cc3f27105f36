import { useCallback, useMemo } from 'react'
import type { TimelineFilter } from '../../api/history-queries'
import { useProject } from '../../api/project'
import { parseStateRef } from '../../domain/state-ref'
import { useStore } from '../../lib/use-store'
import { Glyph } from '../../ui/Glyph'
import { useFormats, useT } from '../../ui/language'
import { useProjectAddress } from '../../ui/navigation'
import { Empty, Notice } from '../../ui/Notice'
import { Segmented } from '../../ui/Segmented'
import { Baselines } from './Baselines'
import { CommitView } from './CommitView'
import { CompareView } from './CompareView'
import { filterOf, noFilter, withFilter } from './filter'
import { FilterBar } from './FilterBar'
import { ProofView } from './ProofView'
import { Timeline } from './Timeline'
import { useTimeline } from './use-timeline'
import { verification } from './verification'
import css from './HistoryScreen.module.css'

const parts = ['commits', 'compare', 'baselines', 'proof'] as const
type Part = (typeof parts)[number]

/** The record: what was done, how two states differ, which have names, and whether all of it is as it was signed. */
export function HistoryScreen() {
  const t = useT()
  const { can, head } = useProject()
  const [address, change] = useProjectAddress()
  const part: Part = parts.find((p) => p === address.subject) ?? 'commits'
  if (!can('read history')) return <Notice>{t('history.noRight')}</Notice>
  return (
    <div className={css.screen}>
      <div className={css.tools}>
        <h1>{t('screen.history')}</h1>
        <span className={css.count}>{t('history.commitCount', { count: head.commit })}</span>
        <span className="grow" />
        <VerifiedChip />
        <Segmented
          label={t('screen.history')}
          value={part}
          onChange={(p) => change({ subject: p === 'commits' ? null : p })}
          options={[
            { value: 'commits', label: t('history.commits') },
            { value: 'compare', label: t('history.compare') },
            { value: 'baselines', label: t('state.baselines') },
            { value: 'proof', label: t('history.proof') },
          ]}
        />
      </div>
      {part === 'baselines' ? (
        <div className={css.main}>
          <Baselines />
        </div>
      ) : part === 'proof' ? (
        <div className={css.main}>
          <ProofView key={address.view['proof'] ?? ''} about={address.view['proof'] ?? ''} />
        </div>
      ) : (
        <WithTimeline part={part} />
      )}
    </div>
  )
}

function WithTimeline({ part }: { part: 'commits' | 'compare' }) {
  const t = useT()
  const [address, change] = useProjectAddress()
  const { view } = address
  const filterKey = JSON.stringify(filterOf(view))
  const filter = useMemo(() => JSON.parse(filterKey) as TimelineFilter, [filterKey])
  const timeline = useTimeline(filter)
  const people = useMemo(() => [...new Set(timeline.commits.map((c) => c.author))].sort(), [timeline.commits])
  const asked = Number(view['commit'] ?? '')
  const chosen = part === 'commits' ? (asked > 0 ? asked : (timeline.commits[0]?.number ?? null)) : asked > 0 ? asked : null
  const numberOf = (text: string | undefined) => {
    const ref = parseStateRef(text)
    return part === 'compare' && ref.kind === 'commit' ? ref.commit : null
  }
  const onFilter = useCallback((f: TimelineFilter) => change({ view: withFilter(view, f) }, { replace: true }), [change, view])
  const onChoose = useCallback(
    (commit: number) =>
      change({ subject: null, view: { ...view, commit: String(commit) } }, { replace: address.subject === null }),
    [change, view, address.subject],
  )
  const onSide = useCallback(
    (side: 'a' | 'b', commit: number) => change({ subject: 'compare', view: { ...view, [side]: String(commit) } }),
    [change, view],
  )
  return (
    <div className={css.body}>
      <section className={css.side} aria-label={t('history.commits')}>
        <FilterBar filter={filter} people={people} onFilter={onFilter} />
        <Timeline
          timeline={timeline}
          filter={filter}
          chosen={chosen}
          a={numberOf(view['a'])}
          b={numberOf(view['b'])}
          onChoose={onChoose}
          onSide={onSide}
          onClear={() => onFilter(noFilter)}
        />
        <p className={css.foot}>
          <kbd>J</kbd> <kbd>K</kbd> {t('history.keysMove')} <kbd>A</kbd> <kbd>B</kbd> {t('history.keysCompare')}
        </p>
      </section>
      <div className={css.main} key={part}>
        {part === 'compare' ? (
          <CompareView />
        ) : chosen !== null ? (
          <CommitView key={chosen} number={chosen} />
        ) : (
          timeline.data && <Empty>{t('history.none')}</Empty>
        )}
      </div>
    </div>
  )
}

/** What the last check in this browser said, wherever on the screen one is. */
function VerifiedChip() {
  const t = useT()
  const formats = useFormats()
  const { project } = useProject()
  const all = useStore(verification)
  const v = all?.project === project.key ? all : null
  if (!v) return null
  if (v.is === 'running')
    return (
      <span className={css.count}>
        {v.of > 0 ? t('history.proof.progress', { done: v.done, of: v.of }) : t('history.proof.asking')}
      </span>
    )
  if (!v.verdict) return null
  return v.verdict.good ? (
    <span className={css.count}>
      <Glyph name="ui-check" size={12} />{' '}
      {t('history.proof.chip', { number: v.verdict.proved.size, at: v.at ? formats.brief(v.at, new Date()) : '' })}
    </span>
  ) : (
    <span className={`${css.count} gap-text`}>
      <Glyph name="strength-gap" size={12} /> {t('history.proof.bad')}
    </span>
  )
}
