import { useProject } from '../api/project'
import { screenAddress } from '../domain/address'
import { useT } from '../ui/language'
import { AddressLink } from '../ui/navigation'
import { Empty } from '../ui/Notice'

/** Where in the grids the products of a supplier stand. */
export const ownProducts = { view: { kind: 'product' } }

/** In the place of a screen of which a supplier sees nothing: what there is for it, and where. */
export function OwnProducts() {
  const t = useT()
  const { project } = useProject()
  return (
    <>
      <h1 className="visually-hidden">{project.title}</h1>
      <Empty
        actions={<AddressLink to={screenAddress(project.key, 'assets', ownProducts)}>{t('project.toOwnProducts')}</AddressLink>}
      >
        {t('project.ownProducts')}
      </Empty>
    </>
  )
}
