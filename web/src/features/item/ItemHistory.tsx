import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { asValue, type CommitDetail } from '../../api/documents'
import { useProject } from '../../api/project'
import { commitQuery, itemHistoryQuery, itemQuery, schemaQuery } from '../../api/queries'
import { Button } from '../../ui/Button'
import { useFormats, useT } from '../../ui/language'
import { useProjectAddress } from '../../ui/navigation'
import { Empty } from '../../ui/Notice'
import { Problem } from '../../ui/Problem'
import { Tag } from '../../ui/Tag'
import { useWords } from '../../ui/words'
import { ShownValue } from './ShownValue'
import css from './ItemPanel.module.css'

/** The commits that touched an item; each opens to what it changed. */
export function ItemHistory({ itemKey }: { itemKey: string }) {
  const t = useT()
  const { view } = useProject()
  const { data, error, refetch } = useQuery(itemHistoryQuery(view, itemKey))
  if (error) return <Problem error={error} onRetry={() => void refetch()} />
  return (
    <>
      <ol>
        {data?.commits.map((c, i) => (
          <CommitLine key={c.number} commit={c} itemKey={itemKey} first={i === 0} />
        ))}
      </ol>
      {data?.more && <Empty>{t('item.olderCut')}</Empty>}
    </>
  )
}

function CommitLine({ commit, itemKey, first }: { commit: CommitDetail; itemKey: string; first: boolean }) {
  const t = useT()
  const formats = useFormats()
  const [, change] = useProjectAddress()
  const [open, setOpen] = useState(first)
  return (
    <li className={css.commit}>
      <div className={css.commitHead}>
        <Button look="link" onClick={() => setOpen(!open)} aria-expanded={open}>
          <span className="mono">{formats.number(commit.number)}</span>
        </Button>
        <Tag>{commit.label}</Tag>
        <span className="grow ellipsis">{commit.author}</span>
        <span className="muted nowrap" title={formats.moment(commit.time)}>
          {formats.brief(commit.time, new Date())}
        </span>
      </div>
      {commit.message && <p>{commit.message}</p>}
      {open && (
        <>
          <Changes number={commit.number} itemKey={itemKey} />
          <Button look="link" className="tiny" onClick={() => change({ at: { kind: 'commit', commit: commit.number } })}>
            {t('item.lookThen')}
          </Button>
        </>
      )}
    </li>
  )
}

function Changes({ number, itemKey }: { number: number; itemKey: string }) {
  const t = useT()
  const words = useWords()
  const { project, view } = useProject()
  const { data } = useQuery(commitQuery(project.key, number))
  const { data: item } = useQuery(itemQuery(view, itemKey))
  const { data: schema } = useQuery(schemaQuery())
  const change = data?.items.find((i) => i.key === itemKey)
  if (!change) return null
  const properties = schema?.kinds.find((k) => k.kind === item?.kind)?.properties
  return (
    <div className={css.changes}>
      {(change.change === 'added' || change.change === 'retired' || change.change === 'revived') && (
        <p className="muted">{t(`item.change.${change.change}`)}</p>
      )}
      {change.properties.map((p) => {
        const property = properties?.find((x) => x.name === p.name)
        const shown = (value: unknown) => (
          <ShownValue type={property?.type ?? 'text'} name={p.name} value={asValue(value)} columns={property?.columns} />
        )
        return (
          <div key={p.name} className={css.change}>
            <span className="muted">{p.name === 'title' ? t('item.title') : words.property(p.name)}</span>
            <span>
              {p.old !== null && p.old !== undefined && (
                <span className={css.old}>
                  <span aria-hidden>− </span>
                  {shown(p.old)}
                </span>
              )}{' '}
              {p.new !== null && p.new !== undefined && (
                <span className={css.new}>
                  <span aria-hidden>+ </span>
                  {shown(p.new)}
                </span>
              )}
            </span>
          </div>
        )
      })}
      {change.links.map((l) => (
        <div key={l.verb + l.to} className={css.change}>
          <span className="muted">{words.verb(l.verb)}</span>
          <span>
            <span className={l.change === 'removed' ? css.old : css.new}>
              {l.change === 'removed' ? '− ' : l.change === 'added' ? '+ ' : ''}
              {l.to}
            </span>{' '}
            {(l.change === 'confirmed' || l.change === 'changed') && t(`item.link.${l.change}`)}
          </span>
        </div>
      ))}
    </div>
  )
}
