import { useState, type DragEvent, type KeyboardEvent } from 'react'
import { Button } from '../../ui/Button'
import { Glyph } from '../../ui/Glyph'
import { placeGlyph } from '../../ui/kinds'
import { useT } from '../../ui/language'
import { KeyLink } from '../../ui/navigation'
import { Tag } from '../../ui/Tag'
import { useWords } from '../../ui/words'
import { symbolOf } from '../../diagram/symbol'
import type { Asset, Zone } from './plant'
import { purdueLevels, WordSelect, zoneTypes } from './ZoneProposals'
import own from './Zones.module.css'

/** So many assets of a zone are shown; for more there is the grid. */
const most = 60

interface ZoneBoxProps {
  /** Null for the assets that are in no zone. */
  zone: Zone | null
  members: readonly Asset[]
  proposal?: { type: string; purdue: string }
  chosen: ReadonlySet<string>
  editable: boolean
  onToggle: (key: string) => void
  onKey: (event: KeyboardEvent, key: string) => void
  onDrag: (event: DragEvent, key: string) => void
  onDrop: (event: DragEvent, to: string | null) => void
  onSet?: (changes: Record<string, string | undefined>) => void
  onRetire?: () => void
}

/** One zone with its type, its level and its assets. */
export function ZoneBox({
  zone,
  members,
  proposal,
  chosen,
  editable,
  onToggle,
  onKey,
  onDrag,
  onDrop,
  onSet,
  onRetire,
}: ZoneBoxProps) {
  const t = useT()
  const words = useWords()
  const [over, setOver] = useState(false)
  const title = zone?.title ?? t('start.zones.nowhere')
  const accepts = editable && {
    onDragOver: (event: DragEvent) => {
      event.preventDefault()
      setOver(true)
    },
    onDragLeave: (event: DragEvent) => !event.currentTarget.contains(event.relatedTarget as Node | null) && setOver(false),
    onDrop: (event: DragEvent) => {
      event.preventDefault()
      setOver(false)
      onDrop(event, zone?.key ?? null)
    },
  }
  return (
    <section className={`${own.zone} ${over ? own.over : ''}`} aria-label={title} {...accepts}>
      <header>
        <Glyph name={zone ? placeGlyph('zone', zone.type) : 'ui-warning'} size={16} />
        {zone && editable ? (
          <Title key={zone.title} title={zone.title} onSet={(next) => onSet?.({ title: next })} />
        ) : (
          <h3 className="grow ellipsis">{title}</h3>
        )}
        {zone && <KeyLink item={zone.key} />}
      </header>
      {zone && (
        <div className={own.zoneFacts}>
          {editable ? (
            <>
              <WordSelect
                label={t('start.zones.typeOf', { name: title })}
                value={zone.type}
                options={zoneTypes}
                empty={t('start.zones.noType')}
                onChange={(type) => onSet?.({ type: type === '' ? undefined : type })}
              />
              <WordSelect
                label={t('start.zones.levelOf', { name: title })}
                value={zone.purdue}
                options={purdueLevels}
                plain
                empty={t('start.zones.noLevel')}
                onChange={(purdue) => onSet?.({ purdue: purdue === '' ? undefined : purdue })}
              />
            </>
          ) : (
            <Tag>{zone.type === '' ? t('start.zones.noType') : words.choice(zone.type)}</Tag>
          )}
          {zone.type === '' && proposal && editable && (
            <Button
              look="link"
              className="tiny"
              onClick={() => onSet?.({ type: proposal.type, ...(zone.purdue === '' ? { purdue: proposal.purdue } : {}) })}
            >
              {t('start.zones.proposeType', { type: words.choice(proposal.type) })}
            </Button>
          )}
          {editable && members.length === 0 && (
            <Button look="icon" small glyph="ui-close" aria-label={t('start.zones.retire', { name: title })} onClick={onRetire} />
          )}
        </div>
      )}
      <ul>
        {members.slice(0, most).map((a) => (
          <li key={a.key}>
            <button
              type="button"
              data-asset={a.key}
              className={own.chip}
              aria-pressed={editable ? chosen.has(a.key) : undefined}
              draggable={editable}
              disabled={!editable}
              onClick={() => onToggle(a.key)}
              onKeyDown={(event) => onKey(event, a.key)}
              onDragStart={(event) => onDrag(event, a.key)}
            >
              <Glyph name={`asset-${symbolOf({ function: a.what, title: a.title, wireless: false, safety: false })}`} size={14} />
              <span className="ellipsis">{a.title}</span>
              <span className={`${own.chipKey} mono`}>{a.key}</span>
            </button>
          </li>
        ))}
        {members.length > most && <li className="muted small">{t('start.zones.more', { count: members.length - most })}</li>}
        {members.length === 0 && <li className="muted small">{t('start.zones.empty')}</li>}
      </ul>
    </section>
  )
}

/** The name of a zone, edited where it stands. */
function Title({ title, onSet }: { title: string; onSet: (next: string) => void }) {
  const t = useT()
  const [text, setText] = useState(title)
  const send = () => (text.trim() === '' ? setText(title) : text.trim() !== title && onSet(text.trim()))
  return (
    <input
      className={own.zoneTitle}
      aria-label={t('start.zones.nameOf', { name: title })}
      value={text}
      onChange={(e) => setText(e.target.value)}
      onBlur={send}
      onKeyDown={(e) => {
        if (e.key === 'Enter') e.currentTarget.blur()
        if (e.key === 'Escape') setText(title)
      }}
    />
  )
}
