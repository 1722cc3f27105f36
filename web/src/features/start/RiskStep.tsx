import { useMemo, useState } from 'react'
import { edit, editFields } from '../../api/editing'
import { useProject } from '../../api/project'
import { compareKeys } from '../../domain/key'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { Glyph } from '../../ui/Glyph'
import { placeGlyph } from '../../ui/kinds'
import { useT } from '../../ui/language'
import { KeyLink } from '../../ui/navigation'
import { Empty } from '../../ui/Notice'
import { Tag, type TagTone } from '../../ui/Tag'
import { useWords } from '../../ui/words'
import {
  above,
  actors,
  categories,
  isActor,
  isCategory,
  isRating,
  levelFor,
  ratings,
  usualEstimate,
  type Estimate,
  type Rating,
} from './estimate'
import { riskOf, type Plant, type Zone } from './plant'
import { actorOf, riskOps, type Recording } from './risk-ops'
import { useDraft } from './use-draft'
import { useRiskWords } from './use-risk-words'
import { WordSelect } from './ZoneProposals'
import css from './Start.module.css'

type Changes = Record<string, Partial<Estimate>>
const isChanges = (x: unknown): x is Changes => typeof x === 'object' && x !== null && !Array.isArray(x)
const none: Changes = {}

const tones: Record<Rating, TagTone> = { none: 'plain', low: 'plain', medium: 'suspect', high: 'gap', 'very high': 'gap' }

