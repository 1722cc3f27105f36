import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent, type ReactNode } from 'react'
import { api, call, write } from '../../api/client'
import { projectsQuery, queryKeys } from '../../api/queries'
import { templatesQuery } from '../../api/start-queries'
import { session } from '../../api/session'
import { screenAddress } from '../../domain/address'
import { allows } from '../../domain/permission'
import { useStore } from '../../lib/use-store'
import { Button } from '../../ui/Button'
import { Card, CardBody } from '../../ui/Card'
import { TextField } from '../../ui/Field'
import { Glyph } from '../../ui/Glyph'
import type { GlyphName } from '../../ui/glyph-names'
import { useT } from '../../ui/language'
import { AddressLink, useNavigation } from '../../ui/navigation'
import { Empty } from '../../ui/Notice'
import { Problem } from '../../ui/Problem'
import { keyOf } from './project-key'
import { templateOps, templates, zonesOf, type Template } from './templates'
import { useDraft } from './use-draft'
import css from './Start.module.css'
import own from './New.module.css'

interface Draft {
  title: string
  key: string | null
  /** import, empty, sample NAME or template NAME. */
  from: string
}
const fresh: Draft = { title: '', key: null, from: 'import' }
const isDraft = (x: unknown): x is Draft =>
  typeof x === 'object' && x !== null && typeof (x as Draft).title === 'string' && typeof (x as Draft).from === 'string'

/** A new project: what it is called and what it begins with. */
export function NewProjectPage() {
  const t = useT()
  const { go } = useNavigation()
  const queries = useQueryClient()
  const state = useStore(session)
  const { data: samples } = useQuery(templatesQuery())
  const { data: existing } = useQuery(projectsQuery())
  const [draft, setDraft, forget] = useDraft('new', fresh, isDraft)
  const [made, setMade] = useState<string | null>(null)
  const set = (part: Partial<Draft>) => setDraft({ ...draft, ...part })
  const key = draft.key ?? keyOf(draft.title)
  const taken = (existing?.projects ?? []).some((p) => p.key === key)
  const [kind = '', name = ''] = draft.from.split(' ')
  const zoneName = (part: ReturnType<typeof zonesOf>[number]) => t(`start.group.${part}`)
  const make = useMutation({
    mutationFn: async () => {
      const body = { key, title: draft.title.trim(), template: kind === 'sample' ? name : undefined }
      // A second press after a lost answer must not make a second project.
      if (made !== key) await call(() => api.POST('/api/v1/projects', { body }))
      setMade(key)
      if (kind === 'template')
        await write((header) =>
          api.POST('/api/v1/projects/{project}/commits', {
            params: { path: { project: key }, header },
            body: { ops: templateOps(name as Template, zoneName), label: 'zones of a template' },
          }),
        )
      return key
    },
    onSuccess: async (project) => {
      await queries.invalidateQueries({ queryKey: queryKeys.projects })
      forget()
      if (kind === 'sample') go(screenAddress(project, 'overview'))
      else go(screenAddress(project, 'start', { subject: 'assets', view: kind === 'import' ? {} : { how: 'type' } }))
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    make.mutate()
  }
  if (state.is === 'in' && !allows(state.account.actions, 'create project'))
    return <Empty actions={<AddressLink to={{ page: 'home' }}>{t('nav.projects')}</AddressLink>}>{t('start.new.noRight')}</Empty>
  const choice = (value: string, glyph: GlyphName, title: string, about: ReactNode) => (
    <label key={value} className={own.choice}>
      <input
        type="radio"
        name="from"
        value={value}
        checked={draft.from === value}
        onChange={() => set({ from: value, ...(draft.title === '' && value.startsWith('sample') ? { title } : {}) })}
      />
      <Glyph name={glyph} size={20} />
      <span>
        <b>{title}</b>
        <span>{about}</span>
      </span>
    </label>
  )
  return (
    <form className={own.new} onSubmit={submit}>
      <title>{`${t('project.new')} · Cordon`}</title>
      <h1>{t('project.new')}</h1>
      <p className="muted">{t('start.new.why')}</p>
      {make.error && <Problem error={make.error} />}
      <Card title={t('start.new.name')}>
        <CardBody>
          <div className={css.cols}>
            <TextField
              label={t('project.title')}
              hint={t('project.titleHint')}
              required
              autoFocus
              maxLength={300}
              value={draft.title}
              onChange={(e) => set({ title: e.target.value })}
            />
            <TextField
              label={t('project.key')}
              hint={t('project.keyHint')}
              fault={taken && made !== key ? t('start.new.taken') : undefined}
              required
              maxLength={60}
              pattern="[a-z][a-z0-9\-]*"
              value={key}
              onChange={(e) => set({ key: e.target.value })}
            />
          </div>
        </CardBody>
      </Card>
      <fieldset className={own.choices}>
        <legend>{t('start.new.from')}</legend>
        {choice('import', 'nav-assets', t('start.new.import'), t('start.new.importWhy'))}
        {choice('empty', 'ui-pencil', t('start.new.empty'), t('start.new.emptyWhy'))}
        {templates.map((x) =>
          choice(
            `template ${x}`,
            'nav-zones',
            t(`start.new.template.${x}`),
            t('start.new.templateWhy', { zones: zonesOf(x).map(zoneName).join(', ') }),
          ),
        )}
        {(samples?.templates ?? []).map((s) =>
          choice(
            `sample ${s.name}`,
            'ui-layers',
            s.title,
            <>
              {t('start.new.sampleWhy', { assets: s.assets, zones: s.zones })} {s.about}
            </>,
          ),
        )}
      </fieldset>
      <div className="row">
        <Button
          type="submit"
          look="primary"
          disabled={make.isPending || draft.title.trim() === '' || key === '' || (taken && made !== key)}
        >
          {t('project.create')}
        </Button>
        <AddressLink to={{ page: 'home' }}>{t('do.cancel')}</AddressLink>
      </div>
    </form>
  )
}
