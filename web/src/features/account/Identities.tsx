import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { api, call } from '../../api/client'
import { identitiesQuery, providersQuery, visitProvider } from '../../api/provider'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { useFormats, useT } from '../../ui/language'
import { Empty } from '../../ui/Notice'
import { Problem } from '../../ui/Problem'

/** Identities elsewhere that one can sign in with; nothing where the server knows no provider. */
export function Identities() {
  const t = useT()
  const formats = useFormats()
  const queries = useQueryClient()
  const { data: elsewhere } = useQuery(providersQuery())
  const { data, error } = useQuery(identitiesQuery())
  const link = useMutation({ mutationFn: (provider: string) => visitProvider(provider, 'link') })
  const unlink = useMutation({
    mutationFn: (identity: string) =>
      call(() => api.DELETE('/api/v1/account/identities/{identity}', { params: { path: { identity } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: identitiesQuery().queryKey }),
  })
  const identities = data?.identities ?? []
  const providers = elsewhere?.providers ?? []
  if (providers.length === 0 && identities.length === 0) return null
  const nameOf = (key: string | undefined, issuer: string) => providers.find((p) => p.key === key)?.name ?? issuer
  const fault = error ?? link.error ?? unlink.error
  return (
    <Card
      title={t('account.identities')}
      note={t('account.identitiesNote')}
      aside={providers.map((p) => (
        <Button key={p.key} small glyph="ui-plus" disabled={link.isPending} onClick={() => link.mutate(p.key)}>
          {t('account.linkTo', { name: p.name })}
        </Button>
      ))}
    >
      {fault && <Problem error={fault} />}
      {identities.length === 0 ? (
        <Empty>{t('account.noIdentities')}</Empty>
      ) : (
        <table>
          <thead>
            <tr>
              <th scope="col">{t('account.provider')}</th>
              <th scope="col">{t('account.name')}</th>
              <th scope="col">{t('account.added')}</th>
              <th scope="col">{t('account.used')}</th>
              <th scope="col">
                <span className="visually-hidden">{t('do.actions')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {identities.map((i) => (
              <tr key={i.id}>
                <td>{nameOf(i.provider, i.issuer)}</td>
                <td>{i.name || i.email}</td>
                <td>{formats.day(i.added)}</td>
                <td>{i.used ? formats.day(i.used) : t('account.never')}</td>
                <td className="num">
                  <Button small look="quiet" onClick={() => unlink.mutate(i.id)}>
                    {t('account.unlink')}
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  )
}
