import { Button } from '../../ui/Button'
import type { GridColumn } from '../../ui/grid/column'
import { rowHeight, rowHeights, type ColumnLayout } from '../../ui/grid/layout'
import { useGridText } from '../../ui/grid/words'
import { Menu, type MenuPart } from '../../ui/Overlay'

interface LookMenuProps {
  columns: readonly GridColumn[]
  layout: ColumnLayout
  onLayout: (next: ColumnLayout) => void
}

/** How high rows are, and what they are grouped by. */
export function LookMenu({ columns, layout, onLayout }: LookMenuProps) {
  const t = useGridText()
  const group = (id: string | undefined, label: string) => ({
    key: `g ${id ?? ''}`,
    label,
    chosen: layout.group === id,
    onChoose: () => onLayout({ ...layout, group: id }),
  })
  const parts: MenuPart[] = [
    { heading: t('grid.rows') },
    ...rowHeights.map((h) => ({
      key: `h ${h}`,
      label: t(`grid.rows.${h as 28 | 34 | 60}`),
      chosen: (layout.row ?? rowHeight) === h,
      onChoose: () => onLayout({ ...layout, row: h }),
    })),
    { heading: t('grid.groupBy') },
    group(undefined, t('grid.groupNone')),
    ...columns.filter((c) => c.id !== 'key' && c.id !== 'title' && c.type !== 'table').map((c) => group(c.id, c.heading)),
  ]
  return (
    <Menu
      parts={parts}
      width={220}
      button={
        <Button small glyph="ui-layers" aria-label={t('grid.look')} title={t('grid.look')}>
          <span className="wide-only">{t('grid.look')}</span>
        </Button>
      }
    />
  )
}
