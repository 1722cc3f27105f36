import { useQuery } from '@tanstack/react-query'
import { projectsQuery } from '../../api/queries'
import { session } from '../../api/session'
import { screenAddress } from '../../domain/address'
import { allows } from '../../domain/permission'
import { useStore } from '../../lib/use-store'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { Glyph } from '../../ui/Glyph'
import { useFormats, useT } from '../../ui/language'
import { AddressLink, useNavigation } from '../../ui/navigation'
import { Empty } from '../../ui/Notice'
import { Problem } from '../../ui/Problem'
import { Tag } from '../../ui/Tag'
import css from './ProjectList.module.css'

/** All projects of the server that the user may know of. */
export function ProjectList() {
  const t = useT()
  const formats = useFormats()
  const { data, error, refetch } = useQuery(projectsQuery())
  const state = useStore(session)
  const { go } = useNavigation()
  const mayCreate = state.is === 'in' && allows(state.account.actions, 'create project')
  const projects = data?.projects ?? []
  const add = mayCreate && (
    <Button look="primary" glyph="ui-plus" onClick={() => go({ page: 'new' })}>
      {t('project.new')}
    </Button>
  )
  return (
    <div className={css.page}>
      <title>{`${t('nav.projects')} · Cordon`}</title>
      <div className="row">
        <h1 className="grow">{t('nav.projects')}</h1>
        {projects.length > 0 && add}
      </div>
      {error && <Problem error={error} onRetry={() => void refetch()} />}
      {data && (
        <Card title={t('project.count', { count: projects.length })}>
          {projects.length === 0 ? (
            <Empty actions={add}>{mayCreate ? t('project.noneYet') : t('project.noneForYou')}</Empty>
          ) : (
            <ul>
              {projects.map((p) => (
                <li key={p.key}>
                  <AddressLink to={screenAddress(p.key, 'overview')} className={css.entry}>
                    <Glyph name="ui-layers" />
                    <span className={css.title}>{p.title}</span>
                    <span className="mono muted">{p.key}</span>
                    <span className="grow" />
                    {p.retired && <Tag>{t('project.retired')}</Tag>}
                    {p.role ? <Tag tone="accent">{t(`role.${p.role}`)}</Tag> : <Tag>{t('project.noRole')}</Tag>}
                    <span className="muted small nowrap">{formats.day(p.created)}</span>
                  </AddressLink>
                </li>
              ))}
            </ul>
          )}
        </Card>
      )}
    </div>
  )
}
