import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useProject } from '../../api/project'
import { driftQuery } from '../../api/queries'
import { Card } from '../../ui/Card'
import { useFormats, useT } from '../../ui/language'
import { LineChart, type ChartPoint } from '../../ui/LineChart'
import { Empty } from '../../ui/Notice'
import { shares } from './drift'
import css from './Overview.module.css'

/** How much of all targets was reached, over the commits that moved a level. */
export function DriftCard() {
  const t = useT()
  const formats = useFormats()
  const { view } = useProject()
  const { data } = useQuery(driftQuery(view))
  const points = useMemo<ChartPoint[]>(() => {
    const all = shares(data?.places ?? [])
    const first = all[0]?.commit ?? 0
    const last = Math.max(data?.state.commit ?? 0, first + 1)
    const at = (commit: number) => (commit - first) / (last - first)
    const out = all.map((s): ChartPoint => ({ x: at(s.commit), lower: s.verified, upper: s.claimed }))
    const end = out.at(-1)
    // Nothing moved since: the line goes on to where the record stands.
    if (end && end.x < 1) out.push({ ...end, x: 1 })
    if (out[0]) out[0] = { ...out[0], label: t('state.commitN', { number: first }) }
    const final = out.at(-1)
    if (out.length > 1 && final) out[out.length - 1] = { ...final, label: t('state.commitN', { number: last }) }
    return out
  }, [data, t])
  const end = points.at(-1)
  return (
    <Card title={t('overview.drift')} note={t('overview.driftNote')}>
      {end ? (
        <div className={css.chart}>
          <LineChart
            points={points}
            width={440}
            height={168}
            format={formats.percent}
            title={t('overview.driftSaid', { verified: formats.percent(end.lower), claimed: formats.percent(end.upper) })}
          />
        </div>
      ) : (
        data && <Empty>{t('overview.noDrift')}</Empty>
      )}
    </Card>
  )
}
