import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Impact, ImpactItem, ItemSeen } from '../../api/documents'
import { impactQuery } from '../../api/item-queries'
import { useProject } from '../../api/project'
import type { ChangeKind } from '../../domain/field'
import { falls } from '../../domain/impact'
import { Button } from '../../ui/Button'
import { SelectField } from '../../ui/Field'
import { Glyph } from '../../ui/Glyph'
import { kindGlyph } from '../../ui/kinds'
import { useT } from '../../ui/language'
import { Later } from '../../ui/Later'
import { KeyLink } from '../../ui/navigation'
import { Empty } from '../../ui/Notice'
import { Problem } from '../../ui/Problem'
import { useWords } from '../../ui/words'
import { Drafts } from './Drafts'
import css from './Impact.module.css'

const changesOf = (kind: string): ChangeKind[] =>
  kind === 'asset' ? ['any', 'firmware', 'lifecycle', 'types', 'moved', 'retired'] : ['any', 'retired']

/** What a change of this item would reach, by which way, and which levels could fall, before anything is saved. */
export function ImpactTab({ item, editable }: { item: ItemSeen; editable: boolean }) {
  const t = useT()
  const { view } = useProject()
  const [change, setChange] = useState<ChangeKind>('any')
  const { data, error, refetch } = useQuery(impactQuery(view, item.key, change))
  return (
    <div className={css.tab}>
      {editable && <Drafts item={item} />}
      <SelectField
        label={t('impact.what')}
        choices={changesOf(item.kind).map((c) => ({ value: c, label: t(`impact.change.${c}`) }))}
        value={change}
        onChange={(e) => setChange(e.target.value as ChangeKind)}
      />
      {error ? (
        <Problem error={error} onRetry={() => void refetch()} />
      ) : data ? (
        <Result impact={data} itemKey={item.key} />
      ) : (
        <Later>
          <p className="muted small">{t('impact.working')}</p>
        </Later>
      )}
    </div>
  )
}

const firstItems = 60

function Result({ impact, itemKey }: { impact: Impact; itemKey: string }) {
  const t = useT()
  const words = useWords()
  const [shown, setShown] = useState(firstItems)
  const places = impact.places.map((p) => ({ ...p, falls: falls(p) })).sort((a, b) => b.falls.length - a.falls.length)
  const items = impact.items.filter((i) => i.key !== itemKey && i.phase !== 'changed')
  if (items.length === 0) return <Empty>{t('impact.none')}</Empty>
  return (
    <>
      <p className={css.sum}>
        {t('impact.line', { items: impact.counts.items, suspect: impact.counts.suspect })}{' '}
        {impact.decisions.length > 0 && t('impact.decisions', { count: impact.decisions.length })}
      </p>
      {places.length > 0 && (
        <section aria-label={t('impact.places')}>
          <h3>{t('impact.places')}</h3>
          <ul>
            {places.map((p) => (
              <li key={p.key} className={css.place}>
                <KeyLink item={p.key} />
                <span className="ellipsis grow">{p.title}</span>
                {p.falls.length === 0 ? (
                  <span className="muted">{t('impact.stays')}</span>
                ) : (
                  <span className={css.falls}>
                    {p.falls.map((f) => (
                      <span key={f.fr}>
                        <small>{f.fr}</small> {f.from} <Glyph name="ui-arrow" size={10} label={t('impact.to')} /> <b>{f.to}</b>
                      </span>
                    ))}
                  </span>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      <section aria-label={t('impact.items')}>
        <h3>
          {t('impact.items')} <span className="muted">{items.length}</span>
        </h3>
        <ul>
          {items.slice(0, shown).map((i) => (
            <ReachedLine key={i.key} item={i} reason={words.reason(i.reason)} />
          ))}
        </ul>
        {items.length > shown && (
          <Button look="link" onClick={() => setShown(shown + 300)}>
            {t('item.moreOf', { count: items.length - shown })}
          </Button>
        )}
      </section>
    </>
  )
}

/** One item that is reached; opened it shows by which way. */
function ReachedLine({ item, reason }: { item: ImpactItem; reason: string }) {
  const t = useT()
  const words = useWords()
  const [open, setOpen] = useState(false)
  return (
    <li>
      <div className={css.reached}>
        <button type="button" aria-expanded={open} aria-label={t('impact.way', { key: item.key })} onClick={() => setOpen(!open)}>
          <Glyph name={open ? 'ui-chevron-down' : 'ui-chevron-right'} size={12} />
        </button>
        <Glyph name={kindGlyph(item.kind)} size={14} />
        <KeyLink item={item.key} />
        <span className="ellipsis grow" title={item.title}>
          {item.title}
        </span>
        {item.suspect && <Glyph name="marker-suspect" size={14} label={t('impact.becomesSuspect')} />}
      </div>
      <div className={css.reason}>{reason}</div>
      {open && (
        <ol className={css.path}>
          {item.path.map((hop, i) => (
            <li key={i}>
              <span className="mono">{hop.from}</span> <span className="muted">{words.either(hop.link)}</span>{' '}
              <span className="mono">{hop.to}</span>
            </li>
          ))}
        </ol>
      )}
    </li>
  )
}
