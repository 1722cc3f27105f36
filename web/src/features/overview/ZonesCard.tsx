import { useMemo, useState } from 'react'
import type { PlaceLevels } from '../../api/documents'
import { compareKeys } from '../../domain/key'
import { isZero, total } from '../../domain/sl'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { Glyph } from '../../ui/Glyph'
import { placeGlyph } from '../../ui/kinds'
import { useFormats, useT } from '../../ui/language'
import { KeyLink, PlaceLink } from '../../ui/navigation'
import { Empty } from '../../ui/Notice'
import { Tip } from '../../ui/Overlay'
import { VectorGlyph } from '../../ui/VectorGlyph'
import { VectorTable } from '../../ui/VectorTable'
import css from './Overview.module.css'

/** How many zones are shown before the user asks for all. */
const few = 8

/** The zones with their vectors, the largest gap first. */
export function ZonesCard({ places, loaded }: { places: readonly PlaceLevels[]; loaded: boolean }) {
  const t = useT()
  const [all, setAll] = useState(false)
  const zones = useMemo(
    () => places.filter((p) => p.kind === 'zone').sort((a, b) => total(b.gap) - total(a.gap) || compareKeys(a.key, b.key)),
    [places],
  )
  const shown = all ? zones : zones.slice(0, few)
  return (
    <Card title={t('overview.zones')} note={t('overview.largestFirst')} aside={<Legend />}>
      {loaded && zones.length === 0 ? (
        <Empty>{t('overview.noZones')}</Empty>
      ) : (
        <div className={css.zones}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('overview.zone')}</th>
                <th scope="col">
                  <span className="visually-hidden">{t('item.key')}</span>
                </th>
                <th scope="col">{t('overview.vector')}</th>
                <th scope="col" className="num">
                  {t('overview.rows')}
                </th>
                <th scope="col" className="num">
                  {t('overview.gapShort')}
                </th>
                <th scope="col" className="num">
                  {t('overview.suspectShort')}
                </th>
                <th scope="col">{t('overview.chains')}</th>
              </tr>
            </thead>
            <tbody>
              {shown.map((z) => (
                <ZoneRow key={z.key} zone={z} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {zones.length > few && (
        <div className={css.more}>
          <Button look="link" onClick={() => setAll(!all)}>
            {all ? t('overview.fewer') : t('overview.allZones', { count: zones.length })}
          </Button>
        </div>
      )}
    </Card>
  )
}

function ZoneRow({ zone }: { zone: PlaceLevels }) {
  const t = useT()
  const formats = useFormats()
  const states = zone.by_state ?? []
  const rows = states.reduce((sum, s) => sum + s.rows, 0)
  const complete = states.find((s) => s.state === 'complete')?.rows ?? 0
  const gap = total(zone.gap)
  return (
    <tr>
      <td>
        <PlaceLink place={zone.key} className={css.zone}>
          <Glyph name={placeGlyph(zone.kind, zone.type)} />
          <span className="ellipsis">{zone.title}</span>
        </PlaceLink>
      </td>
      <td>
        <KeyLink item={zone.key} />
      </td>
      <td>
        <Tip text={<VectorTable levels={zone} />} side="right">
          <span>
            <VectorGlyph size="m" levels={zone} title={zone.title} />
          </span>
        </Tip>
      </td>
      <td className="num">{formats.number(rows)}</td>
      <td className="num">
        {isZero(zone.target) ? (
          <span className="muted">{t('overview.noTarget')}</span>
        ) : gap === 0 ? (
          <span className="muted">0</span>
        ) : (
          <span className={`${css.sign} gap-text`}>
            <Glyph name="strength-gap" size={13} /> {gap}
          </span>
        )}
      </td>
      <td className="num">
        {zone.suspects === 0 ? (
          <span className="muted">0</span>
        ) : (
          <span className={`${css.sign} suspect-text`}>
            <Glyph name="marker-suspect" size={13} /> {zone.suspects}
          </span>
        )}
      </td>
      <td>
        {rows > 0 && (
          <>
            <span className={css.bar} aria-hidden="true">
              <i style={{ width: `${(100 * complete) / rows}%` }} />
            </span>
            {formats.percent(complete / rows)}
          </>
        )}
      </td>
    </tr>
  )
}

function Legend() {
  const t = useT()
  return (
    <div className={css.legend} aria-hidden="true">
      <span>
        <Glyph name="strength-met" size={12} /> {t('vector.achieved')}
      </span>
      <span>
        <Glyph name="strength-claimed" size={12} /> {t('vector.claimedOnly')}
      </span>
      <span>
        <svg width="10" height="10">
          <rect x=".5" y=".5" width="9" height="9" fill="var(--gap-bg)" stroke="var(--gap)" />
        </svg>
        {t('vector.open')}
      </span>
      <span>
        <svg width="12" height="2">
          <rect width="12" height="2" fill="var(--text)" />
        </svg>
        {t('vector.capability')}
      </span>
    </div>
  )
}
