import { useProject } from '../../api/project'
import { useT } from '../../ui/language'
import { AddressLink, useProjectAddress } from '../../ui/navigation'
import { runAddress } from './parts'
import { useCampaigns } from './use-campaigns'
import css from './Run.module.css'

/** The way to the next case of a campaign that has no run in it; nothing once all have one. */
export function CampaignNext({ campaign, after }: { campaign: string; after?: string }) {
  const t = useT()
  const { can } = useProject()
  const [address] = useProjectAddress()
  const { campaigns } = useCampaigns()
  const next = campaigns.find((c) => c.key === campaign)?.cases.find((c) => c.run === null && c.line.key !== after)
  if (!next || !can('write model')) return null
  return (
    <AddressLink className={`${css.button} ${css.primary}`} to={runAddress(address, next.line.key, campaign)}>
      {t('campaign.next', { case: next.line.key })}
    </AddressLink>
  )
}
