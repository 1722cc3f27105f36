import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { ItemSeen } from '../../api/documents'
import { editFields } from '../../api/editing'
import { whatIfQuery } from '../../api/item-queries'
import { useProject } from '../../api/project'
import { schemaQuery } from '../../api/queries'
import { readField, type Property } from '../../domain/field'
import { differences } from '../../domain/impact'
import { fieldOf, sameValue, setFields, type Value } from '../../domain/op'
import { tabShelf } from '../../lib/kept'
import { Button } from '../../ui/Button'
import { Glyph } from '../../ui/Glyph'
import { useT } from '../../ui/language'
import { KeyLink, useProjectAddress } from '../../ui/navigation'
import { Problem } from '../../ui/Problem'
import { useWords } from '../../ui/words'
import { ShownValue } from './ShownValue'
import css from './Impact.module.css'

interface Draft {
  property: Property
  value: Value | undefined
}

/** Values that are typed and not saved, and exactly what saving them would change. */
export function Drafts({ item }: { item: ItemSeen }) {
  const { project } = useProject()
  const { data: schema } = useQuery(schemaQuery())
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const drafts = useMemo(() => {
    const properties: readonly Property[] = schema?.kinds.find((k) => k.kind === item.kind)?.properties ?? []
    return draftsOf(`typed.${project.key}.${item.key}.`, item, properties)
  }, [schema, project.key, item])
  const open = drafts.filter((d) => !left.has(d.property.name))
  return open.map((d) => (
    <DraftCard key={d.property.name} item={item} draft={d} onLeave={() => setLeft(new Set([...left, d.property.name]))} />
  ))
}

function draftsOf(prefix: string, item: ItemSeen, properties: readonly Property[]): Draft[] {
  return tabShelf.names(prefix).flatMap((name) => {
    const property = properties.find((p) => p.name === name.slice(prefix.length))
    const typed = tabShelf.read(name)
    if (!property || typeof typed !== 'string') return []
    const read = readField(property, typed)
    return read.ok && !sameValue(read.value, fieldOf(item, property.name)) ? [{ property, value: read.value }] : []
  })
}

function DraftCard({ item, draft, onLeave }: { item: ItemSeen; draft: Draft; onLeave: () => void }) {
  const t = useT()
  const words = useWords()
  const { project, head } = useProject()
  const [, change] = useProjectAddress()
  const { property, value } = draft
  const forget = () => {
    tabShelf.remove(`typed.${project.key}.${item.key}.${property.name}`)
    onLeave()
  }
  const save = () => {
    editFields(project.key, head.commit, item, { [property.name]: value })
    forget()
  }
  const shown = (v: Value | undefined) => (
    <ShownValue type={property.type} name={property.name} value={v} columns={property.columns} />
  )
  return (
    <section className={css.draft} aria-label={t('impact.draft', { field: words.property(property.name) })}>
      <h3>{t('impact.draft', { field: words.property(property.name) })}</h3>
      <div className={css.fromTo}>
        {shown(fieldOf(item, property.name))} <Glyph name="ui-arrow" size={12} label={t('impact.to')} /> {shown(value)}
      </div>
      <Outcome item={item} draft={draft} />
      <div className="row">
        <Button small look="primary" onClick={save}>
          {t('do.save')}
        </Button>
        <Button small onClick={() => change({ tab: 'fields' }, { replace: true })}>
          {t('impact.typeOn')}
        </Button>
        <Button small look="quiet" onClick={forget}>
          {t('table.drop')}
        </Button>
      </div>
    </section>
  )
}

/** What the server works out for exactly this change. */
function Outcome({ item, draft }: { item: ItemSeen; draft: Draft }) {
  const t = useT()
  const words = useWords()
  const { view } = useProject()
  const op = setFields(item.key, { [draft.property.name]: draft.value })
  const { data, error } = useQuery({ ...whatIfQuery(view, op ? [op] : []), enabled: op !== null })
  if (error) return <Problem error={error} />
  if (!data) return <p className="muted tiny">{t('impact.working')}</p>
  const suspects = data.places.reduce((sum, p) => sum + p.suspects.came.length, 0)
  const quiet = suspects === 0 && data.places.length === 0 && data.findings.came.length + data.findings.went.length === 0
  if (quiet) return <p className="small">{t('impact.same')}</p>
  return (
    <ul className={css.outcome}>
      {data.places.map((p) => {
        const fell = differences(p.before?.achieved ?? [], p.after?.achieved ?? [])
        return (
          <li key={p.key} className={css.place}>
            <KeyLink item={p.key} />
            <span className="ellipsis grow">{p.title}</span>
            {fell.length === 0 ? (
              <span className="muted">{t('impact.stays')}</span>
            ) : (
              <span className={css.falls}>
                {fell.map((f) => (
                  <span key={f.fr}>
                    <small>{f.fr}</small> {f.from} <Glyph name="ui-arrow" size={10} label={t('impact.to')} /> <b>{f.to}</b>
                  </span>
                ))}
              </span>
            )}
          </li>
        )
      })}
      {suspects > 0 && (
        <li>
          <Glyph name="marker-suspect" size={12} /> {t('impact.suspects', { count: suspects })}
        </li>
      )}
      {data.findings.came.map((f) => (
        <li key={`+${f.rule}${f.subjects.join()}`}>
          <span className={css.came}>+</span> {words.finding(f)}
        </li>
      ))}
      {data.findings.went.map((f) => (
        <li key={`-${f.rule}${f.subjects.join()}`}>
          <span className={css.went}>−</span> {words.finding(f)}
        </li>
      ))}
    </ul>
  )
}
