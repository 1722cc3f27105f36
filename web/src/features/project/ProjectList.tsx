import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { api, call } from '../../api/client'
import { projectsQuery, queryKeys } from '../../api/queries'
import { session } from '../../api/session'
import { screenAddress } from '../../domain/address'
import { allows } from '../../domain/permission'
import { useStore } from '../../lib/use-store'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { SelectField, TextField } from '../../ui/Field'
import { Glyph } from '../../ui/Glyph'
import { useFormats, useT } from '../../ui/language'
import { AddressLink, useNavigation } from '../../ui/navigation'
import { Empty } from '../../ui/Notice'
import { Dialog } from '../../ui/Overlay'
import { Problem } from '../../ui/Problem'
import { Tag } from '../../ui/Tag'
import css from './ProjectList.module.css'

/** All projects of the server that the user may know of. */
export function ProjectList() {
  const t = useT()
  const formats = useFormats()
  const { data, error, refetch } = useQuery(projectsQuery())
  const state = useStore(session)
  const [creating, setCreating] = useState(false)
  const mayCreate = state.is === 'in' && allows(state.account.actions, 'create project')
  const projects = data?.projects ?? []
  const add = mayCreate && (
    <Button look="primary" glyph="ui-plus" onClick={() => setCreating(true)}>
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
      {creating && <NewProject onClose={() => setCreating(false)} />}
    </div>
  )
}

/** A word for addresses out of a title. */
function keyOf(title: string): string {
  const word = title
    .toLowerCase()
    .replaceAll('ä', 'ae')
    .replaceAll('ö', 'oe')
    .replaceAll('ü', 'ue')
    .replaceAll('ß', 'ss')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
  return word.slice(0, 40)
}

function NewProject({ onClose }: { onClose: () => void }) {
  const t = useT()
  const { go } = useNavigation()
  const queries = useQueryClient()
  const [title, setTitle] = useState('')
  const [key, setKey] = useState<string | null>(null)
  const [template, setTemplate] = useState('')
  const make = useMutation({
    mutationFn: () =>
      call(() => api.POST('/api/v1/projects', { body: { key: key ?? keyOf(title), title, template: template || undefined } })),
    onSuccess: async (project) => {
      await queries.invalidateQueries({ queryKey: queryKeys.projects })
      onClose()
      go(screenAddress(project.key, 'overview'))
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    make.mutate()
  }
  return (
    <Dialog open title={t('project.new')} onClose={onClose}>
      <form className="stack" onSubmit={submit}>
        {make.error && <Problem error={make.error} />}
        <TextField
          label={t('project.title')}
          hint={t('project.titleHint')}
          required
          data-autofocus
          value={title}
          onChange={(e) => setTitle(e.target.value)}
        />
        <TextField
          label={t('project.key')}
          hint={t('project.keyHint')}
          required
          pattern="[a-z][a-z0-9\-]*"
          value={key ?? keyOf(title)}
          onChange={(e) => setKey(e.target.value)}
        />
        <SelectField
          label={t('project.start')}
          value={template}
          onChange={(e) => setTemplate(e.target.value)}
          choices={[
            { value: '', label: t('project.startEmpty') },
            { value: 'turbine-hall', label: t('project.startSample') },
          ]}
        />
        <div className="row">
          <Button type="submit" look="primary" disabled={make.isPending}>
            {t('project.create')}
          </Button>
          <Button look="quiet" onClick={onClose}>
            {t('do.cancel')}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
