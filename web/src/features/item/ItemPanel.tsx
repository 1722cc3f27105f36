import { useQuery } from '@tanstack/react-query'
import { useProject } from '../../api/project'
import { levelsQuery } from '../../api/queries'
import { useItem } from '../../api/use-item'
import { Button } from '../../ui/Button'
import { Glyph } from '../../ui/Glyph'
import { kindGlyph } from '../../ui/kinds'
import { useT } from '../../ui/language'
import { useProjectAddress } from '../../ui/navigation'
import { Problem } from '../../ui/Problem'
import { Tabs } from '../../ui/Tabs'
import { Tag } from '../../ui/Tag'
import { say } from '../../ui/toast'
import { VectorGlyph } from '../../ui/VectorGlyph'
import { Fields } from './Fields'
import { ItemHistory } from './ItemHistory'
import { Links } from './Links'
import css from './ItemPanel.module.css'

/** Everything about one item, at the right of any screen. */
export function ItemPanel({ itemKey }: { itemKey: string }) {
  const t = useT()
  const { view, can } = useProject()
  const [address, change] = useProjectAddress()
  const { item, pending, error, refetch } = useItem(view, itemKey)
  const close = () => change({ item: null })
  const copy = () => void navigator.clipboard?.writeText(location.href).then(() => say(t('command.copied')))
  const suspects = item ? item.links.filter((l) => l.suspect).length + item.linked_from.filter((l) => l.suspect).length : 0
  return (
    <div className={css.panel}>
      <div className={css.head}>
        <div className="row">
          <span className="mono">{itemKey}</span>
          <span className="muted small grow ellipsis">{item && t(`kind.${item.kind as 'zone'}`)}</span>
          <Button look="icon" small glyph="ui-link" aria-label={t('command.copyAddress')} onClick={copy} />
          <Button look="icon" small glyph="ui-close" aria-label={t('item.close')} onClick={close} />
        </div>
        {item && (
          <>
            <div className={css.title}>
              <Glyph name={kindGlyph(item.kind)} size={18} />
              <h2>{item.title}</h2>
            </div>
            <div className={css.tags}>
              {item.retired && <Tag>{t('item.retired')}</Tag>}
              {pending.length > 0 && <Tag tone="accent">{t('item.notSaved')}</Tag>}
              {suspects > 0 && (
                <Tag tone="suspect">
                  <Glyph name="marker-suspect" size={12} />
                  {t('item.suspects', { count: suspects })}
                </Tag>
              )}
              {(item.kind === 'zone' || item.kind === 'conduit') && <PlaceVector itemKey={item.key} />}
            </div>
          </>
        )}
      </div>
      {error && <Problem error={error} onRetry={() => void refetch()} />}
      {item && (
        <Tabs
          label={itemKey}
          value={address.tab}
          onChange={(tab) => change({ tab }, { replace: true })}
          tabs={[
            { value: 'fields', label: t('item.fields') },
            { value: 'links', label: t('item.links'), count: item.links.length + item.linked_from.length },
            ...(can('read history') ? [{ value: 'history' as const, label: t('item.history') }] : []),
          ]}
        >
          {address.tab === 'fields' && <Fields item={item} editable={can('write model') && !item.retired} />}
          {address.tab === 'links' && <Links item={item} editable={can('write model') && !item.retired} />}
          {address.tab === 'history' && <ItemHistory itemKey={item.key} />}
        </Tabs>
      )}
    </div>
  )
}

function PlaceVector({ itemKey }: { itemKey: string }) {
  const { view } = useProject()
  const { data } = useQuery(levelsQuery(view, [itemKey]))
  const place = data?.places[0]
  return place ? (
    <div className={css.vector}>
      <VectorGlyph size="l" levels={place} title={place.title} />
    </div>
  ) : null
}
