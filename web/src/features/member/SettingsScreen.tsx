import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { api, call } from '../../api/client'
import { useProject } from '../../api/project'
import { queryKeys } from '../../api/queries'
import { Button } from '../../ui/Button'
import { Card, CardBody } from '../../ui/Card'
import { TextField } from '../../ui/Field'
import { useT } from '../../ui/language'
import { Problem } from '../../ui/Problem'
import { say } from '../../ui/toast'
import { Members } from './Members'
import css from './Settings.module.css'

/** Settings of a project: its title, and who may do what in it. */
export function SettingsScreen() {
  const t = useT()
  const { can } = useProject()
  return (
    <div className={css.page}>
      <h1>{t('screen.settings')}</h1>
      {can('manage project') && <Title />}
      {can('read members') && <Members />}
    </div>
  )
}

function Title() {
  const t = useT()
  const queries = useQueryClient()
  const { project } = useProject()
  const [title, setTitle] = useState(project.title)
  const save = useMutation({
    mutationFn: () =>
      call(() => api.PATCH('/api/v1/projects/{project}', { params: { path: { project: project.key } }, body: { title } })),
    onSuccess: async () => {
      await Promise.all([
        queries.invalidateQueries({ queryKey: queryKeys.project(project.key) }),
        queries.invalidateQueries({ queryKey: queryKeys.projects }),
      ])
      say(t('account.saved'))
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <Card title={t('project.about')} note={project.key}>
      <CardBody>
        <form className="stack" onSubmit={submit}>
          {save.error && <Problem error={save.error} />}
          <TextField label={t('project.title')} required value={title} onChange={(e) => setTitle(e.target.value)} />
          <div>
            <Button type="submit" look="primary" disabled={save.isPending || title === project.title}>
              {t('do.save')}
            </Button>
          </div>
        </form>
      </CardBody>
    </Card>
  )
}
