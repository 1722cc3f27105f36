import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { sessionsQuery } from '../../api/admin-queries'
import { api, call } from '../../api/client'
import { queryKeys } from '../../api/queries'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { useFormats, useT } from '../../ui/language'
import { Problem } from '../../ui/Problem'
import { Tag } from '../../ui/Tag'

/** The browsers in which the user is signed in. */
export function Sessions() {
  const t = useT()
  const formats = useFormats()
  const queries = useQueryClient()
  const { data, error, refetch } = useQuery(sessionsQuery())
  const again = () => queries.invalidateQueries({ queryKey: queryKeys.sessions })
  const end = useMutation({
    mutationFn: (id: string) =>
      call(() => api.DELETE('/api/v1/account/sessions/{session}', { params: { path: { session: id } } })),
    onSuccess: again,
  })
  const endOthers = useMutation({ mutationFn: () => call(() => api.DELETE('/api/v1/account/sessions')), onSuccess: again })
  const fault = error ?? end.error ?? endOthers.error
  const list = data?.sessions ?? []
  return (
    <>
      {fault && <Problem error={fault} onRetry={() => void refetch()} />}
      <Card
        title={t('account.sessions')}
        aside={
          list.length > 1 ? (
            <Button small onClick={() => endOthers.mutate()}>
              {t('account.endOthers')}
            </Button>
          ) : undefined
        }
      >
        <table>
          <thead>
            <tr>
              <th scope="col">{t('account.browser')}</th>
              <th scope="col">{t('account.address')}</th>
              <th scope="col">{t('account.begun')}</th>
              <th scope="col">{t('account.lastSeen')}</th>
              <th scope="col">
                <span className="visually-hidden">{t('do.actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {list.map((s) => (
              <tr key={s.id}>
                <td>
                  <span title={s.agent}>{browserOf(s.agent)}</span> {s.current && <Tag tone="accent">{t('account.thisOne')}</Tag>}
                </td>
                <td className="mono">{s.address}</td>
                <td>{formats.moment(s.created)}</td>
                <td>{formats.moment(s.seen)}</td>
                <td className="num">
                  {!s.current && (
                    <Button small look="quiet" onClick={() => end.mutate(s.id)}>
                      {t('account.endSession')}
                    </Button>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Card>
    </>
  )
}

/** What a browser calls itself, in two words. */
function browserOf(agent: string): string {
  const browser = /Edg|OPR|Firefox|Chrome|Safari|curl/.exec(agent)?.[0] ?? agent.split('/')[0] ?? ''
  const system = /Windows|Mac OS X|Android|iPhone|iPad|Linux/.exec(agent)?.[0] ?? ''
  const name = browser === 'Edg' ? 'Edge' : browser === 'OPR' ? 'Opera' : browser
  return system === '' ? name : `${name}, ${system.replace('Mac OS X', 'macOS')}`
}
