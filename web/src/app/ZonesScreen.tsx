import { lazy } from 'react'
import { CompensateDialog } from '../features/countermeasure/CompensateDialog'
import { Fields } from '../features/item/Fields'
import { ItemHistory } from '../features/item/ItemHistory'
import { PlaceScreen } from '../features/place/PlaceScreen'
import { useProjectAddress } from '../ui/navigation'

const Grid = lazy(() => import('../features/grid/GridScreen').then((m) => ({ default: m.GridScreen })))

/** All zones and conduits as a grid, or the page of the one that the address names. */
export function ZonesScreen() {
  const [address] = useProjectAddress()
  if (address.subject === null) return <Grid />
  return (
    <PlaceScreen
      key={address.subject}
      placeKey={address.subject}
      fields={(item, editable) => <Fields item={item} editable={editable} />}
      compensate={(of) => <CompensateDialog {...of} />}
      history={(item) => <ItemHistory itemKey={item.key} />}
    />
  )
}
