import { useProject } from '../../api/project'
import { screenAddress } from '../../domain/address'
import { useT } from '../../ui/language'
import { AddressLink, useProjectAddress } from '../../ui/navigation'
import { Notice } from '../../ui/Notice'
import { Segmented } from '../../ui/Segmented'
import { ImportFlow } from './ImportFlow'
import type { Plant } from './plant'
import { TypedAssets } from './TypedAssets'
import css from './Start.module.css'

const ways = ['import', 'type'] as const

/** Step 1: what stands in the plant, from a list or typed. */
export function AssetsStep({ plant, coming }: { plant: Plant; coming: boolean }) {
  const t = useT()
  const { project, can } = useProject()
  const [address, change] = useProjectAddress()
  const how = ways.find((w) => w === address.view['how']) ?? 'import'
  const count = plant.assets.length
  return (
    <>
      {count > 0 && (
        <Notice tone="met" actions={<AddressLink to={screenAddress(project.key, 'assets')}>{t('start.allAssets')}</AddressLink>}>
          {t('start.assets.there', { count })}
        </Notice>
      )}
      {can('write model') || can('import') ? (
        <>
          <div className={css.tools}>
            <Segmented
              label={t('start.assets.how')}
              value={how}
              options={ways.map((value) => ({ value, label: t(`start.assets.${value}`) }))}
              onChange={(value) => change({ view: { ...address.view, how: value } }, { replace: true })}
            />
          </div>
          {how === 'import' ? <ImportFlow onward={null} /> : <TypedAssets plant={plant} coming={coming} />}
        </>
      ) : (
        <p className="muted">{t('start.noRight')}</p>
      )}
    </>
  )
}
