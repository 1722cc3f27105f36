import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent, type KeyboardEvent } from 'react'
import { api, call } from '../../api/client'
import type { Comment } from '../../api/documents'
import { commentsChanged, commentsQuery } from '../../api/item-queries'
import { useProject } from '../../api/project'
import { userId } from '../../api/session'
import { Avatar } from '../../ui/Avatar'
import { Button } from '../../ui/Button'
import { SelectField, TextArea } from '../../ui/Field'
import { useFormats, useT } from '../../ui/language'
import { KeyLink } from '../../ui/navigation'
import { Empty } from '../../ui/Notice'
import { Problem } from '../../ui/Problem'
import { Tag } from '../../ui/Tag'
import { useKept } from '../../ui/use-kept'
import css from './Comments.module.css'

const kinds = ['comment', 'question', 'proposed change', 'issue'] as const
type CommentKind = (typeof kinds)[number]

/** What people say about an item. It is no part of the record. */
export function Comments({ itemKey }: { itemKey: string }) {
  const t = useT()
  const { project, can } = useProject()
  const queries = useQueryClient()
  const { data, error, refetch } = useQuery(commentsQuery(project.key, itemKey))
  const [settled, setSettled] = useState(false)
  const list = data?.comments ?? []
  const open = list.filter((c) => !c.resolved_at)
  const shown = settled ? list : open
  const may = can('write comments')
  return (
    <div className={css.comments}>
      {error && <Problem error={error} onRetry={() => void refetch()} />}
      {data && open.length === 0 && <Empty>{t(may ? 'comment.none' : 'comment.noneRead')}</Empty>}
      <ol>
        {shown.map((c) => (
          <One key={c.id} comment={c} may={may} changed={() => commentsChanged(queries, project.key)} />
        ))}
      </ol>
      {list.length > open.length && (
        <Button look="link" aria-expanded={settled} onClick={() => setSettled(!settled)}>
          {settled ? t('comment.hideSettled') : t('comment.showSettled', { count: list.length - open.length })}
        </Button>
      )}
      {may && <Composer itemKey={itemKey} changed={() => commentsChanged(queries, project.key)} />}
    </div>
  )
}

/** Where something new is said. What is typed stays over a reload. */
function Composer({ itemKey, changed }: { itemKey: string; changed: () => Promise<void> }) {
  const t = useT()
  const { project } = useProject()
  const [text, setText, forget] = useKept(`comment.${project.key}.${itemKey}`, '')
  const [kind, setKind] = useState<CommentKind>('comment')
  const send = useMutation({
    mutationFn: () =>
      call(() =>
        api.POST('/api/v1/projects/{project}/items/{key}/comments', {
          params: { path: { project: project.key, key: itemKey } },
          body: { kind, text: text.trim() },
        }),
      ),
    onSuccess: async () => {
      setText('')
      forget()
      await changed()
    },
  })
  const submit = (event?: FormEvent) => {
    event?.preventDefault()
    if (text.trim() !== '' && !send.isPending) send.mutate()
  }
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit()
  }
  return (
    <form className={css.composer} onSubmit={submit}>
      <TextArea
        label={t('comment.say')}
        value={text}
        maxLength={20000}
        onChange={(e) => setText(e.target.value)}
        onKeyDown={keys}
      />
      {send.error && <Problem error={send.error} />}
      <div className={css.sendRow}>
        <KindField value={kind} onChange={setKind} />
        <Button type="submit" small look="primary" disabled={text.trim() === '' || send.isPending}>
          {t('comment.send')}
        </Button>
      </div>
    </form>
  )
}

function KindField({ value, onChange }: { value: CommentKind; onChange: (kind: CommentKind) => void }) {
  const t = useT()
  return (
    <SelectField
      label={t('comment.kind')}
      choices={kinds.map((k) => ({ value: k, label: t(`comment.kind.${k}`) }))}
      value={value}
      onChange={(e) => onChange(e.target.value as CommentKind)}
    />
  )
}

