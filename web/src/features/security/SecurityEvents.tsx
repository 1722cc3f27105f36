import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { securityEventsQuery, type SecurityEventFilter } from '../../api/admin-queries'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { useFormats, useT } from '../../ui/language'
import { Problem } from '../../ui/Problem'
import { Segmented } from '../../ui/Segmented'
import { Tag } from '../../ui/Tag'

/** What happened on the server and concerns security; it can be added to and not changed. */
export function SecurityEvents() {
  const t = useT()
  const formats = useFormats()
  const [filter, setFilter] = useState<SecurityEventFilter>({ kind: '', outcome: '' })
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(securityEventsQuery(filter))
  const events = data?.pages.flatMap((p) => p.events) ?? []
  return (
    <>
      {error && <Problem error={error} onRetry={() => void refetch()} />}
      <Card
        title={t('admin.security')}
        note={data?.pages[0] ? t('security.newest', { number: data.pages[0].newest }) : undefined}
        aside={
          <>
            <Segmented
              label={t('security.outcome')}
              value={filter.outcome}
              onChange={(outcome) => setFilter({ ...filter, outcome })}
              options={[
                { value: '', label: t('security.all') },
                { value: 'done', label: t('security.done') },
                { value: 'refused', label: t('security.refused') },
                { value: 'failed', label: t('security.failed') },
              ]}
            />
            <a href="/api/v1/security-events/log" download>
              {t('security.export')}
            </a>
          </>
        }
      >
        <table>
          <thead>
            <tr>
              <th scope="col" className="num">
                {t('security.number')}
              </th>
              <th scope="col">{t('security.time')}</th>
              <th scope="col">{t('security.what')}</th>
              <th scope="col">{t('security.who')}</th>
              <th scope="col">{t('account.address')}</th>
              <th scope="col">{t('security.details')}</th>
            </tr>
          </thead>
          <tbody>
            {events.map((e) => (
              <tr key={e.number}>
                <td className="num muted">{formats.number(e.number)}</td>
                <td className="nowrap">{formats.moment(e.time)}</td>
                <td className="nowrap">
                  {e.kind}{' '}
                  {e.outcome !== 'done' && (
                    <Tag tone={e.outcome === 'refused' ? 'suspect' : 'gap'}>{t(`security.${e.outcome}`)}</Tag>
                  )}
                </td>
                <td>{e.actor_name}</td>
                <td className="mono">{e.address}</td>
                <td className="muted">
                  {Object.entries(e.details)
                    .map(([name, value]) => `${name} ${value}`)
                    .join(', ')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Card>
      {hasNextPage && (
        <div>
          <Button disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t('do.more')}
          </Button>
        </div>
      )}
    </>
  )
}
