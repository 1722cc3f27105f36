import { useQueries, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { nowOf, outbox } from '../../api/editing'
import { useProject, viewOf } from '../../api/project'
import { itemHistoryQuery, itemQuery, schemaQuery } from '../../api/queries'
import { written, type Value } from '../../domain/op'
import { clashes, retiredName, type Clash, type Pending } from '../../domain/pending'
import { head } from '../../domain/state-ref'
import { Button } from '../../ui/Button'
import { useFormats, useT } from '../../ui/language'
import { Notice } from '../../ui/Notice'
import { useWords } from '../../ui/words'
import { ShownValue } from './ShownValue'
import css from './Pending.module.css'

const nameOf = (c: Clash) => `${c.key} ${c.name}`

/** Lets the user choose between the own value and that of the other, with the base beside. */
export function Merge({ edit, message, newest }: { edit: Pending; message: string; newest: number }) {
  const t = useT()
  const { head: now } = useProject()
  const at = Math.max(newest, now.commit)
  const view = viewOf(edit.project, head, { ...now, commit: at })
  const items = useQueries({ queries: [...written(edit.ops)].map((key) => itemQuery(view, key)) })
  const [theirs, setTheirs] = useState<ReadonlySet<string>>(new Set())
  const read = items.every((q) => q.data || q.error)
  const here = nowOf(items.flatMap((q) => (q.data ? [q.data] : [])))
  const found = read ? clashes(edit, here) : []
  const choose = (c: Clash, other: boolean) => {
    const next = new Set(theirs)
    if (other) next.add(nameOf(c))
    else next.delete(nameOf(c))
    setTheirs(next)
  }
  return (
    <div className="stack">
      {found.length === 0 && <Notice tone="caution">{message}</Notice>}
      {[...new Set(found.map((c) => c.key))].map((key) => (
        <div key={key}>
          <Who itemKey={key} since={edit.expected} project={edit.project} />
          <div className={css.merge}>
            <span />
            <b>{t('pending.mine')}</b>
            <b>{t('pending.theirs')}</b>
            <b>{t('pending.base')}</b>
            {found
              .filter((c) => c.key === key)
              .map((c) => (
                <ClashLine
                  key={nameOf(c)}
                  clash={c}
                  kind={items.find((q) => q.data?.key === c.key)?.data?.kind ?? ''}
                  other={theirs.has(nameOf(c))}
                  onChoose={(other) => choose(c, other)}
                />
              ))}
          </div>
        </div>
      ))}
      <div className="row">
        <Button
          look="primary"
          disabled={!read}
          onClick={() =>
            outbox.settle(
              edit.id,
              at,
              found.filter((c) => theirs.has(nameOf(c))),
              here,
            )
          }
        >
          {found.length === 0 ? t('pending.sendAgain') : t('pending.apply')}
        </Button>
        <Button onClick={() => outbox.discard(edit.id)}>{t('pending.discard')}</Button>
      </div>
    </div>
  )
}

interface ClashLineProps {
  clash: Clash
  kind: string
  other: boolean
  onChoose: (other: boolean) => void
}

function ClashLine({ clash, kind, other, onChoose }: ClashLineProps) {
  const t = useT()
  const words = useWords()
  const { data: schema } = useQuery(schemaQuery())
  const { name } = clash
  const verb = name.startsWith('→ ') ? name.slice(2) : null
  const property = schema?.kinds.find((k) => k.kind === kind)?.properties.find((p) => p.name === name)
  const isRetirement = name === retiredName && !property
  const label = isRetirement
    ? t('item.retired')
    : verb
      ? words.verb(verb)
      : name === 'title'
        ? t('item.title')
        : words.property(name)
  const show = (value: Value | null) =>
    verb && Array.isArray(value) ? (
      <span className="mono">{value.length > 0 ? (value as string[]).join(', ') : t('pending.noLink')}</span>
    ) : (
      <ShownValue
        type={isRetirement ? 'yes/no' : (property?.type ?? 'text')}
        name={name}
        value={value}
        columns={property?.columns}
      />
    )
  return (
    <div className={css.clash} role="radiogroup" aria-label={`${clash.key} ${label}`}>
      <span className="muted">{label}</span>
      <label className={other ? undefined : css.chosen}>
        <input type="radio" checked={!other} onChange={() => onChoose(false)} />
        <span>{show(clash.mine)}</span>
      </label>
      <label className={other ? css.chosen : undefined}>
        <input type="radio" checked={other} onChange={() => onChoose(true)} />
        <span>{show(clash.theirs)}</span>
      </label>
      <span className="muted">{show(clash.base)}</span>
    </div>
  )
}

/** Who was faster, and when. */
function Who({ itemKey, since, project }: { itemKey: string; since: number; project: string }) {
  const t = useT()
  const formats = useFormats()
  const { head: now, can } = useProject()
  const { data } = useQuery({ ...itemHistoryQuery(viewOf(project, head, now), itemKey), enabled: can('read history') })
  const last = data?.commits.find((c) => c.number > since)
  return (
    <p className="small">
      {last
        ? t('pending.faster', { who: last.author, key: itemKey, when: formats.moment(last.time), commit: last.number })
        : t('pending.somebodyFaster', { key: itemKey })}
    </p>
  )
}