function One({ comment, may, changed }: { comment: Comment; may: boolean; changed: () => Promise<void> }) {
  const t = useT()
  const formats = useFormats()
  const { project, can } = useProject()
  const [editing, setEditing] = useState(false)
  const own = comment.author === userId()
  const params = { path: { project: project.key, key: comment.item, comment: comment.id } }
  const change = useMutation({
    mutationFn: (body: { text?: string; kind?: CommentKind; resolved?: boolean }) =>
      call(() => api.PATCH('/api/v1/projects/{project}/items/{key}/comments/{comment}', { params, body })),
    onSuccess: async () => {
      setEditing(false)
      await changed()
    },
  })
  const remove = useMutation({
    mutationFn: () => call(() => api.DELETE('/api/v1/projects/{project}/items/{key}/comments/{comment}', { params })),
    onSuccess: changed,
  })
  const settled = comment.resolved_at !== undefined
  return (
    <li className={settled ? css.settled : css.comment}>
      <div className={css.head}>
        <Avatar name={comment.author_name} own={own} />
        <b className="ellipsis">{comment.author_name}</b>
        {comment.kind !== 'comment' && (
          <Tag tone={comment.kind === 'issue' ? 'gap' : 'accent'}>{t(`comment.kind.${comment.kind}`)}</Tag>
        )}
        <span className="muted tiny nowrap grow num" title={formats.moment(comment.at)}>
          {formats.brief(comment.at, new Date())}
          {comment.edited && ` · ${t('comment.edited')}`}
        </span>
      </div>
      {editing ? (
        <Rewrite comment={comment} onSave={(text, kind) => change.mutate({ text, kind })} onCancel={() => setEditing(false)} />
      ) : (
        <p className={css.text}>
          <WithKeys text={comment.text} />
        </p>
      )}
      {settled && (
        <p className="muted tiny">
          {t('comment.settledBy', { who: comment.resolved_by ?? '', when: formats.moment(comment.resolved_at ?? '') })}
        </p>
      )}
      {(change.error ?? remove.error) && <Problem error={change.error ?? remove.error} />}
      {may && !editing && (
        <div className={css.tools}>
          <Button look="link" onClick={() => change.mutate({ resolved: !settled })}>
            {t(settled ? 'comment.reopen' : 'comment.settle')}
          </Button>
          {own && !settled && (
            <Button look="link" onClick={() => setEditing(true)}>
              {t('comment.edit')}
            </Button>
          )}
          {(own || can('manage members')) && (
            <Button look="link" onClick={() => remove.mutate()}>
              {t('comment.remove')}
            </Button>
          )}
        </div>
      )}
    </li>
  )
}

interface RewriteProps {
  comment: Comment
  onSave: (text: string, kind: CommentKind) => void
  onCancel: () => void
}

function Rewrite({ comment, onSave, onCancel }: RewriteProps) {
  const t = useT()
  const [text, setText] = useState(comment.text)
  const [kind, setKind] = useState<CommentKind>(comment.kind)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSave(text.trim(), kind)
  }
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      event.stopPropagation()
      event.preventDefault()
      onCancel()
    }
  }
  return (
    <form className={css.rewrite} onSubmit={submit} onKeyDown={keys}>
      <TextArea label={t('comment.say')} autoFocus required value={text} onChange={(e) => setText(e.target.value)} />
      <KindField value={kind} onChange={setKind} />
      <div className="row">
        <Button type="submit" small look="primary" disabled={text.trim() === ''}>
          {t('do.save')}
        </Button>
        <Button small look="quiet" onClick={onCancel}>
          {t('do.cancel')}
        </Button>
      </div>
    </form>
  )
}

/** A text whose keys of items are links. */
function WithKeys({ text }: { text: string }) {
  return text
    .split(/(?<![\w-])([A-Z]{3}-[1-9]\d{0,8})(?![\w-])/)
    .map((part, i) => (i % 2 === 1 ? <KeyLink key={i} item={part} /> : part))
}
