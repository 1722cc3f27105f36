import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo, useState, type FormEvent } from 'react'
import type { ItemSeen, SchemaDocument } from '../../api/documents'
import { edit } from '../../api/editing'
import { useProject } from '../../api/project'
import { itemQuery, schemaQuery } from '../../api/queries'
import { linkChoices } from '../../domain/link'
import { joinOps } from '../../domain/join'
import { readField, type Property } from '../../domain/field'
import type { ItemLike, Properties } from '../../domain/op'
import { Button } from '../../ui/Button'
import { SelectField, TextArea, TextField } from '../../ui/Field'
import { useT } from '../../ui/language'
import { Notice } from '../../ui/Notice'
import { useKept } from '../../ui/use-kept'
import { useWords } from '../../ui/words'
import { ItemPicker, type Picked } from './ItemPicker'
import css from './AddLink.module.css'

interface Draft {
  /** verb and direction, as "in >" or "in <". */
  way: string
  text: string
  picked: Picked | null
  typed: Record<string, string>
}

const blank: Draft = { way: '', text: '', picked: null, typed: {} }

function draftOf(text: string): Draft {
  try {
    return { ...blank, ...(JSON.parse(text) as Partial<Draft>) }
  } catch {
    return blank
  }
}

interface AddLinkProps {
  item: ItemSeen
  onDone: () => void
}

/** Joins the item to another: the verb, the other end, and what the link itself says. */
export function AddLink({ item, onDone }: AddLinkProps) {
  const { data: schema } = useQuery(schemaQuery())
  return schema ? <Form item={item} schema={schema} onDone={onDone} /> : null
}

function Form({ item, schema, onDone }: AddLinkProps & { schema: SchemaDocument }) {
  const t = useT()
  const words = useWords()
  const { project, head, view } = useProject()
  const queries = useQueryClient()
  const choices = useMemo(() => linkChoices(schema.verbs, item.kind), [schema, item.kind])
  const [kept, keep, forget] = useKept(`link.${project.key}.${item.key}`, '')
  const draft = draftOf(kept)
  const [fault, setFault] = useState('')
  const put = (change: Partial<Draft>) => keep(JSON.stringify({ ...draft, ...change }))
  const chosen = choices.find((c) => wayOf(c) === draft.way) ?? choices[0]
  if (!chosen) return null
  const verb = schema.verbs.find((v) => v.verb === chosen.verb)
  const properties: Property[] = verb?.properties ?? []
  const wordsFor = (c: (typeof choices)[number]) => {
    const own = schema.verbs.find((v) => v.verb === c.verb)?.inverse ?? c.verb
    return `${c.outgoing ? words.verb(c.verb) : words.inverse(c.verb, own)} …`
  }
  const there = new Set([
    item.key,
    ...(chosen.outgoing
      ? item.links.filter((l) => l.verb === chosen.verb).map((l) => l.to)
      : item.linked_from.filter((l) => l.verb === chosen.verb).map((l) => l.from)),
  ])
  const replaced = chosen.outgoing && verb?.single ? item.links.find((l) => l.verb === chosen.verb) : undefined
  const close = () => {
    forget()
    onDone()
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const { picked } = draft
    if (!picked) return
    const said: Properties = {}
    for (const p of properties) {
      const read = readField(p, draft.typed[p.name] ?? '')
      if (!read.ok) return setFault(`${words.property(p.name)}: ${t(`field.fault.${read.fault}`)}`)
      if (read.value !== undefined) said[p.name] = read.value
    }
    const other: ItemLike | undefined =
      'key' in picked && !chosen.outgoing && verb?.single ? await queries.fetchQuery(itemQuery(view, picked.key)) : undefined
    const ops = joinOps({ item, chosen, single: verb?.single ?? false, picked, other, properties: said })
    edit(project.key, head.commit, ops, other ? [item, other] : [item], 'link')
    close()
  }
  return (
    <form className={css.form} aria-label={t('link.add')} onSubmit={(e) => void submit(e)}>
      <SelectField
        label={t('link.verb')}
        hint={words.verbHelp(chosen.verb, verb?.help ?? '')}
        choices={choices.map((c) => ({ value: wayOf(c), label: wordsFor(c) }))}
        value={wayOf(chosen)}
        onChange={(e) => put({ way: e.target.value, picked: null })}
      />
      {draft.picked ? (
        <div className={css.picked}>
          {'key' in draft.picked ? (
            <span className="mono">{draft.picked.key}</span>
          ) : (
            <span className="muted">{t('link.new', { kind: t(`kind.${draft.picked.kind as 'zone'}`) })}</span>
          )}
          <span className="grow ellipsis">{draft.picked.title}</span>
          <Button small look="icon" glyph="ui-close" aria-label={t('link.other')} onClick={() => put({ picked: null })} />
        </div>
      ) : (
        <ItemPicker
          label={t('link.target')}
          kinds={chosen.kinds}
          without={there}
          text={draft.text}
          onText={(text) => put({ text })}
          onPick={(picked) => put({ picked })}
        />
      )}
      {replaced && <Notice tone="note">{t('link.replaces', { item: `${replaced.to} ${replaced.title}` })}</Notice>}
      {draft.picked &&
        properties.map((p) => {
          const common = {
            label: words.property(p.name),
            hint: words.linkHelp(chosen.verb, p.name, p.help),
            value: draft.typed[p.name] ?? '',
          }
          const type = (text: string) => put({ typed: { ...draft.typed, [p.name]: text } })
          return p.name === 'justification' ? (
            <TextArea key={p.name} {...common} onChange={(e) => type(e.target.value)} />
          ) : (
            <TextField
              key={p.name}
              {...common}
              type={p.type === 'date' ? 'date' : 'text'}
              onChange={(e) => type(e.target.value)}
            />
          )
        })}
      {fault && <Notice tone="fault">{fault}</Notice>}
      <div className="row">
        <Button type="submit" small look="primary" disabled={!draft.picked} autoFocus={Boolean(draft.picked)}>
          {t('link.add')}
        </Button>
        <Button small look="quiet" onClick={close}>
          {t('do.cancel')}
        </Button>
      </div>
    </form>
  )
}

const wayOf = (c: { verb: string; outgoing: boolean }) => `${c.verb} ${c.outgoing ? '>' : '<'}`
