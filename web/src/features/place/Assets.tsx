import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useProject } from '../../api/project'
import { levelsQuery } from '../../api/queries'
import { formatVector } from '../../domain/sl'
import { Card } from '../../ui/Card'
import { useFormats, useT } from '../../ui/language'
import { KeyLink } from '../../ui/navigation'
import { Empty } from '../../ui/Notice'
import { Tip } from '../../ui/Overlay'
import { useWords } from '../../ui/words'
import { drawn, More } from './More'
import { assetsIn, type Part } from './use-place-parts'
import css from './Place.module.css'

const text = (p: Part, name: string) => {
  const v = p.properties[name]
  return typeof v === 'string' ? v : ''
}

/** The assets of a place, each with what it can do. */
export function Assets({ place, assets, loaded }: { place: string; assets: readonly Part[]; loaded: boolean }) {
  const t = useT()
  const formats = useFormats()
  const words = useWords()
  const { view } = useProject()
  const [all, setAll] = useState(false)
  const count = drawn(assets.length, all)
  const shown = useMemo(() => assets.slice(0, count), [assets, count])
  const keys = useMemo(() => shown.map((a) => a.key), [shown])
  const levels = useQuery({ ...levelsQuery(view, keys), enabled: keys.length > 0 })
  const by = useMemo(() => new Map(levels.data?.assets?.map((a) => [a.key, a])), [levels.data])
  return (
    <Card title={t('place.assets')} note={loaded ? formats.number(assets.length) : undefined}>
      {loaded && assets.length === 0 ? (
        <Empty>{t('place.noAssets')}</Empty>
      ) : (
        <div className={css.scroll}>
          <table className={css.list}>
            <thead>
              <tr>
                <th scope="col">{t('item.key')}</th>
                <th scope="col">{t('place.name')}</th>
                <th scope="col">{words.property('function')}</th>
                <th scope="col">{t('kind.product')}</th>
                <th scope="col">{words.property('firmware')}</th>
                <th scope="col">{t('place.slc')}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((a) => {
                const c = by.get(a.key)
                return (
                  <tr key={a.key}>
                    <td>
                      <KeyLink item={a.key} />
                    </td>
                    <td className={css.name}>
                      {a.title}
                      {text(a, 'lifecycle') && text(a, 'lifecycle') !== 'in service' && (
                        <span className="muted"> ({words.choice(text(a, 'lifecycle'))})</span>
                      )}
                    </td>
                    <td className="muted">{text(a, 'function')}</td>
                    <td>{c?.product && <KeyLink item={c.product} />}</td>
                    <td className="mono">{text(a, 'firmware')}</td>
                    <td>
                      {c &&
                        (c.reason ? (
                          <Tip text={c.reason}>
                            <span className="muted">0</span>
                          </Tip>
                        ) : (
                          <span className="mono">{formatVector(c.capability)}</span>
                        ))}
                    </td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
      )}
      <More count={assets.length} all={all} onAll={setAll} screen="assets" kind="asset" filter={assetsIn(place)} />
    </Card>
  )
}
