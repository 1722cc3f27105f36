import type { PlaceLevels, RowWhy } from '../../api/documents'
import type { CoverWhy, FrWhy } from '../../api/place-queries'
import { useProject } from '../../api/project'
import { useRowTitles } from '../../api/standard-queries'
import { lackOf } from '../../domain/compensation'
import { screenAddress } from '../../domain/address'
import { Button } from '../../ui/Button'
import { Glyph } from '../../ui/Glyph'
import { useFormats, useT } from '../../ui/language'
import { AddressLink, KeyLink, useProjectAddress } from '../../ui/navigation'
import { brokenStep, nextLevel, type VectorName } from './why'
import css from './Place.module.css'

interface WhyPanelProps {
  place: PlaceLevels
  why: FrWhy
  vector: VectorName
  /** Compensates a row; null where nothing may be changed. */
  onCompensate: CompensateRow | null
}

/** Opens the question by what a row is compensated; with the key of a countermeasure its compensation is changed. */
export type CompensateRow = (row: RowWhy, measure: string) => void

/** What one number rests on: the rows that hold it down, each with its first broken step. */
export function WhyPanel({ place, why, vector, onCompensate }: WhyPanelProps) {
  const t = useT()
  const titleOf = useRowTitles()
  const titled = <T extends { row: string; title: string }>(rows: readonly T[]) =>
    rows.map((r) => ({ ...r, title: titleOf(r.row, r.title) }))
  const next = nextLevel(why, vector)
  const now = why[vector]
  return (
    <section className={css.why} id="why" aria-live="polite" aria-label={t('place.why')}>
      <h3>
        {t('place.whyTitle', { fr: why.fr, vector: t(`vector.${vector}`), level: now })}
        {vector === 'achieved' && why.gap > 0 && (
          <span className="gap-text"> {t('place.ofTarget', { target: why.target, gap: why.gap })}</span>
        )}
      </h3>
      {vector === 'target' ? (
        <TargetInputs place={place} />
      ) : next === null ? (
        <p className="muted small">{t('place.highest')}</p>
      ) : vector === 'capability' ? (
        <Covers rows={titled(why.not_covered)} level={next} />
      ) : (
        <Rows
          rows={titled(vector === 'achieved' ? why.rows : why.claimed_rows)}
          level={next}
          above={next > why.target}
          claimed={vector === 'claimed'}
          onCompensate={onCompensate}
        />
      )}
    </section>
  )
}

interface RowsProps {
  rows: readonly RowWhy[]
  level: number
  above: boolean
  claimed: boolean
  onCompensate: CompensateRow | null
}

function Rows({ rows, level, above, claimed, onCompensate }: RowsProps) {
  const t = useT()
  const { project } = useProject()
  const [address] = useProjectAddress()
  return (
    <>
      <p className="small muted">
        {t(claimed ? 'place.claimedHeld' : 'place.achievedHeld', { count: rows.length, level })} {above && t('place.aboveTarget')}
      </p>
      <ul className={css.rows}>
        {rows.map((row) => {
          const broken = brokenStep(row)
          return (
            <li key={row.row}>
              <Glyph name={broken.glyph} size={14} />
              <b className="nowrap">{row.row}</b>
              <span className={css.rowTitle} title={row.title}>
                {row.title}
              </span>
              <span className={`${css.step} ${broken.tone}`} title={row.text}>
                {t(broken.words)} {broken.item && <KeyLink item={broken.item} />}
              </span>
              {row.allocation ? (
                <>
                  <KeyLink item={row.allocation} />
                  <AddressLink
                    to={screenAddress(project.key, 'trace', { at: address.at, view: { of: row.allocation } })}
                    aria-label={t('place.traceOf', { row: row.row })}
                  >
                    {t('place.chain')}
                  </AddressLink>
                </>
              ) : (
                <>
                  <span />
                  <span />
                </>
              )}
              {onCompensate && (row.allocation || !above) ? (
                <Button
                  small
                  look="icon"
                  glyph="strength-compensated"
                  aria-label={t('compensation.addFor', { row: row.row })}
                  title={t('compensation.add')}
                  onClick={() => onCompensate(row, '')}
                />
              ) : (
                <span />
              )}
              {row.compensation && <Stuck row={row} onChange={onCompensate && ((measure) => onCompensate(row, measure))} />}
            </li>
          )
        })}
      </ul>
    </>
  )
}

/** A countermeasure that is to stand in for the row, and why it does not count. */
function Stuck({ row, onChange }: { row: RowWhy; onChange: ((measure: string) => void) | null }) {
  const t = useT()
  const c = row.compensation!
  const lack = lackOf(c.state)
  if (!lack) return null
  return (
    <p className={css.stuck}>
      <KeyLink item={c.countermeasure} /> {t('place.compensation')} {t(`compensation.lack.${lack}`)}{' '}
      {onChange && (
        <Button look="link" onClick={() => onChange(c.countermeasure)}>
          {t('compensation.change')}
        </Button>
      )}
    </p>
  )
}

function Covers({ rows, level }: { rows: readonly CoverWhy[]; level: number }) {
  const t = useT()
  return (
    <>
      <p className="small muted">{t('place.capabilityHeld', { count: rows.length, level })}</p>
      <ul className={css.covers}>
        {rows.map((row) => (
          <li key={row.row}>
            <div className={css.coverHead}>
              <Glyph name="strength-gap" size={13} />
              <b className="nowrap">{row.row}</b> <span className="ellipsis">{row.title}</span>
            </div>
            {row.assets.length === 0 ? (
              <p className="small muted">{t('place.concernsNone')}</p>
            ) : (
              row.assets.map((lack) => (
                <div key={`${lack.component_row} ${lack.assets.join()} ${lack.answer}`} className={css.lack}>
                  <span className="nowrap">{lack.component_row}</span>
                  <span className={css.keys}>
                    {lack.product && <KeyLink item={lack.product} />}
                    {lack.assets.map((a) => (
                      <KeyLink key={a} item={a} />
                    ))}
                  </span>
                  <span className="muted">{lack.answer}</span>
                </div>
              ))
            )}
          </li>
        ))}
      </ul>
    </>
  )
}

function TargetInputs({ place }: { place: PlaceLevels }) {
  const t = useT()
  const formats = useFormats()
  const d = place.decision
  if (!d.approved) return <p className="small">{t('place.noTargetWhy')}</p>
  return (
    <p className="small">
      {t('place.approvedBy', { name: d.approved_by ?? '', day: d.approved_on ? formats.day(d.approved_on) : '' })} {d.rationale}
    </p>
  )
}
