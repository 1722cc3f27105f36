import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useMemo, useState } from 'react'
import type { Diff } from '../../api/documents'
import { diffQuery, itemsOfPlaceQuery, stateQuery } from '../../api/history-queries'
import { useProject, viewOf, type View } from '../../api/project'
import { gapsQuery, levelsQuery, schemaQuery } from '../../api/queries'
import { formatStateRef, isNow, parseStateRef } from '../../domain/state-ref'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { Glyph } from '../../ui/Glyph'
import { useFormats, useT } from '../../ui/language'
import { Later } from '../../ui/Later'
import { useProjectAddress } from '../../ui/navigation'
import { Empty, Notice } from '../../ui/Notice'
import { Problem } from '../../ui/Problem'
import { Segmented } from '../../ui/Segmented'
import { TableExport } from '../../ui/table-export'
import { ChangeLegend, ChangeTable } from './ChangeTable'
import { gapMoves, kindOfKey } from './changes'
import { diffTable } from './export'
import { GapMoves } from './GapMoves'
import { LevelChanges } from './LevelChanges'
import { RestoreDialog } from './RestoreDialog'
import { StatePicker, useStateName } from './StatePicker'
import { useWords } from './use-words'
import css from './Compare.module.css'

const CompareDiagram = lazy(() => import('../../diagram/compare/CompareDiagram').then((m) => ({ default: m.CompareDiagram })))

const shows = ['fields', 'beside', 'over'] as const
type Show = (typeof shows)[number]

/** Two states of the record against each other. The address holds both. */
export function CompareView() {
  const t = useT()
  const { project, head, view: here, can } = useProject()
  const [address, change] = useProjectAddress()
  const { a = '', b = 'head' } = address.view
  const show: Show = shows.find((s) => s === address.view['show']) ?? 'fields'
  const [restoring, setRestoring] = useState(false)
  const set = (part: Record<string, string>) => change({ view: { ...address.view, ...part } }, { replace: true })
  // In a past state "now" is that state.
  const viewAt = (text: string): View => {
    const ref = parseStateRef(text)
    return isNow(ref) ? here : viewOf(project.key, ref, head)
  }
  const [first, second] = [viewAt(a), viewAt(b)]
  const stateA = useQuery({ ...stateQuery(first), enabled: a !== '' })
  const stateB = useQuery(stateQuery(second))
  const names = { a: useStateName(a), b: useStateName(b) }
  const turned = stateA.data && stateB.data ? stateA.data.state.commit > stateB.data.state.commit : false
  const [from, to] = turned ? [second, first] : [first, second]
  const fault = stateA.error ?? stateB.error
  const ready = a !== '' && stateA.data !== undefined && stateB.data !== undefined && !fault
  return (
    <div className={`${css.compare} ${show === 'fields' ? '' : css.whole}`}>
      <div className={css.bar}>
        <StatePicker
          side="A"
          value={a}
          name={a === '' ? t('history.choose') : names.a}
          note={a === '' ? '' : noteOf(stateA.data, t)}
          onChoose={(v) => set({ a: v })}
        />
        <Button
          look="icon"
          small
          glyph="ui-arrow"
          aria-label={t('history.swap')}
          title={t('history.swap')}
          onClick={() => set({ a: b, b: a || 'head' })}
        />
        <StatePicker side="B" value={b} name={names.b} note={noteOf(stateB.data, t)} onChoose={(v) => set({ b: v })} />
        <span className="grow" />
        <Segmented
          label={t('history.show')}
          value={show}
          onChange={(s) => set({ show: s === 'fields' ? '' : s })}
          options={[
            { value: 'fields', label: t('history.show.fields') },
            { value: 'beside', label: t('history.show.beside') },
            { value: 'over', label: t('history.show.over') },
          ]}
        />
        {can('write model') && a !== '' && !isNow(parseStateRef(a)) && (
          <Button glyph="ui-undo" onClick={() => setRestoring(true)}>
            {t('history.restoreA')}
          </Button>
        )}
      </div>
      {fault && <Problem error={fault} />}
      {a === '' && <Empty>{t('history.compareHow')}</Empty>}
      {ready && turned && <Notice>{t('history.turned')}</Notice>}
      {ready && show === 'fields' && <Differences from={from} to={to} names={turned ? { a: names.b, b: names.a } : names} />}
      {ready && show !== 'fields' && (
        <div className={css.diagram}>
          <Suspense fallback={null}>
            <CompareDiagram before={from} after={to} mode={show} onSelect={(key) => change({ item: key })} />
          </Suspense>
        </div>
      )}
      {restoring && <RestoreDialog to={parseStateRef(a)} said={names.a} onClose={() => setRestoring(false)} />}
    </div>
  )
}

function noteOf(page: { state: { commit: number; date: string } } | undefined, t: ReturnType<typeof useT>): string {
  return page ? t('state.commitN', { number: page.state.commit }) : ''
}

