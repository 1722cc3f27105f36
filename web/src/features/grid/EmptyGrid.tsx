import { useProject } from '../../api/project'
import { screenAddress } from '../../domain/address'
import { Button } from '../../ui/Button'
import { useGridText } from '../../ui/grid/words'
import { AddressLink, useProjectAddress } from '../../ui/navigation'
import css from './GridScreen.module.css'

interface EmptyGridProps {
  kind: string
  filtered: boolean
  editable: boolean
  onClear: () => void
}

/** What stands in a grid without rows: how to begin, or how to see rows again. */
export function EmptyGrid({ kind, filtered, editable, onClear }: EmptyGridProps) {
  const t = useGridText()
  const { project, can } = useProject()
  const [{ at }] = useProjectAddress()
  if (filtered)
    return (
      <p className={css.emptyNote}>
        {t('grid.emptyFilter')}{' '}
        <Button look="link" onClick={onClear}>
          {t('grid.filter.clear')}
        </Button>
      </p>
    )
  return (
    <p className={css.emptyNote}>
      {editable ? t('grid.empty') : t('grid.emptyRead')}{' '}
      {editable && kind === 'asset' && can('import') && (
        <AddressLink className={css.begin} to={screenAddress(project.key, 'start', { subject: 'assets', at })}>
          {t('grid.begin')}
        </AddressLink>
      )}
    </p>
  )
}
