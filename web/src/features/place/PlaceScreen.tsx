import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import type { ItemSeen } from '../../api/documents'
import { placeWhyQuery } from '../../api/place-queries'
import { useProject } from '../../api/project'
import { useItem } from '../../api/use-item'
import { screenAddress } from '../../domain/address'
import type { Target } from '../../domain/compensation'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { Glyph } from '../../ui/Glyph'
import { placeGlyph } from '../../ui/kinds'
import { useFormats, useT } from '../../ui/language'
import { Later } from '../../ui/Later'
import { AddressLink, useProjectAddress } from '../../ui/navigation'
import { Empty } from '../../ui/Notice'
import { Problem } from '../../ui/Problem'
import { Tag } from '../../ui/Tag'
import { useWords } from '../../ui/words'
import { Assets } from './Assets'
import { DefenceCard } from './DefenceCard'
import { FindingsOfPlace } from './FindingsOfPlace'
import { Measures } from './Measures'
import { Neighbours } from './Neighbours'
import { Risks } from './Risks'
import { TargetCard } from './TargetCard'
import { usePlaceParts } from './use-place-parts'
import { useAsking } from './use-asking'
import { Vectors } from './Vectors'
import css from './Place.module.css'

interface PlaceScreenProps {
  placeKey: string
  /** The fields of the item, edited in place. */
  fields: (item: ItemSeen, editable: boolean) => ReactNode
  /** The commits that touched the item. */
  history: (item: ItemSeen) => ReactNode
  /** Asks by what rows are compensated. */
  compensate: (of: {
    targets: readonly Target[]
    leftOut: number
    measure: string
    onDone: (recorded: boolean) => void
  }) => ReactNode
}

/** Everything about one zone or conduit: what it reaches, why, and what it is made of. */
export function PlaceScreen({ placeKey, fields, history, compensate }: PlaceScreenProps) {
  const t = useT()
  const { view, can } = useProject()
  const { item, error, refetch } = useItem(view, placeKey)
  const why = useQuery(placeWhyQuery(view, placeKey))
  const place = why.data?.places[0]
  const parts = usePlaceParts(item)
  const asking = useAsking(item, why.data?.standard.system ?? '')
  if (error) return <Problem error={error} onRetry={() => void refetch()} />
  if (!item)
    return (
      <Later>
        <p className="muted">{t('place.reading')}</p>
      </Later>
    )
  if (item.kind !== 'zone' && item.kind !== 'conduit')
    return <Empty>{t('place.noPlace', { key: placeKey, kind: t(`kind.${item.kind as 'asset'}`) })}</Empty>
  const editable = can('write model') && !item.retired
  const fault: unknown = why.error ?? parts.error
  return (
    <div className={css.screen}>
      <Head item={item} />
      {fault !== null && <Problem error={fault} onRetry={() => void why.refetch()} />}
      <div className={css.columns}>
        <div className={css.column}>
          {place && <Vectors place={place} onCompensate={editable ? asking.compensate : null} />}
          <Assets place={item.key} assets={parts.assets} loaded={parts.loaded} />
          <Neighbours item={item} parts={parts} />
          <DefenceCard item={item} measures={parts.measures} />
          <Measures
            item={item}
            parts={parts}
            onCompensate={editable ? (key, measure) => asking.change(key, parts.allocations.get(key) ?? '', measure) : null}
          />
        </div>
        <div className={css.column}>
          {place && <TargetCard place={place} item={item} risks={parts.risks} assets={parts.assets} />}
          <FindingsOfPlace placeKey={placeKey} members={parts.members} />
          <Risks risks={parts.risks} functions={parts.functions} loaded={parts.loaded} />
          <Card title={t('place.fields')}>{fields(item, editable)}</Card>
          {can('read history') && (
            <Card title={t('place.history')}>
              <div className={css.history}>{history(item)}</div>
            </Card>
          )}
        </div>
      </div>
      {asking.now && compensate({ ...asking.now, leftOut: 0, onDone: asking.close })}
    </div>
  )
}

function Head({ item }: { item: ItemSeen }) {
  const t = useT()
  const words = useWords()
  const formats = useFormats()
  const { project, view, head } = useProject()
  const [address] = useProjectAddress()
  const type = typeof item.properties['type'] === 'string' ? item.properties['type'] : undefined
  const to = (screen: 'zones' | 'diagram' | 'trace', more: Parameters<typeof screenAddress>[2] = {}) =>
    screenAddress(project.key, screen, { at: address.at, ...more })
  return (
    <div className={css.head}>
      <AddressLink to={to('zones')} className={css.back}>
        {t('screen.zones')}
      </AddressLink>
      <div className={css.titleLine}>
        <Glyph name={placeGlyph(item.kind, type)} size={20} />
        <h1>{item.title}</h1>
        <span className="mono muted">{item.key}</span>
        {type && <Tag>{words.choice(type)}</Tag>}
        {item.retired && <Tag>{t('item.retired')}</Tag>}
        <span className="grow" />
        <span className={css.links}>
          <AddressLink to={to('diagram', { item: item.key, selection: [item.key] })}>{t('place.inDiagram')}</AddressLink>
          <AddressLink to={to('trace', { view: { place: item.key } })}>{t('place.inTrace')}</AddressLink>
        </span>
        <Button glyph="ui-print" onClick={() => window.print()}>
          {t('do.print')}
        </Button>
      </div>
      <p className={css.printed}>
        {project.title} · {view.query.at ?? t('state.commitN', { number: head.commit })} · {formats.day(head.date)}
      </p>
    </div>
  )
}