function Differences({ from, to, names }: { from: View; to: View; names: { a: string; b: string } }) {
  const t = useT()
  const formats = useFormats()
  const words = useWords()
  const { project } = useProject()
  const earlier = formatStateRef(from.at) || 'head'
  const { data, error, refetch } = useQuery(diffQuery(project.key, earlier, to))
  const gapsA = useQuery(gapsQuery(from))
  const gapsB = useQuery(gapsQuery(to))
  const narrowed = useNarrowed(data, from, to)
  const gaps = useMemo(
    () => (gapsA.data && gapsB.data ? gapMoves(gapsA.data.gaps, gapsB.data.gaps) : null),
    [gapsA.data, gapsB.data],
  )
  if (error) return <Problem error={error} onRetry={() => void refetch()} />
  if (!data)
    return (
      <Later>
        <p className={css.wait}>{t('history.comparing')}</p>
      </Later>
    )
  const { diff, place } = narrowed
  const links = diff.items.reduce((sum, i) => sum + i.links.length, 0)
  const same = data.items.length === 0 && data.places.length === 0
  return (
    <div className={css.differences}>
      <div className={css.narrow}>
        <b>
          {t('history.summary', {
            commits: t('history.commitCount', { count: data.to.commit - data.from.commit }),
            items: t('history.itemCount', { count: diff.items.length }),
            links: t('history.linkCount', { count: links }),
          })}
        </b>
        <span className="grow" />
        <Narrow diff={data} from={from} to={to} />
        <TableExport
          name={`${project.key}-${data.from.commit}-${data.to.commit}`}
          table={() => diffTable(`${names.a} – ${names.b}`, diff, words, t)}
        />
        <Button look="icon" glyph="ui-print" aria-label={t('do.print')} title={t('do.print')} onClick={() => window.print()} />
      </div>
      {same && <Notice>{t('history.same')}</Notice>}
      {diff.places.length > 0 && (
        <Card title={t('history.levels')} note={t('history.levelsBetween', { count: formats.number(diff.places.length) })}>
          <LevelChanges places={diff.places} />
        </Card>
      )}
      {gaps && <GapMoves gaps={gaps} place={place} />}
      {diff.items.length > 0 && (
        <Card
          title={t('history.items')}
          note={t('history.itemCount', { count: diff.items.length })}
          aside={<ChangeLegend items={diff.items} />}
        >
          <ChangeTable items={diff.items} before={`A, ${names.a}`} after={`B, ${names.b}`} />
        </Card>
      )}
      {!same && diff.items.length + diff.places.length === 0 && <Empty>{t('history.noneFitsHere')}</Empty>}
    </div>
  )
}

/** The differences after the filter by kind and place in the address. */
function useNarrowed(data: Diff | undefined, from: View, to: View): { diff: Diff; place: string } {
  const [address] = useProjectAddress()
  const schema = useQuery(schemaQuery())
  const { of: kind = '', zone = '' } = address.view
  const then = useQuery(itemsOfPlaceQuery(from, zone))
  const now = useQuery(itemsOfPlaceQuery(to, zone))
  return useMemo(() => {
    const diff = data ?? emptyDiff
    const keys = zone === '' ? null : new Set([...(then.data ?? []), ...(now.data ?? [])])
    return {
      place: zone,
      diff: {
        ...diff,
        items: diff.items.filter(
          (i) => (kind === '' || kindOfKey(schema.data?.kinds ?? [], i.key) === kind) && (!keys || keys.has(i.key)),
        ),
        places: zone === '' ? diff.places : diff.places.filter((p) => p.key === zone),
      },
    }
  }, [data, kind, zone, then.data, now.data, schema.data])
}

const nothing = { commit: 0, date: '', label: '' }
const emptyDiff: Diff = { from: nothing, to: nothing, items: [], places: [] }

function Narrow({ diff, from, to }: { diff: Diff; from: View; to: View }) {
  const t = useT()
  const words = useWords()
  const [address, change] = useProjectAddress()
  const schema = useQuery(schemaQuery())
  const before = useQuery(levelsQuery(from))
  const after = useQuery(levelsQuery(to))
  const kinds = useMemo(
    () => [...new Set(diff.items.map((i) => kindOfKey(schema.data?.kinds ?? [], i.key)))],
    [diff.items, schema.data],
  )
  const places = useMemo(
    () => new Map([...(before.data?.places ?? []), ...(after.data?.places ?? [])].map((p) => [p.key, p.title])),
    [before.data, after.data],
  )
  const set = (name: string, value: string) => change({ view: { ...address.view, [name]: value } }, { replace: true })
  return (
    <>
      <Glyph name="ui-filter" size={14} />
      <select aria-label={t('history.kind')} value={address.view['of'] ?? ''} onChange={(e) => set('of', e.target.value)}>
        <option value="">{t('history.allKinds')}</option>
        {kinds.map((k) => (
          <option key={k} value={k}>
            {words.kind(k)}
          </option>
        ))}
      </select>
      <select aria-label={t('history.place')} value={address.view['zone'] ?? ''} onChange={(e) => set('zone', e.target.value)}>
        <option value="">{t('history.allPlaces')}</option>
        {[...places].map(([key, title]) => (
          <option key={key} value={key}>
            {key} {title}
          </option>
        ))}
      </select>
    </>
  )
}
