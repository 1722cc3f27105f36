import { useQuery } from '@tanstack/react-query'
import { Fragment, useMemo, useState } from 'react'
import type { ItemSeen } from '../../api/documents'
import { defenceQuery, type ThreatPath } from '../../api/place-queries'
import { useProject } from '../../api/project'
import { screenAddress } from '../../domain/address'
import { frs } from '../../domain/sl'
import { Card, CardBody } from '../../ui/Card'
import { Glyph } from '../../ui/Glyph'
import { useFormats, useT } from '../../ui/language'
import { AddressLink, KeyLink, useProjectAddress } from '../../ui/navigation'
import { Empty } from '../../ui/Notice'
import { Problem } from '../../ui/Problem'
import { usePlaceVectors, type Part } from './use-place-parts'
import css from './Place.module.css'

/** The weakest way of each FR. */
function weakest(paths: readonly ThreatPath[], zone: string): ThreatPath[] {
  return frs.flatMap((fr) => paths.filter((p) => p.fr === fr && p.zone === zone).slice(0, 1))
}

/** What stands in the way of somebody who gets in, and what falls without a countermeasure. */
export function DefenceCard({ item, measures }: { item: ItemSeen; measures: readonly Part[] }) {
  const t = useT()
  const formats = useFormats()
  const { view } = useProject()
  const [away, setAway] = useState<readonly string[]>([])
  const zone = item.kind === 'zone'
  const { data, error } = useQuery({ ...defenceQuery(view, zone ? item.key : '', [...away]), enabled: zone || away.length > 0 })
  const paths = useMemo(() => weakest(data?.paths ?? [], item.key), [data, item.key])
  const alone = data?.alone.filter((a) => a.place === item.key) ?? []
  const real = measures.filter((m) => m.properties['status'] !== 'planned')
  const toggle = (key: string) => setAway(away.includes(key) ? away.filter((k) => k !== key) : [...away, key])
  if (!zone) return null
  return (
    <Card title={t('place.defence')} note={t('place.defenceNote')}>
      <CardBody>
        {error && <Problem error={error} />}
        {data && paths.length === 0 && <Empty>{t('place.noPaths')}</Empty>}
        {paths.length > 0 && (
          <ul className={css.paths}>
            {paths.map((p) => (
              <Path key={p.fr} path={p} />
            ))}
          </ul>
        )}
        {alone.length > 0 && (
          <p className="small">
            {t('place.alone', { count: alone.length })}{' '}
            <span className={css.keys}>
              {[...new Set(alone.map((a) => a.countermeasure))].map((key) => (
                <KeyLink
                  key={key}
                  item={key}
                  title={alone
                    .filter((a) => a.countermeasure === key)
                    .map((a) => a.row)
                    .join(', ')}
                />
              ))}
            </span>
          </p>
        )}
        {real.length > 0 && (
          <fieldset className={css.away}>
            <legend>{t('place.away')}</legend>
            {real.map((m) => (
              <label key={m.key} title={m.title}>
                <input type="checkbox" checked={away.includes(m.key)} onChange={() => toggle(m.key)} />
                <span className="mono">{m.key}</span> <span className="ellipsis">{m.title}</span>
              </label>
            ))}
          </fieldset>
        )}
        {away.length > 0 && data && (
          <div role="status" className={css.falls}>
            {(data.falls ?? []).length === 0 ? (
              <p className="small">{t('place.nothingFalls')}</p>
            ) : (
              <ul>
                {data.falls?.map((f) => (
                  <li key={f.place + f.fr}>
                    <Glyph name="strength-gap" size={13} />
                    <KeyLink item={f.place} /> <b>{f.fr}</b> {formats.number(f.from)} →{' '}
                    <b className="gap-text">{formats.number(f.to)}</b> <span className="muted">{f.rows.join(', ')}</span>
                  </li>
                ))}
              </ul>
            )}
          </div>
        )}
      </CardBody>
    </Card>
  )
}

function Path({ path }: { path: ThreatPath }) {
  const t = useT()
  const { project } = useProject()
  const [address] = useProjectAddress()
  const places = usePlaceVectors()
  return (
    <li>
      <b>{path.fr}</b>
      <span className={path.layers === 0 ? 'gap-text' : undefined}>{t('place.layers', { count: path.layers })}</span>
      <span className={css.way}>
        {path.steps.map((s, i) => (
          <Fragment key={s.place}>
            {i > 0 && <Glyph name="ui-chevron-right" size={11} />}
            <AddressLink
              to={screenAddress(project.key, 'zones', { subject: s.place, at: address.at })}
              className={s.layer ? css.layer : css.noLayer}
              title={`${places.get(s.place)?.title ?? ''}: ${t(s.layer ? 'place.isLayer' : 'place.isNoLayer', { rows: s.rows.join(', ') })}`}
            >
              {s.place}
              <span className="visually-hidden"> {t(s.layer ? 'place.isLayer' : 'place.isNoLayer', { rows: '' })}</span>
            </AddressLink>
          </Fragment>
        ))}
      </span>
    </li>
  )
}
