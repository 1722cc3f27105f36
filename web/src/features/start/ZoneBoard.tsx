import { useMemo, useRef, useState, type DragEvent, type KeyboardEvent } from 'react'
import { edit, editFields } from '../../api/editing'
import { useProject } from '../../api/project'
import { compareKeys } from '../../domain/key'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { useT } from '../../ui/language'
import { Empty } from '../../ui/Notice'
import { moveOps } from './moves'
import type { Asset, Plant, Zone } from './plant'
import { useDraft } from './use-draft'
import { proposeType } from './zone-proposal'
import { ZoneBox } from './ZoneBox'
import css from './Start.module.css'
import own from './Zones.module.css'

const isText = (x: unknown): x is string => typeof x === 'string'

/** All zones with their assets. Assets are moved by dragging, or by choosing some and a zone. */
export function ZoneBoard({ plant, members }: { plant: Plant; members: ReadonlyMap<string, Asset[]> }) {
  const t = useT()
  const { project, head, can } = useProject()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [name, setName, forgetName] = useDraft(`zone.${project.key}`, '', isText)
  const board = useRef<HTMLDivElement>(null)
  const target = useRef<HTMLSelectElement>(null)
  const editable = can('write model')
  const zones = useMemo(() => [...plant.zones].sort((a, b) => compareKeys(a.key, b.key)), [plant.zones])
  const untyped = zones.filter((z) => z.type === '')
  const proposals = useMemo(
    () => new Map(untyped.map((z) => [z.key, proposeType(z, members.get(z.key) ?? [])])),
    [untyped, members],
  )
  const assets = new Map(plant.assets.map((a) => [a.key, a]))
  const move = (keys: Iterable<string>, to: string | null) => {
    const ops = moveOps(
      [...keys].map((k) => assets.get(k)).filter((a) => a !== undefined),
      to,
    )
    if (ops.length > 0) edit(project.key, head.commit, ops, [], 'assign to zones')
    setChosen(new Set())
  }
  const takeTypes = () =>
    edit(
      project.key,
      head.commit,
      untyped.map((z) => {
        const p = proposals.get(z.key)
        return {
          op: 'set',
          key: z.key,
          properties: { type: p?.type ?? 'control', ...(z.purdue === '' && p ? { purdue: p.purdue } : {}) },
        }
      }),
      untyped.map((z) => plant.items.get(z.key)).filter((i) => i !== undefined),
      'types of zones',
    )
  const set = (zone: Zone, changes: Record<string, string | undefined>) => {
    const item = plant.items.get(zone.key)
    if (item) editFields(project.key, head.commit, item, changes)
  }
  const add = () => {
    if (name.trim() === '') return
    edit(
      project.key,
      head.commit,
      [{ op: 'create', kind: 'zone', title: name.trim(), properties: { type: 'control' } }],
      [],
      'add zone',
    )
    forgetName()
  }
  const toggle = (key: string) => {
    const next = new Set(chosen)
    if (!next.delete(key)) next.add(key)
    setChosen(next)
  }
  const onKey = (event: KeyboardEvent, key: string) => {
    if (event.key.toLowerCase() === 'm' && !event.ctrlKey && !event.metaKey) {
      event.preventDefault()
      if (!chosen.has(key)) setChosen(new Set([...chosen, key]))
      requestAnimationFrame(() => target.current?.focus())
    } else if (event.key.startsWith('Arrow')) {
      const chips = [...(board.current?.querySelectorAll<HTMLElement>('[data-asset]') ?? [])]
      const i = chips.findIndex((c) => c.dataset['asset'] === key)
      const next = chips[i + (event.key === 'ArrowDown' || event.key === 'ArrowRight' ? 1 : -1)]
      if (next) {
        event.preventDefault()
        next.focus()
      }
    } else if (event.key === 'Escape' && chosen.size > 0) {
      event.preventDefault()
      setChosen(new Set())
    }
  }
  const onDrag = (event: DragEvent, key: string) => {
    const keys = chosen.has(key) ? [...chosen] : [key]
    event.dataTransfer.setData('text/plain', keys.join(' '))
    event.dataTransfer.effectAllowed = 'move'
  }
  const onDrop = (event: DragEvent, to: string | null) =>
    move(
      event.dataTransfer
        .getData('text/plain')
        .split(' ')
        .filter((k) => assets.has(k)),
      to,
    )
  const shared = { chosen, editable, onToggle: toggle, onKey, onDrag, onDrop }
  const open = members.get('') ?? []
  return (
    <Card
      title={t('start.zones.title', { count: zones.length })}
      note={editable && zones.length > 0 ? t('start.zones.keys') : undefined}
      aside={
        editable && untyped.length > 0 ? (
          <Button small onClick={takeTypes}>
            {t('start.zones.takeTypes', { count: untyped.length })}
          </Button>
        ) : null
      }
    >
      {zones.length === 0 && <Empty>{open.length > 0 ? t('start.zones.noneProposed') : t('start.zones.none')}</Empty>}
      <div className={own.board} ref={board}>
        {open.length > 0 && zones.length > 0 && <ZoneBox zone={null} members={open} {...shared} />}
        {zones.map((z) => (
          <ZoneBox
            key={z.key}
            zone={z}
            members={members.get(z.key) ?? []}
            proposal={proposals.get(z.key)}
            onSet={(changes) => set(z, changes)}
            onRetire={() => edit(project.key, head.commit, [{ op: 'retire', key: z.key }], [], 'retire zone')}
            {...shared}
          />
        ))}
      </div>
      {editable && (
        <div className={css.cardFoot}>
          {chosen.size > 0 ? (
            <>
              <b>{t('start.zones.chosen', { count: chosen.size })}</b>
              <select
                ref={target}
                className={css.select}
                aria-label={t('start.zones.moveTo')}
                value=""
                onChange={(e) => move(chosen, e.target.value === '-' ? null : e.target.value)}
                onKeyDown={(e) => e.key === 'Escape' && setChosen(new Set())}
              >
                <option value="">{t('start.zones.moveTo')}</option>
                {zones.map((z) => (
                  <option key={z.key} value={z.key}>
                    {z.key} {z.title}
                  </option>
                ))}
                <option value="-">{t('start.zones.nowhere')}</option>
              </select>
              <Button look="quiet" onClick={() => setChosen(new Set())}>
                {t('do.cancel')}
              </Button>
            </>
          ) : (
            <form
              className={own.adding}
              onSubmit={(event) => {
                event.preventDefault()
                add()
              }}
            >
              <input
                className={own.input}
                aria-label={t('start.zones.newName')}
                placeholder={t('start.zones.newName')}
                value={name}
                onChange={(e) => setName(e.target.value)}
              />
              <Button type="submit" disabled={name.trim() === ''}>
                {t('start.zones.add')}
              </Button>
            </form>
          )}
        </div>
      )}
    </Card>
  )
}
