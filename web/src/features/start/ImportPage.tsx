import { useProject } from '../../api/project'
import { screenAddress } from '../../domain/address'
import { useT } from '../../ui/language'
import { AddressLink } from '../../ui/navigation'
import { ImportFlow } from './ImportFlow'
import css from './Start.module.css'

/** The import of a list of assets by itself, for any day after the first. */
export function ImportPage() {
  const t = useT()
  const { project } = useProject()
  const onward = (
    <div className="row">
      <AddressLink to={screenAddress(project.key, 'assets')}>{t('start.allAssets')}</AddressLink>
      <AddressLink to={screenAddress(project.key, 'start', { subject: 'zones' })}>{t('start.title.zones')}</AddressLink>
    </div>
  )
  return (
    <div className={css.screen}>
      <div className={css.head}>
        <h1>{t('import.title')}</h1>
        <p>{t('import.why')}</p>
      </div>
      <ImportFlow onward={onward} />
    </div>
  )
}
