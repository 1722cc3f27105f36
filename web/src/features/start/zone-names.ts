import type { Translate } from '../../ui/language'
import type { ProposedZone } from './zone-proposal'

/** The name a proposed zone gets unless somebody gives it another. */
export function nameOf(t: Translate, zone: ProposedZone): string {
  const { name } = zone
  if ('group' in name) return t(`start.group.${name.group}`)
  if ('text' in name) return name.text
  if ('net' in name) return t('start.zones.network', { net: name.net })
  return t('start.zones.level', { level: name.level })
}