/** Step 3: how bad it could get in each zone, and who could bring it about. */
export function RiskStep({ plant }: { plant: Plant }) {
  const t = useT()
  const words = useWords()
  const { project, head, can } = useProject()
  const texts = useRiskWords()
  const [changes, setChanges] = useDraft(`risk.${project.key}`, none, isChanges)
  const [sent, setSent] = useState<ReadonlySet<string>>(new Set())
  const zones = useMemo(() => [...plant.zones].sort((a, b) => compareKeys(a.key, b.key)), [plant.zones])
  const editable = can('write model')
  const tolerable =
    typeof plant.system?.properties['tolerable_risk'] === 'string' ? plant.system.properties['tolerable_risk'] : ''
  const rows = zones.map((zone) => {
    const risk = riskOf(plant, zone.key)
    const usual = usualEstimate(zone.type)
    const recorded: Estimate | null = risk
      ? {
          category: isCategory(risk.category) ? risk.category : usual.category,
          rating: isRating(risk.rating) ? risk.rating : usual.rating,
          actor: actorOf(plant, risk.threats, texts.threat) ?? usual.actor,
        }
      : null
    const known = risk === undefined || actorOf(plant, risk.threats, texts.threat) !== null
    return { zone, risk, recorded, known, estimate: { ...(recorded ?? { ...usual, ...changes[zone.key] }) } }
  })
  const open = rows.filter((r) => !r.recorded && !sent.has(r.zone.key))
  const record = (list: readonly Recording[]) => {
    edit(
      project.key,
      head.commit,
      riskOps(plant, list, texts),
      list.flatMap((l) => riskItems(plant, l.zone)),
      'initial risk',
    )
    setSent(new Set([...sent, ...list.map((l) => l.zone.key)]))
  }
  const change = (zone: Zone, part: Partial<Estimate>, now: Estimate, recorded: boolean, known = true) => {
    if (recorded) record([{ zone, estimate: { ...now, ...part }, before: now, chosen: known || part.actor !== undefined }])
    else setChanges({ ...changes, [zone.key]: { ...changes[zone.key], ...part } })
  }
  const threatTitle = (key: string) => plant.threats.find((th) => th.key === key)?.title ?? key
  if (zones.length === 0) return <Empty>{t('start.remains.noZones')}</Empty>
  return (
    <>
      <div className={css.cols}>
        <Card title={t('start.risk.tolerable')}>
          <div className={css.cardTools}>
            <span className="muted grow">{t('start.risk.tolerableWhy')}</span>
            {plant.system && (
              <WordSelect
                label={t('start.risk.tolerable')}
                value={tolerable}
                options={ratings}
                empty={t('start.risk.notSaid')}
                disabled={!editable}
                onChange={(next) =>
                  plant.system &&
                  editFields(project.key, head.commit, plant.system, { tolerable_risk: next === '' ? undefined : next })
                }
              />
            )}
          </div>
        </Card>
        <Card title={t('start.risk.method')}>
          <p className={css.text}>{t('start.risk.methodWhy')}</p>
        </Card>
      </div>
      <Card
        title={t('start.risk.title', { done: zones.length - open.length, all: zones.length })}
        aside={
          editable && open.length > 0 ? (
            <Button look="primary" small onClick={() => record(open.map((o) => ({ ...o, before: undefined, chosen: true })))}>
              {t('start.risk.takeAll', { count: open.length })}
            </Button>
          ) : null
        }
      >
        <div className={css.scroll}>
          <table className={css.form}>
            <thead>
              <tr>
                <th scope="col">{t('overview.zone')}</th>
                <th scope="col">{t('start.risk.category')}</th>
                <th scope="col">{t('start.risk.worst')}</th>
                <th scope="col">{t('start.risk.who')}</th>
                <th scope="col">{t('start.risk.rating')}</th>
                <th scope="col">{t('start.risk.asks')}</th>
                <th scope="col">
                  <span className="visually-hidden">{t('do.actions')}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ zone, risk, recorded, known, estimate }) => (
                <tr key={zone.key}>
                  <th scope="row" className={css.place}>
                    <Glyph name={placeGlyph('zone', zone.type)} />
                    <span className="ellipsis">{zone.title}</span>
                  </th>
                  <td>
                    <select
                      className={css.select}
                      disabled={!editable}
                      aria-label={t('start.risk.categoryOf', { zone: zone.title })}
                      value={estimate.category}
                      onChange={(e) =>
                        isCategory(e.target.value) &&
                        change(zone, { category: e.target.value }, estimate, recorded !== null, known)
                      }
                    >
                      {categories.map((c) => (
                        <option key={c} value={c}>
                          {t(`start.category.${c}`)}
                        </option>
                      ))}
                    </select>
                  </td>
                  <td>
                    <select
                      className={`${css.select} ${css.long}`}
                      disabled={!editable}
                      aria-label={t('start.risk.worstOf', { zone: zone.title })}
                      value={estimate.rating}
                      onChange={(e) =>
                        isRating(e.target.value) && change(zone, { rating: e.target.value }, estimate, recorded !== null, known)
                      }
                    >
                      {ratings.map((r) => (
                        <option key={r} value={r}>
                          {t(`start.harm.${estimate.category}.${r === 'very high' ? 'extreme' : r}`)}
                        </option>
                      ))}
                    </select>
                  </td>
                  <td>
                    <select
                      className={`${css.select} ${css.long}`}
                      disabled={!editable}
                      aria-label={t('start.risk.whoOf', { zone: zone.title })}
                      value={known ? estimate.actor : ''}
                      onChange={(e) =>
                        isActor(e.target.value) && change(zone, { actor: e.target.value }, estimate, recorded !== null, known)
                      }
                    >
                      {!known && (
                        <option value="">
                          {risk && risk.threats.length > 0
                            ? t('start.risk.recordedWho', { threats: risk.threats.map(threatTitle).join(', ') })
                            : t('start.risk.nobody')}
                        </option>
                      )}
                      {actors.map((a) => (
                        <option key={a} value={a}>
                          {t(`start.actor.${a}`)}
                        </option>
                      ))}
                    </select>
                  </td>
                  <td className="nowrap">
                    <Tag tone={tones[estimate.rating]}>{words.choice(estimate.rating)}</Tag>
                    {above(estimate.rating, tolerable) && <span className="gap-text tiny"> {t('start.risk.above')}</span>}
                  </td>
                  <td className="nowrap">SL {levelFor(estimate)}</td>
                  <td className={css.last}>
                    {risk ? (
                      <KeyLink item={risk.key} />
                    ) : editable && !sent.has(zone.key) ? (
                      <Button small onClick={() => record([{ zone, estimate, chosen: true }])}>
                        {t('start.risk.take')}
                      </Button>
                    ) : editable ? (
                      <span className="muted">{t('start.saving')}</span>
                    ) : (
                      <span className="muted">{t('start.proposed')}</span>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        <p className={css.about}>{t('start.risk.honest')}</p>
      </Card>
    </>
  )
}

function riskItems(plant: Plant, zone: Zone) {
  const risk = riskOf(plant, zone.key)
  const item = risk && plant.items.get(risk.key)
  return item ? [item] : []
}
