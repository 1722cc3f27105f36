import { lazy, Suspense, type ReactNode } from 'react'
import { useT } from '../../ui/language'
import { Later } from '../../ui/Later'
import { AddressLink, useProjectAddress } from '../../ui/navigation'
import { CaseList } from './CaseList'
import { partAddress, partOf, parts } from './parts'
import css from './Test.module.css'

const CampaignScreen = lazy(() => import('./CampaignScreen').then((m) => ({ default: m.CampaignScreen })))
const EvidenceScreen = lazy(() => import('./EvidenceScreen').then((m) => ({ default: m.EvidenceScreen })))
const ExpiryScreen = lazy(() => import('./ExpiryScreen').then((m) => ({ default: m.ExpiryScreen })))
const RunScreen = lazy(() => import('./RunScreen').then((m) => ({ default: m.RunScreen })))

/** Test cases, campaigns, evidence and what expires. `table` is the grid of the kinds, which is another feature. */
export function TestScreen({ table }: { table: ReactNode }) {
  const t = useT()
  const [address] = useProjectAddress()
  const part = partOf(address.subject)
  const shown = part === 'run' ? (address.view['campaign'] ? 'campaigns' : 'cases') : part
  return (
    <div className={css.screen}>
      <nav className={css.parts} aria-label={t('test.parts')}>
        {parts.map((p) => (
          <AddressLink key={p} to={partAddress(address, p)} aria-current={p === shown ? 'page' : undefined}>
            {t(`test.part.${p}`)}
          </AddressLink>
        ))}
      </nav>
      <div className={css.part}>
        <Suspense fallback={<Later>{null}</Later>}>
          {part === 'cases' && <CaseList />}
          {part === 'campaigns' && <CampaignScreen />}
          {part === 'evidence-files' && <EvidenceScreen />}
          {part === 'expiry' && <ExpiryScreen />}
          {part === 'run' && <RunScreen />}
          {part === 'table' && table}
        </Suspense>
      </div>
    </div>
  )
}
