import { useQuery } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import { chainsOnTheWay, chainsQuery, type Chain } from '../../api/chain-queries'
import { useProject } from '../../api/project'
import { levelsQuery } from '../../api/queries'
import { useRowTitles } from '../../api/standard-queries'
import { useStore } from '../../lib/use-store'
import { Glyph } from '../../ui/Glyph'
import { placeGlyph } from '../../ui/kinds'
import { useFormats, useT } from '../../ui/language'
import { Later } from '../../ui/Later'
import { AddressLink, useProjectAddress } from '../../ui/navigation'
import { Button } from '../../ui/Button'
import { Empty } from '../../ui/Notice'
import { Problem } from '../../ui/Problem'
import { screenAddress } from '../../domain/address'
import { AddStep } from './AddStep'
import { ConfirmLinks, suspectLinks } from './ConfirmLinks'
import { CoverageHead } from './CoverageHead'
import type { Cell, Gap } from './cells'
import { coverage, grouped, shown, type Unit } from './selection'
import { TraceTable } from './TraceTable'
import { TraceTools } from './TraceTools'
import { useDetails } from './use-details'
import { useTraceView, type TraceView } from './use-trace-view'
import css from './Trace.module.css'

type Link = NonNullable<Chain['suspect']>

const nothing: Chain[] = []

/** From the rows of the standard to their evidence, step beside step, for any part of the project. */
export function TraceScreen() {
  const t = useT()
  const { view, can } = useProject()
  const [address, change] = useProjectAddress()
  const look = useTraceView()
  const chains = useQuery(chainsQuery(view, look.set))
  const levels = useQuery(levelsQuery(view))
  const rowTitle = useRowTitles()
  const [wanted, setWanted] = useState<string[]>([])
  const details = useDetails(view, wanted)
  const [gap, setGap] = useState<Gap | null>(null)
  const [doubt, setDoubt] = useState<{ chain: Chain; link: Link } | null>(null)
  const all = chains.data ?? nothing
  const rows = useMemo(() => shown(all, look.show, look.layer), [all, look.show, look.layer])
  const units = useMemo(() => grouped(rows, look.by), [rows, look.by])
  const counts = useMemo(() => coverage(all), [all])
  const titles = useMemo(() => new Map(levels.data?.places.map((p) => [p.key, p])), [levels.data])
  const placeTitle = useCallback((key: string) => titles.get(key)?.title ?? '', [titles])
  const open = useCallback(
    (chain: Chain, cell: Cell) => {
      const key = cell.content.is === 'step' ? cell.content.step.key : cell.column === 0 ? chain.place : chain.allocation
      if (key !== undefined) change({ item: key, tab: 'fields' })
    },
    [change],
  )
  const add = useCallback((_: Chain, cell: Cell) => cell.content.is === 'gap' && setGap(cell.content.gap), [])
  const confirm = useCallback((chain: Chain, cell: Cell) => {
    const own = cell.content.is === 'step' ? cell.content.step.suspect : chain.suspect
    const link = own ?? (cell.column < 2 ? suspectLinks(chain)[0] : undefined)
    if (link) setDoubt({ chain, link })
  }, [])
  const group = useCallback(
    (u: Extract<Unit, { is: 'group' }>) => (
      <GroupHead
        unit={u}
        title={u.by === 'place' ? placeTitle(u.name) : rowTitle(u.name, ownTitle(rows, u.name))}
        type={titles.get(u.name)?.type}
        at={address.at}
      />
    ),
    [placeTitle, rowTitle, rows, titles, address.at],
  )
  const editable = can('write model')
  return (
    <div className={css.screen}>
      <h1 className="visually-hidden">{t('screen.trace')}</h1>
      <TraceTools
        look={look}
        places={levels.data?.places ?? []}
        rows={rows}
        all={all.length}
        placeTitle={placeTitle}
        rowTitle={rowTitle}
      />
      {chains.error && <Problem error={chains.error} onRetry={() => void chains.refetch()} />}
      {details.error !== null && <Problem error={details.error} onRetry={details.retry} />}
      {chains.isPending && <OnTheWay />}
      {chains.data && rows.length === 0 ? (
        <Nothing look={look} any={all.length > 0} />
      ) : (
        chains.data && (
          <TraceTable
            units={units}
            by={look.by}
            detailed={details.detailed}
            onSight={setWanted}
            head={<CoverageHead counts={counts} layer={look.layer} by={look.by} shown={rows.length} onLayer={look.setLayer} />}
            group={group}
            placeTitle={placeTitle}
            rowTitle={rowTitle}
            editable={editable}
            confirms={can('confirm')}
            onOpen={open}
            onAdd={add}
            onConfirm={confirm}
          />
        )
      )}
      <div className={css.foot}>
        <span>
          <kbd>↑↓←→</kbd> {t('trace.keyMove')}
        </span>
        <span>
          <kbd>Enter</kbd> {t('trace.keyOpen')}
        </span>
        {editable && (
          <span>
            <kbd>A</kbd> {t('trace.keyAdd')}
          </span>
        )}
        {can('confirm') && (
          <span>
            <kbd>C</kbd> {t('trace.keyConfirm')}
          </span>
        )}
      </div>
      {gap && <AddStep gap={gap} onClose={() => setGap(null)} />}
      {doubt && <ConfirmLinks chain={doubt.chain} link={doubt.link} onClose={() => setDoubt(null)} />}
    </div>
  )
}

const ownTitle = (rows: readonly Chain[], code: string) => rows.find((c) => c.row === code)?.title ?? ''

function OnTheWay() {
  const t = useT()
  const way = useStore(chainsOnTheWay)
  return (
    <Later>
      <p className={css.wait} role="status">
        {way ? t('trace.onTheWay', { rows: way.rows, of: way.of }) : t('trace.reading')}
      </p>
    </Later>
  )
}

function Nothing({ look, any }: { look: TraceView; any: boolean }) {
  const t = useT()
  if (any && look.show === 'suspect' && look.layer === null)
    return <Empty actions={<Button onClick={look.clear}>{t('trace.clear')}</Button>}>{t('trace.noneSuspect')}</Empty>
  if (any || look.narrowed)
    return <Empty actions={<Button onClick={look.clear}>{t('trace.clear')}</Button>}>{t('trace.nothingFits')}</Empty>
  return <Empty>{t('trace.noTargets')}</Empty>
}

function GroupHead({
  unit,
  title,
  type,
  at,
}: {
  unit: Extract<Unit, { is: 'group' }>
  title: string
  type: string | undefined
  at: ReturnType<typeof useProjectAddress>[0]['at']
}) {
  const t = useT()
  const formats = useFormats()
  const { project } = useProject()
  const need = unit.rows - unit.excused
  return (
    <span className={css.groupHead}>
      {unit.by === 'place' && <Glyph name={placeGlyph(unit.name.startsWith('CON') ? 'conduit' : 'zone', type)} size={15} />}
      {unit.by === 'place' ? (
        <AddressLink to={screenAddress(project.key, 'zones', { subject: unit.name, at })} className={css.groupLink}>
          {title}
        </AddressLink>
      ) : (
        <b>{unit.name}</b>
      )}
      {unit.by === 'place' ? <span className="mono muted">{unit.name}</span> : <span>{title}</span>}
      <span className="muted">
        {t('trace.groupCount', { complete: formats.number(unit.complete), rows: formats.number(need) })}
      </span>
    </span>
  )
}
