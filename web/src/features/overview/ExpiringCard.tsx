import { Card } from '../../ui/Card'
import { Glyph } from '../../ui/Glyph'
import { useFormats, useT } from '../../ui/language'
import { KeyLink } from '../../ui/navigation'
import { Empty } from '../../ui/Notice'
import css from './Overview.module.css'

interface Expiring {
  key: string
  title: string
  properties: Record<string, unknown>
}

/** Evidence that ends soon, the first to end first. */
export function ExpiringCard({ items, loaded, days }: { items: readonly Expiring[]; loaded: boolean; days: number }) {
  const t = useT()
  const formats = useFormats()
  const until = (i: Expiring) => (typeof i.properties['valid_until'] === 'string' ? i.properties['valid_until'] : '')
  const sorted = [...items].sort((a, b) => (until(a) < until(b) ? -1 : 1))
  return (
    <Card title={t('overview.expiring', { count: days })}>
      {loaded && sorted.length === 0 ? (
        <Empty>{t('overview.noneExpires')}</Empty>
      ) : (
        <ul className={css.list}>
          {sorted.map((i) => (
            <li key={i.key}>
              <KeyLink item={i.key} className="">
                <Glyph name="chain-evidence-not-valid" size={14} />
                <span className="mono">{i.key}</span>
                <span className={css.text}>{i.title}</span>
                <span className="suspect-text">{formats.shortDay(until(i))}</span>
              </KeyLink>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
