import { useMemo } from 'react'
import { edit } from '../../api/editing'
import { useProject } from '../../api/project'
import type { Op } from '../../domain/op'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { useT } from '../../ui/language'
import { useProjectAddress } from '../../ui/navigation'
import { Segmented } from '../../ui/Segmented'
import { Tag } from '../../ui/Tag'
import { useWords } from '../../ui/words'
import type { Asset, Plant } from './plant'
import { useDraft } from './use-draft'
import { nameOf } from './zone-names'
import { proposeZones, ways, type ProposedZone } from './zone-proposal'
import css from './Start.module.css'

export const zoneTypes = ['control', 'safety', 'dmz', 'business', 'external', 'wireless', 'temporary', 'other']
export const purdueLevels = ['0', '1', '2', '3', '3.5', '4', '5']

/** Corrections of a proposal, by the id of the proposed zone. */
type Changes = Record<string, { title?: string; type?: string; purdue?: string; off?: boolean }>

const isChanges = (x: unknown): x is Changes => typeof x === 'object' && x !== null && !Array.isArray(x)
const none: Changes = {}

/** Zones for the assets that are in none, proposed and to be changed before they are made. */
export function ZoneProposals({ plant, open, coming }: { plant: Plant; open: readonly Asset[]; coming: boolean }) {
  const t = useT()
  const { project, head } = useProject()
  const [address, change] = useProjectAddress()
  const way = ways.find((w) => w === address.view['by']) ?? 'function'
  const [changes, setChanges, forget] = useDraft(`zones.${project.key}.${way}`, none, isChanges)
  const proposed = useMemo(
    () =>
      proposeZones(open, way).map((z) => {
        const c = changes[z.id] ?? {}
        const title = (c.title ?? nameOf(t, z)).trim()
        return {
          ...z,
          title: c.title ?? nameOf(t, z),
          type: c.type ?? z.type,
          purdue: c.purdue ?? z.purdue,
          off: c.off === true,
          into: plant.zones.find((x) => x.title.toLowerCase() === title.toLowerCase())?.key ?? null,
        }
      }),
    [open, way, changes, t, plant.zones],
  )
  const set = (id: string, part: Changes[string]) => setChanges({ ...changes, [id]: { ...changes[id], ...part } })
  const titles = new Map(open.map((a) => [a.key, a.title]))
  const taken = proposed.filter((z) => !z.off && z.title.trim() !== '')
  const fresh = taken.filter((z) => z.into === null).length
  const make = () => {
    edit(project.key, head.commit, proposalOps(taken), [], 'first zones')
    forget()
  }
  return (
    <Card
      title={t('start.zones.proposal', { count: open.length })}
      note={t('start.zones.proposalNote')}
      aside={<Tag tone="accent">{t('start.proposed')}</Tag>}
    >
      <div className={css.cardTools}>
        <span className="muted">{t('start.zones.by')}</span>
        <Segmented
          label={t('start.zones.by')}
          value={way}
          options={ways.map((value) => ({ value, label: t(`start.zones.by.${value}`) }))}
          onChange={(value) => change({ view: { ...address.view, by: value } }, { replace: true })}
        />
      </div>
      <div className={css.scroll}>
        <table className={css.form}>
          <thead>
            <tr>
              <th scope="col" className={css.tick}>
                <span className="visually-hidden">{t('start.zones.take')}</span>
              </th>
              <th scope="col">{t('start.zones.name')}</th>
              <th scope="col">{t('start.zones.type')}</th>
              <th scope="col">{t('start.zones.by.level')}</th>
              <th scope="col">{t('start.zones.assets')}</th>
              <th scope="col">{t('start.zones.reason')}</th>
            </tr>
          </thead>
          <tbody>
            {proposed.map((z) => (
              <tr key={z.id} className={z.off ? css.off : undefined}>
                <td>
                  <input
                    type="checkbox"
                    checked={!z.off}
                    aria-label={t('start.zones.takeOne', { name: z.title })}
                    onChange={(e) => set(z.id, { off: !e.target.checked })}
                  />
                </td>
                <td className={css.nameCell}>
                  <input
                    value={z.title}
                    aria-label={t('start.zones.nameOf', { name: nameOf(t, z) })}
                    onChange={(e) => set(z.id, { title: e.target.value })}
                  />
                </td>
                <td>
                  <WordSelect
                    label={t('start.zones.typeOf', { name: z.title })}
                    value={z.type}
                    options={zoneTypes}
                    disabled={z.into !== null}
                    onChange={(type) => set(z.id, { type })}
                  />
                </td>
                <td>
                  <WordSelect
                    label={t('start.zones.levelOf', { name: z.title })}
                    value={z.purdue}
                    options={purdueLevels}
                    plain
                    disabled={z.into !== null}
                    onChange={(purdue) => set(z.id, { purdue })}
                  />
                </td>
                <td className={css.members} title={z.assets.map((k) => titles.get(k)).join(', ')}>
                  <b>{z.assets.length}</b> {z.assets.map((k) => titles.get(k)).join(', ')}
                </td>
                <td className="muted">{z.into ? t('start.zones.into', { key: z.into }) : t(`start.zones.why.${z.reason}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className={css.cardFoot}>
        <span className="muted grow">{coming ? t('start.saving') : t('start.zones.later')}</span>
        <Button look="primary" disabled={taken.length === 0 || coming} onClick={make}>
          {fresh > 0
            ? t('start.zones.make', { count: fresh })
            : t('start.zones.assign', { count: taken.reduce((n, z) => n + z.assets.length, 0) })}
        </Button>
      </div>
    </Card>
  )
}

/** The steps that make proposed zones, or use those of the same name, and put the assets in. */
function proposalOps(zones: readonly (ProposedZone & { title: string; into: string | null })[]): Op[] {
  return zones.flatMap((z, i): Op[] => [
    ...(z.into
      ? []
      : [
          {
            op: 'create' as const,
            kind: 'zone',
            ref: `$z${i}`,
            title: z.title.trim(),
            properties: { type: z.type, purdue: z.purdue },
          },
        ]),
    ...z.assets.map((a): Op => ({ op: 'link', from: a, verb: 'in', to: z.into ?? `$z${i}` })),
  ])
}

/** A word of the schema, to choose in a table. */
export function WordSelect({
  label,
  value,
  options,
  plain,
  empty,
  disabled,
  onChange,
}: {
  label: string
  value: string
  options: readonly string[]
  plain?: boolean
  empty?: string
  disabled?: boolean
  onChange: (value: string) => void
}) {
  const words = useWords()
  return (
    <select
      className={css.select}
      aria-label={label}
      value={value}
      disabled={disabled}
      onChange={(e) => onChange(e.target.value)}
    >
      {empty !== undefined && <option value="">{empty}</option>}
      {options.map((o) => (
        <option key={o} value={o}>
          {plain ? o : words.choice(o)}
        </option>
      ))}
    </select>
  )
}
