import { useQuery } from '@tanstack/react-query'
import { impactQuery } from '../../api/item-queries'
import { useProject } from '../../api/project'
import { changeKind } from '../../domain/field'
import { falls } from '../../domain/impact'
import { Button } from '../../ui/Button'
import { Glyph } from '../../ui/Glyph'
import { useT } from '../../ui/language'
import { useProjectAddress } from '../../ui/navigation'
import css from './ItemPanel.module.css'

/** What a change of a field would reach, in one line, while it is typed. */
export function FieldImpact({ itemKey, kind, property }: { itemKey: string; kind: string; property: string }) {
  const t = useT()
  const { view } = useProject()
  const [, change] = useProjectAddress()
  const { data } = useQuery(impactQuery(view, itemKey, changeKind(kind, property)))
  if (!data) return null
  const places = data.places.filter((p) => falls(p).length > 0).length
  if (data.counts.items === 0) return <div className={css.before}>{t('impact.none')}</div>
  return (
    // Pressing the button must not take the focus from the editor: that would save.
    <div className={css.before} role="status" onMouseDown={(e) => e.preventDefault()}>
      {data.counts.suspect > 0 && <Glyph name="marker-suspect" size={12} />}
      <span className="grow">
        {t('impact.line', { items: data.counts.items, suspect: data.counts.suspect })}
        {places > 0 && ` ${t('impact.linePlaces', { count: places })}`}
      </span>
      <Button look="link" onClick={() => change({ tab: 'impact' }, { replace: true })}>
        {t('impact.look')}
      </Button>
    </div>
  )
}
