import { useProject } from '../../api/project'
import { screenAddress } from '../../domain/address'
import { Button } from '../../ui/Button'
import { useT } from '../../ui/language'
import { AddressLink, useProjectAddress } from '../../ui/navigation'
import css from './Place.module.css'

/** Rows of a list that are drawn at first. */
export const few = 12
/** Rows that the page draws at most: what is longer is looked at in the grid. */
const most = 200

/** How many of a list are drawn. */
export const drawn = (count: number, all: boolean): number => (all && count <= most ? count : Math.min(few, count))

interface MoreProps {
  count: number
  all: boolean
  onAll: (all: boolean) => void
  /** Where the whole list stands as a grid. */
  screen: 'assets' | 'zones'
  kind: string
  filter: string
}

/** Shows the rest of a list, or leads to the grid that holds all of it when that is too long for a page. */
export function More({ count, all, onAll, screen, kind, filter }: MoreProps) {
  const t = useT()
  const { project } = useProject()
  const [address] = useProjectAddress()
  if (count <= few) return null
  return (
    <div className={css.more}>
      {count <= most ? (
        <Button look="link" onClick={() => onAll(!all)}>
          {all ? t('place.fewer') : t('place.allOf', { count })}
        </Button>
      ) : (
        <AddressLink to={screenAddress(project.key, screen, { at: address.at, view: { kind, filter } })}>
          {t('place.firstOf', { count, few })}
        </AddressLink>
      )}
    </div>
  )
}
