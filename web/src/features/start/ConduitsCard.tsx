import { useMemo, useState } from 'react'
import { edit } from '../../api/editing'
import { useProject } from '../../api/project'
import type { Op } from '../../domain/op'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { Glyph } from '../../ui/Glyph'
import { useT, type Translate } from '../../ui/language'
import { KeyLink } from '../../ui/navigation'
import { Empty } from '../../ui/Notice'
import { Tag } from '../../ui/Tag'
import { proposeConduits, type ProposedConduit } from './conduit-proposal'
import type { Plant } from './plant'
import css from './Start.module.css'
import own from './Zones.module.css'

/** Conduits there are, conduits that are probably missing, and a way to add others. */
export function ConduitsCard({ plant, coming }: { plant: Plant; coming: boolean }) {
  const t = useT()
  const { project, head, can } = useProject()
  const [off, setOff] = useState<ReadonlySet<string>>(new Set())
  const [ends, setEnds] = useState<[string, string]>(['', ''])
  const titles = useMemo(() => new Map(plant.zones.map((z) => [z.key, z.title])), [plant.zones])
  const proposed = useMemo(() => proposeConduits(plant), [plant])
  const editable = can('write model')
  const taken = proposed.filter((p) => !off.has(p.id))
  const titleOf = (key: string) => titles.get(key) ?? key
  const make = (list: readonly { title: string; zones: readonly string[] }[]) =>
    edit(project.key, head.commit, conduitOps(list), [], 'add conduits')
  if (plant.zones.length < 2 && plant.conduits.length === 0) return null
  const [a, b] = ends
  return (
    <Card title={t('start.conduits.title', { count: plant.conduits.length })} note={t('start.conduits.note')}>
      {plant.conduits.length === 0 && proposed.length === 0 && <Empty>{t('start.conduits.none')}</Empty>}
      {plant.conduits.length > 0 && (
        <ul className={own.lines}>
          {plant.conduits.map((c) => (
            <li key={c.key}>
              <Glyph name="conduit" />
              <KeyLink item={c.key} />
              <span className="grow ellipsis">{c.title}</span>
              <span className="muted ellipsis">{c.zones.map(titleOf).join(', ')}</span>
            </li>
          ))}
        </ul>
      )}
      {editable && proposed.length > 0 && (
        <>
          <div className={css.cardTools}>
            <Tag tone="accent">{t('start.proposed')}</Tag>
            <span className="muted grow">{t('start.conduits.why')}</span>
            <Button
              look="primary"
              disabled={taken.length === 0 || coming}
              onClick={() => make(taken.map((p) => ({ title: conduitName(t, p, titleOf), zones: p.zones })))}
            >
              {t('start.conduits.make', { count: taken.length })}
            </Button>
          </div>
          <ul className={own.lines}>
            {proposed.map((p) => {
              const name = conduitName(t, p, titleOf)
              return (
                <li key={p.id}>
                  <input
                    type="checkbox"
                    checked={!off.has(p.id)}
                    aria-label={t('start.conduits.take', { name })}
                    onChange={(e) => {
                      const next = new Set(off)
                      if (e.target.checked) next.delete(p.id)
                      else next.add(p.id)
                      setOff(next)
                    }}
                  />
                  <span className="grow ellipsis" title={p.zones.map(titleOf).join(', ')}>
                    {name}
                    {p.zones.length > 2 && <span className="muted"> ({p.zones.map(titleOf).join(', ')})</span>}
                  </span>
                  <span className="muted">{t(`start.conduits.why.${p.why}`)}</span>
                </li>
              )
            })}
          </ul>
        </>
      )}
      {editable && plant.zones.length > 1 && (
        <form
          className={css.cardFoot}
          onSubmit={(event) => {
            event.preventDefault()
            make([{ title: `${titleOf(a)} – ${titleOf(b)}`, zones: [a, b] }])
            setEnds(['', ''])
          }}
        >
          {([0, 1] as const).map((i) => (
            <select
              key={i}
              className={css.select}
              aria-label={i === 0 ? t('start.conduits.from') : t('start.conduits.to')}
              value={ends[i]}
              onChange={(e) => setEnds(i === 0 ? [e.target.value, b] : [a, e.target.value])}
            >
              <option value="">{i === 0 ? t('start.conduits.from') : t('start.conduits.to')}</option>
              {plant.zones.map((z) => (
                <option key={z.key} value={z.key} disabled={z.key === ends[1 - i]}>
                  {z.title}
                </option>
              ))}
            </select>
          ))}
          <Button type="submit" disabled={a === '' || b === ''}>
            {t('start.conduits.add')}
          </Button>
        </form>
      )}
    </Card>
  )
}

const conduitName = (t: Translate, p: ProposedConduit, titleOf: (key: string) => string) =>
  p.net ? t('start.zones.network', { net: p.net }) : p.zones.map(titleOf).join(' – ')

function conduitOps(list: readonly { title: string; zones: readonly string[] }[]): Op[] {
  return list.flatMap((c, i): Op[] => [
    { op: 'create', kind: 'conduit', ref: `$c${i}`, title: c.title },
    ...c.zones.map((z): Op => ({ op: 'link', from: `$c${i}`, verb: 'connects', to: z })),
  ])
}
