import { useMemo } from 'react'
import { useProject } from '../../api/project'
import { screenAddress } from '../../domain/address'
import { useT } from '../../ui/language'
import { AddressLink } from '../../ui/navigation'
import { ConduitsCard } from './ConduitsCard'
import type { Plant } from './plant'
import { ZoneBoard } from './ZoneBoard'
import { membersOf } from './zone-proposal'
import { ZoneProposals } from './ZoneProposals'
import css from './Start.module.css'

/** Step 2: which assets need the same protection, and which groups talk. */
export function ZonesStep({ plant, coming }: { plant: Plant; coming: boolean }) {
  const t = useT()
  const { project, can } = useProject()
  const members = useMemo(() => membersOf(plant), [plant])
  const open = (members.get('') ?? []).filter((a) => a.installed)
  return (
    <>
      {open.length > 0 && can('write model') && <ZoneProposals plant={plant} open={open} coming={coming} />}
      <ZoneBoard plant={plant} members={members} />
      <ConduitsCard plant={plant} coming={coming} />
      <p className={css.also}>
        <AddressLink to={screenAddress(project.key, 'diagram')}>{t('start.zones.diagram')}</AddressLink>
      </p>
    </>
  )
}
