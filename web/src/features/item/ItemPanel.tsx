import { useQuery } from '@tanstack/react-query'
import type { ItemSeen } from '../../api/documents'
import { commentsQuery } from '../../api/item-queries'
import { useProject } from '../../api/project'
import { levelsQuery } from '../../api/queries'
import { useItem } from '../../api/use-item'
import type { PanelTab } from '../../domain/address'
import { Button } from '../../ui/Button'
import { Glyph } from '../../ui/Glyph'
import { kindGlyph } from '../../ui/kinds'
import { useT } from '../../ui/language'
import { PlaceLink, useProjectAddress } from '../../ui/navigation'
import { Notice } from '../../ui/Notice'
import { Menu, Tip, type MenuPart } from '../../ui/Overlay'
import { Problem } from '../../ui/Problem'
import { Tabs } from '../../ui/Tabs'
import { Tag } from '../../ui/Tag'
import { say } from '../../ui/toast'
import { VectorGlyph } from '../../ui/VectorGlyph'
import { useWords } from '../../ui/words'
import { Comments } from './Comments'
import { Fields } from './Fields'
import { ImpactTab } from './ImpactTab'
import { ItemFindings } from './ItemFindings'
import { ItemHistory } from './ItemHistory'
import { Links } from './Links'
import { useItemActions } from './use-item-actions'
import css from './ItemPanel.module.css'

/** Everything about one item, at the right of any screen. */
export function ItemPanel({ itemKey }: { itemKey: string }) {
  const { view, writes } = useProject()
  const [address] = useProjectAddress()
  const { item, pending, error, refetch } = useItem(view, itemKey)
  const part = item ? writes(item.kind) : 'none'
  const may = part === 'whole'
  return (
    <div className={css.panel}>
      <PanelHead itemKey={itemKey} item={item} unsaved={pending.length > 0} may={may} />
      {error && <Problem error={error} onRetry={() => void refetch()} />}
      {item && (
        <PanelTabs item={item} tab={address.tab} editable={may && !item.retired} fields={part !== 'none' && !item.retired} />
      )}
    </div>
  )
}

const isPlace = (kind: string) => kind === 'zone' || kind === 'conduit'

interface PanelHeadProps {
  itemKey: string
  item: ItemSeen | undefined
  unsaved: boolean
  may: boolean
}

function PanelHead({ itemKey, item, unsaved, may }: PanelHeadProps) {
  const t = useT()
  const words = useWords()
  const [, change] = useProjectAddress()
  const actions = useItemActions(item, may)
  const close = () => change({ item: null })
  const copy = () => void navigator.clipboard?.writeText(location.href).then(() => say(t('command.copied')))
  const suspects = item ? item.links.filter((l) => l.suspect).length + item.linked_from.filter((l) => l.suspect).length : 0
  const parts: MenuPart[] = [{ key: 'copy', label: t('command.copyAddress'), glyph: 'ui-link', onChoose: copy }]
  if (item && may && !item.retired)
    parts.push(
      { key: 'duplicate', label: t('item.duplicate'), glyph: 'ui-copy', onChoose: actions.duplicate },
      { key: 'retire', label: t('item.retire'), glyph: 'ui-close', onChoose: actions.retire },
    )
  return (
    <div className={css.head}>
      <div className="row">
        <span className="mono">{itemKey}</span>
        {item && (
          <Tip text={words.kindHelp(item.kind, t(`kind.${item.kind as 'zone'}`))}>
            <span className="muted small ellipsis" tabIndex={-1}>
              {t(`kind.${item.kind as 'zone'}`)}
            </span>
          </Tip>
        )}
        <span className="grow" />
        <Menu end parts={parts} button={<Button look="icon" small glyph="ui-more" aria-label={t('item.actions')} />} />
        <Button look="icon" small glyph="ui-close" aria-label={t('item.close')} onClick={close} />
      </div>
      {item && (
        <>
          <div className={css.title}>
            <Glyph name={kindGlyph(item.kind)} size={18} />
            <h2>{item.title}</h2>
          </div>
          <div className={css.tags}>
            {unsaved && <Tag tone="accent">{t('item.notSaved')}</Tag>}
            {suspects > 0 && (
              <button type="button" className={css.tagButton} onClick={() => change({ tab: 'links' }, { replace: true })}>
                <Tag tone="suspect">
                  <Glyph name="marker-suspect" size={12} />
                  {t('item.suspects', { count: suspects })}
                </Tag>
              </button>
            )}
            {isPlace(item.kind) && !item.retired && <PlaceVector itemKey={item.key} />}
            {isPlace(item.kind) && <PlaceLink place={item.key}>{t('item.openPage')}</PlaceLink>}
          </div>
          {item.retired && (
            <Notice
              tone="caution"
              actions={
                may && (
                  <Button small autoFocus onClick={actions.revive}>
                    {t('item.revive')}
                  </Button>
                )
              }
            >
              {t('item.isRetired')}
            </Notice>
          )}
        </>
      )}
    </div>
  )
}

interface PanelTabsProps {
  item: ItemSeen
  tab: PanelTab
  /** Whether all of the item may be written. */
  editable: boolean
  /** Whether its title and properties may be. */
  fields: boolean
}

function PanelTabs({ item, tab, editable, fields }: PanelTabsProps) {
  const t = useT()
  const { project, can } = useProject()
  const [, change] = useProjectAddress()
  const reads = can('read comments')
  const { data: comments } = useQuery({ ...commentsQuery(project.key, item.key), enabled: reads })
  const said = comments?.comments.filter((c) => !c.resolved_at).length
  return (
    <Tabs<PanelTab>
      label={item.key}
      value={tab}
      onChange={(next) => change({ tab: next }, { replace: true })}
      tabs={[
        { value: 'fields', label: t('item.fields') },
        { value: 'links', label: t('item.links'), count: item.links.length + item.linked_from.length },
        ...(can('analyse') ? [{ value: 'impact' as const, label: t('item.impact') }] : []),
        ...(reads ? [{ value: 'comments' as const, label: t('item.comments'), count: said || undefined }] : []),
        ...(can('read history') ? [{ value: 'history' as const, label: t('item.history') }] : []),
      ]}
    >
      {tab === 'fields' && (
        <>
          {!item.retired && can('analyse') && <ItemFindings itemKey={item.key} />}
          <Fields item={item} editable={fields} />
        </>
      )}
      {tab === 'links' && <Links item={item} editable={editable} />}
      {tab === 'impact' && can('analyse') && <ImpactTab item={item} editable={editable} />}
      {tab === 'comments' && reads && <Comments itemKey={item.key} />}
      {tab === 'history' && <ItemHistory itemKey={item.key} />}
    </Tabs>
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
