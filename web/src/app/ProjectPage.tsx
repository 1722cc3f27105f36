import { useQuery } from '@tanstack/react-query'
import { Suspense, useEffect, useMemo } from 'react'
import { ProjectProvider, scopeOf } from '../api/project'
import { asProblem } from '../api/problem'
import { projectQuery } from '../api/queries'
import type { ProjectAddress } from '../domain/address'
import { shelf } from '../lib/kept'
import { useT } from '../ui/language'
import { Later } from '../ui/Later'
import { Problem } from '../ui/Problem'
import { NoRole } from '../features/project/NoRole'
import { Faults } from './Faults'
import { screenNeeds, screenViews } from './screens'
import { ComingScreen } from './ComingScreen'
import { OwnProducts } from './OwnProducts'
import { ProjectShell } from './shell/ProjectShell'
import { ServerShell } from './shell/ServerShell'

/** A screen of a project. */
export function ProjectPage({ address }: { address: ProjectAddress }) {
  const t = useT()
  const { data: project, error, refetch } = useQuery(projectQuery(address.project))
  const scope = useMemo(() => (project ? scopeOf(project, address.at, project.head) : null), [project, address.at])
  useEffect(() => {
    if (project) shelf.write('last-project', project.key)
  }, [project])

  if (!scope || !project) {
    return (
      <ServerShell>
        {error && asProblem(error).kind === 'denied' ? (
          <NoRole project={address.project} message={asProblem(error).detail} />
        ) : error ? (
          <Problem error={error} onRetry={() => void refetch()} />
        ) : (
          <Later>
            <p className="muted">{t('wait.project')}</p>
          </Later>
        )}
      </ServerShell>
    )
  }
  const needs = screenNeeds[address.screen]
  const Screen = needs && !scope.can(needs) ? OwnProducts : screenViews[address.screen]
  return (
    <ProjectProvider scope={scope}>
      <title>{`${t(`screen.${address.screen}`)} · ${project.title} · Cordon`}</title>
      <ProjectShell>
        <Faults resetKey={address.screen}>
          <Suspense fallback={<Later>{null}</Later>}>{Screen ? <Screen /> : <ComingScreen screen={address.screen} />}</Suspense>
        </Faults>
      </ProjectShell>
    </ProjectProvider>
  )
}
