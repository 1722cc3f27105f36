import { useQuery } from '@tanstack/react-query'
import { useProject } from '../../api/project'
import { coverageQuery, findingsQuery, gapsQuery, itemsQuery, levelsQuery, suspectLinksQuery } from '../../api/queries'
import { screenAddress } from '../../domain/address'
import { isZero, total } from '../../domain/sl'
import { Button } from '../../ui/Button'
import { useFormats, useT } from '../../ui/language'
import { AddressLink } from '../../ui/navigation'
import { Notice } from '../../ui/Notice'
import { Problem } from '../../ui/Problem'
import { DriftCard } from './DriftCard'
import { ExpiringCard } from './ExpiringCard'
import { Figure } from './Figure'
import { GapsCard } from './GapsCard'
import { FindingsCard } from './FindingsCard'
import { ZonesCard } from './ZonesCard'
import css from './Overview.module.css'

/** Days ahead in which evidence counts as expiring. */
const soon = 30

function dayAfter(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}

/** Where the plant stands: zones, gaps, what is in doubt, and how it went. */
export function OverviewScreen() {
  const t = useT()
  const formats = useFormats()
  const { project, view, head, can } = useProject()
  const levels = useQuery(levelsQuery(view))
  const gaps = useQuery(gapsQuery(view, 40))
  const coverage = useQuery(coverageQuery(view))
  const suspects = useQuery(suspectLinksQuery(view))
  const findings = useQuery(findingsQuery(view))
  const today = levels.data?.state.date ?? head.date
  const expiring = useQuery(
    itemsQuery(view, ['evidence'], `valid_until >= "${today}" and valid_until <= "${dayAfter(today, soon)}"`),
  )
  const places = levels.data?.places ?? []
  const targeted = places.filter((p) => !isZero(p.target))
  const atTarget = targeted.filter((p) => isZero(p.gap))
  const missing = places.reduce((sum, p) => sum + total(p.gap), 0)
  const layers = coverage.data?.layers.filter((l) => l.kind !== 'evidence') ?? []
  const complete = layers.reduce((sum, l) => sum + l.complete, 0)
  const all = layers.reduce((sum, l) => sum + l.items, 0)
  const fault = levels.error ?? gaps.error ?? coverage.error ?? suspects.error ?? expiring.error
  const first = expiring.data?.items
    .map((i) => i.properties['valid_until'])
    .filter((d) => typeof d === 'string')
    .sort()[0]
  return (
    <div className={css.screen}>
      <div className={css.head}>
        <h1>{project.title}</h1>
        <span className="muted">{levels.data && `IEC ${levels.data.standard.system}, ${levels.data.standard.component}`}</span>
        <span className="grow" />
        <Button glyph="ui-print" onClick={() => window.print()}>
          {t('do.print')}
        </Button>
      </div>
      {fault && <Problem error={fault} onRetry={() => void levels.refetch()} />}
      {levels.data && can('write model') && targeted.length === 0 && (
        <Notice actions={<AddressLink to={screenAddress(project.key, 'start')}>{t('start.continueDo')}</AddressLink>}>
          {t('start.continue')}
        </Notice>
      )}
      <div className={css.figures}>
        <Figure
          name={t('overview.atTarget')}
          value={levels.data && formats.number(atTarget.length)}
          note={t('overview.of', { count: targeted.length })}
          why={t('overview.atTargetWhy')}
        />
        <Figure
          name={t('overview.gap')}
          value={levels.data && formats.number(missing)}
          tone={missing > 0 ? 'gap' : undefined}
          note={t('overview.gapRows', { count: gaps.data?.summary.lacking ?? 0 })}
          why={t('overview.gapWhy')}
        />
        <Figure
          name={t('overview.suspect')}
          value={suspects.data && formats.number(suspects.data.links.length)}
          tone={suspects.data?.links.length ? 'suspect' : undefined}
          note={t('overview.suspectNote')}
          why={t('overview.suspectWhy')}
        />
        <Figure
          name={t('overview.expiring', { count: soon })}
          value={expiring.data && formats.number(expiring.data.items.length)}
          tone={expiring.data?.items.length ? 'suspect' : undefined}
          note={first ? t('overview.firstOn', { day: formats.day(first) }) : t('overview.noneExpires')}
          why={t('overview.expiringWhy')}
        />
        <Figure
          name={t('overview.score')}
          value={coverage.data && formats.percent(coverage.data.score)}
          note={t('overview.scoreOf', { complete: formats.number(complete), all: formats.number(all) })}
          why={coverage.data ? t('overview.scoreWhy', { formula: coverage.data.formula }) : ''}
        />
      </div>
      <div className={css.columns}>
        <div className={css.column}>
          <ZonesCard places={places} loaded={levels.data !== undefined} />
          <GapsCard gaps={gaps.data?.gaps ?? []} loaded={gaps.data !== undefined} />
        </div>
        <div className={css.column}>
          {can('read history') && <DriftCard />}
          <FindingsCard check={findings.data} />
          <ExpiringCard items={expiring.data?.items ?? []} loaded={expiring.data !== undefined} days={soon} />
        </div>
      </div>
    </div>
  )
}
