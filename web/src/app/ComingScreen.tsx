import type { Screen } from '../domain/screen'
import { useT } from '../ui/language'
import { Empty } from '../ui/Notice'

/** A screen that is named and not built yet. */
export function ComingScreen({ screen }: { screen: Screen }) {
  const t = useT()
  return (
    <div style={{ padding: '16px 20px' }}>
      <h1>{t(`screen.${screen}`)}</h1>
      <Empty>{t('screen.coming')}</Empty>
    </div>
  )
}
