import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { asValue, type ItemSeen } from '../../api/documents'
import { edit, takeBackEdit } from '../../api/editing'
import { useProject } from '../../api/project'
import { commitQuery, itemQuery, schemaQuery, suspectLinksQuery } from '../../api/queries'
import { sameCause } from '../../domain/link'
import type { Value } from '../../domain/op'
import { Button } from '../../ui/Button'
import { Glyph } from '../../ui/Glyph'
import { useFormats, useT } from '../../ui/language'
import { KeyLink } from '../../ui/navigation'
import { say } from '../../ui/toast'
import { useWords } from '../../ui/words'
import { Confirm } from './Confirm'
import { FieldLine } from './FieldLine'
import css from './ItemPanel.module.css'

export interface Line {
  from: string
  verb: string
  to: string
  /** The end that is not the item of the panel. */
  other: string
  title: string
  suspect: boolean
}

/** One link: its state, and what it says when it is opened. */
export function LinkLine({ line, item, editable }: { line: Line; item: ItemSeen; editable: boolean }) {
  const t = useT()
  const [open, setOpen] = useState(false)
  const { data: schema } = useQuery(schemaQuery())
  const confirmable = schema?.verbs.find((v) => v.verb === line.verb)?.suspect ?? false
  const made = line.other.startsWith('$')
  return (
    <div className={open ? css.linkOpen : undefined}>
      <div className={css.link}>
        <button
          type="button"
          className={css.disclose}
          aria-expanded={open}
          aria-label={t('link.details', { key: line.other })}
          disabled={made}
          onClick={() => setOpen(!open)}
        >
          <Glyph name={open ? 'ui-chevron-down' : 'ui-chevron-right'} size={12} />
        </button>
        {made ? <span className="muted">{t('link.made')}</span> : <KeyLink item={line.other} />}
        <span className="ellipsis" title={line.title}>
          {line.title}
        </span>
        {line.suspect ? (
          <button type="button" className={css.suspect} onClick={() => setOpen(true)} title={t('item.suspect')}>
            <Glyph name="marker-suspect" size={14} label={t('item.suspect')} />
          </button>
        ) : (
          confirmable && <Glyph name="ui-check" size={12} className={css.holds} label={t('link.holds')} />
        )}
      </div>
      {open && <LinkDetails line={line} item={item} editable={editable} onClose={() => setOpen(false)} />}
    </div>
  )
}

function LinkDetails({ line, item, editable, onClose }: { line: Line; item: ItemSeen; editable: boolean; onClose: () => void }) {
  const t = useT()
  const words = useWords()
  const { project, head, view, can } = useProject()
  const { data: schema } = useQuery(schemaQuery())
  const verb = schema?.verbs.find((v) => v.verb === line.verb)
  // The link is told in full where it begins.
  const { data: other } = useQuery({ ...itemQuery(view, line.from), enabled: line.from !== item.key })
  const begins = line.from === item.key ? item : other
  const link = begins?.links.find((l) => l.verb === line.verb && l.to === line.to)
  const { data: suspects } = useQuery({ ...suspectLinksQuery(view), enabled: line.suspect })
  const cause = schema && line.suspect ? sameCause(schema.verbs, suspects?.links ?? [], line) : []
  const remove = () => {
    const op = { op: 'unlink' as const, from: line.from, verb: line.verb, to: line.to }
    const sent = edit(project.key, head.commit, [op], begins ? [begins] : [], 'unlink')
    onClose()
    say(t('link.removed', { from: line.from, verb: words.verb(line.verb), to: line.to }), {
      label: t('command.undo'),
      run: () => void takeBackEdit(project.key, sent.id),
    })
  }
  const save = (name: string, value: Value | undefined) => {
    const ends = { from: line.from, verb: line.verb, to: line.to }
    edit(project.key, head.commit, [
      value === undefined ? { op: 'unset', ...ends, unset: [name] } : { op: 'set', ...ends, properties: { [name]: value } },
    ])
  }
  const commit = link && 'commit' in link ? Number(link.commit) : 0
  return (
    <div className={css.linkDetails}>
      <p className="muted tiny">{words.verbHelp(line.verb, verb?.help ?? '')}</p>
      {commit > 0 && <Confirmed commit={commit} line={line} />}
      {verb && verb.properties.length > 0 && link && (
        <dl className={css.linkFields}>
          {verb.properties.map((p) => (
            <FieldLine
              key={p.name}
              itemKey={line.from}
              kind={`${line.verb}: `}
              property={{ ...p, significant: false, help: words.linkHelp(line.verb, p.name, p.help) }}
              value={asValue(link.properties?.[p.name])}
              name={`${project.key}.${line.from}.${line.verb}.${line.to}.${p.name}`}
              editable={editable && !p.recorded}
              onSave={(value) => save(p.name, value)}
            />
          ))}
        </dl>
      )}
      {line.suspect && !item.retired && can('confirm') && <Confirm links={[line]} more={cause} item={item} onDone={onClose} />}
      {editable && (
        <Button small look="quiet" glyph="ui-close" onClick={remove}>
          {t('link.remove')}
        </Button>
      )}
    </div>
  )
}

/** Who made or last confirmed a link, and when. */
function Confirmed({ commit, line }: { commit: number; line: Line }) {
  const t = useT()
  const formats = useFormats()
  const { project, can } = useProject()
  const { data } = useQuery({ ...commitQuery(project.key, commit), enabled: can('read history') })
  const said = data?.operations.find(
    (o) => o.op === 'confirm' && o.from === line.from && o.verb === line.verb && o.to === line.to,
  )
  const values = { who: data?.author ?? '', when: data ? formats.moment(data.time) : '', commit }
  if (!data) return <p className="tiny">{t('link.standsSince', { commit })}</p>
  return (
    <p className="tiny">
      {said ? t('link.confirmed', values) : t('link.madeBy', values)}
      {said?.reason && <q className={css.reason}>{said.reason}</q>}
    </p>
  )
}
