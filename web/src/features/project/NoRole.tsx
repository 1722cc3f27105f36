import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api, call } from '../../api/client'
import { queryKeys } from '../../api/queries'
import { session } from '../../api/session'
import { allows } from '../../domain/permission'
import { useStore } from '../../lib/use-store'
import { Button } from '../../ui/Button'
import { Card, CardBody } from '../../ui/Card'
import { useT } from '../../ui/language'
import { AddressLink } from '../../ui/navigation'
import { Problem } from '../../ui/Problem'
import css from './ProjectList.module.css'

/** A project the user has no role in. An administrator may take one; that is recorded. */
export function NoRole({ project, message }: { project: string; message: string }) {
  const t = useT()
  const queries = useQueryClient()
  const state = useStore(session)
  const take = useMutation({
    mutationFn: (user: string) =>
      call(() =>
        api.PUT('/api/v1/projects/{project}/members/{user}', { params: { path: { project, user } }, body: { role: 'owner' } }),
      ),
    onSuccess: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: queryKeys.project(project) }),
        queries.invalidateQueries({ queryKey: queryKeys.projects }),
      ]),
  })
  const account = state.is === 'in' ? state.account : null
  const mayTake = allows(account?.actions, 'manage users')
  return (
    <div className={css.page}>
      <Card title={t('project.noRoleTitle')} note={project}>
        <CardBody>
          <p>{mayTake ? t('project.noRoleAdmin') : message}</p>
          {take.error && <Problem error={take.error} />}
          <div className="row">
            {mayTake && account && (
              <Button look="primary" disabled={take.isPending} onClick={() => take.mutate(account.user.id)}>
                {t('project.takeRole')}
              </Button>
            )}
            <AddressLink to={{ page: 'home' }}>{t('nav.allProjects')}</AddressLink>
          </div>
        </CardBody>
      </Card>
    </div>
  )
}
