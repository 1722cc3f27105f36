import { useMemo, useState, type FormEvent } from 'react'
import type { ItemSeen } from '../../api/documents'
import { edit } from '../../api/editing'
import { useProject } from '../../api/project'
import { useQuery } from '@tanstack/react-query'
import { schemaQuery } from '../../api/queries'
import { Button } from '../../ui/Button'
import { TextField } from '../../ui/Field'
import { Glyph } from '../../ui/Glyph'
import { useT } from '../../ui/language'
import { KeyLink } from '../../ui/navigation'
import { Empty } from '../../ui/Notice'
import { useKept } from '../../ui/use-kept'
import css from './ItemPanel.module.css'

interface Line {
  from: string
  verb: string
  to: string
  other: string
  title: string
  suspect: boolean
}

/** What an item is joined to, both ways. A suspect link is confirmed with a reason. */
export function Links({ item, editable }: { item: ItemSeen; editable: boolean }) {
  const t = useT()
  const { data } = useQuery(schemaQuery())
  const groups = useMemo(() => {
    const inverse = new Map(data?.verbs.map((v) => [v.verb, v.inverse]))
    const out = new Map<string, Line[]>()
    const add = (words: string, line: Line) => out.set(words, [...(out.get(words) ?? []), line])
    for (const l of item.links)
      add(l.verb, { from: item.key, verb: l.verb, to: l.to, other: l.to, title: l.title, suspect: l.suspect ?? false })
    for (const l of item.linked_from)
      add(inverse.get(l.verb) ?? l.verb, {
        from: l.from,
        verb: l.verb,
        to: item.key,
        other: l.from,
        title: l.title,
        suspect: l.suspect,
      })
    return [...out]
  }, [data, item])
  if (groups.length === 0) return <Empty>{t('item.noLinks')}</Empty>
  return groups.map(([words, lines]) => (
    <section key={words} aria-label={words}>
      <div className={css.group}>{words}</div>
      {lines.map((line) => (
        <LinkLine key={line.other + line.verb} line={line} editable={editable} />
      ))}
    </section>
  ))
}

function LinkLine({ line, editable }: { line: Line; editable: boolean }) {
  const t = useT()
  const [confirming, setConfirming] = useState(false)
  return (
    <>
      <div className={css.link}>
        {line.suspect ? <Glyph name="marker-suspect" size={14} label={t('item.suspect')} /> : <span />}
        <KeyLink item={line.other} />
        <span className="ellipsis" title={line.title}>
          {line.title}
        </span>
        {line.suspect && editable && (
          <Button small look="quiet" onClick={() => setConfirming(!confirming)} aria-expanded={confirming}>
            {t('item.confirm')}
          </Button>
        )}
      </div>
      {confirming && <Confirm line={line} onDone={() => setConfirming(false)} />}
    </>
  )
}

function Confirm({ line, onDone }: { line: Line; onDone: () => void }) {
  const t = useT()
  const { project, head } = useProject()
  const [reason, setReason, forget] = useKept(`confirm.${project.key}.${line.from}.${line.verb}.${line.to}`, '')
  const submit = (event: FormEvent) => {
    event.preventDefault()
    edit(project.key, head.commit, [{ op: 'confirm', from: line.from, verb: line.verb, to: line.to, reason }], [], 'confirm')
    forget()
    onDone()
  }
  return (
    <form className={css.confirm} onSubmit={submit}>
      <TextField label={t('item.confirmWhy')} required autoFocus value={reason} onChange={(e) => setReason(e.target.value)} />
      <div className="row">
        <Button type="submit" small look="primary">
          {t('item.stillHolds')}
        </Button>
        <Button small look="quiet" onClick={onDone}>
          {t('do.cancel')}
        </Button>
      </div>
    </form>
  )
}
