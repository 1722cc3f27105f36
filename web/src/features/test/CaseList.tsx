import { useMemo, useState } from 'react'
import { useProject } from '../../api/project'
import { userId } from '../../api/session'
import { Button } from '../../ui/Button'
import { Glyph } from '../../ui/Glyph'
import { Later } from '../../ui/Later'
import { useFormats, useT } from '../../ui/language'
import { AddressLink, KeyLink, useProjectAddress } from '../../ui/navigation'
import { Empty } from '../../ui/Notice'
import { Problem } from '../../ui/Problem'
import { TableExport } from '../../ui/table-export'
import { CaseStateSign } from './CaseState'
import { caseStates, countStates, matching, type CaseLine, type CaseState } from './cases'
import { LongTable } from './LongTable'
import { partAddress, runAddress } from './parts'
import { PlanDialog } from './PlanDialog'
import { casesTable } from './tables'
import { draftsOf } from './use-run-draft'
import { useCases } from './use-tests'
import css from './Test.module.css'

/** All test cases: what they verify, how the last run went, and which rows wait for them. */
export function CaseList() {
  const t = useT()
  const { project, can } = useProject()
  const [address, change] = useProjectAddress()
  const { lines, loaded, error, retry } = useCases()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [planning, setPlanning] = useState(false)
  const state = caseStates.find((s) => s === address.view['state']) ?? null
  const words = address.view['q'] ?? ''
  const shown = useMemo(() => matching(lines, words, state), [lines, words, state])
  const counts = useMemo(() => countStates(lines), [lines])
  const drafts = useMemo(() => new Set(draftsOf(userId(), project.key)), [project.key])
  const look = (part: Record<string, string>) => change({ view: { ...address.view, ...part } }, { replace: true })
  const editable = can('write model')
  if (error && !loaded) return <Problem error={error} onRetry={retry} />
  if (!loaded) return <Later>{<p className={css.wait}>{t('test.loading')}</p>}</Later>
  const marked = shown.filter((l) => chosen.has(l.key))
  const all = marked.length > 0 && marked.length === shown.length
  const choose = (key: string) =>
    setChosen((before) => {
      const next = new Set(before)
      if (!next.delete(key)) next.add(key)
      return next
    })
  return (
    <>
      <div className={css.tools}>
        <h1>{t('test.part.cases')}</h1>
        <span className="muted small nowrap">{t('test.count', { count: shown.length })}</span>
        <span className={css.rule} />
        <StateFilter counts={counts} state={state} onChange={(next) => look({ state: next ?? '' })} />
        <span className="grow" />
        <input
          className={css.search}
          type="search"
          value={words}
          placeholder={t('test.find')}
          aria-label={t('test.find')}
          onChange={(event) => look({ q: event.target.value })}
        />
        <TableExport name={`${project.key}-cases`} table={() => casesTable(t, shown)} icon />
        {editable && lines.length > 0 && (
          <Button glyph="ui-plus" onClick={() => setPlanning(true)}>
            {marked.length > 0 ? t('campaign.planOf', { count: marked.length }) : t('campaign.plan')}
          </Button>
        )}
      </div>
      {lines.length === 0 ? (
        <Empty
          actions={
            editable && (
              <AddressLink to={partAddress(address, 'table')} className={css.action}>
                {t('test.addCases')}
              </AddressLink>
            )
          }
        >
          {t('test.none')}
        </Empty>
      ) : shown.length === 0 ? (
        <Empty
          actions={
            <Button small onClick={() => look({ q: '', state: '' })}>
              {t('test.clear')}
            </Button>
          }
        >
          {t('test.noneFits', { count: lines.length })}
        </Empty>
      ) : (
        <LongTable
          label={t('test.part.cases')}
          rows={shown}
          rowHeight={36}
          rowKey={(line) => line.key}
          rowClass={(line) => (address.item === line.key ? css.on : undefined)}
          widths={[...(editable ? ['34px'] : []), '23%', '25%', '14%', '148px', 'auto', ...(editable ? ['112px'] : [])]}
          head={
            <>
              {editable && (
                <th scope="col">
                  <input
                    type="checkbox"
                    aria-label={t('test.chooseAll')}
                    checked={all}
                    onChange={() => setChosen(all ? new Set() : new Set(shown.map((l) => l.key)))}
                  />
                </th>
              )}
              <th scope="col">{t('test.case')}</th>
              <th scope="col">{t('test.verifies')}</th>
              <th scope="col">{t('test.lastRun')}</th>
              <th scope="col">{t('test.state')}</th>
              <th scope="col">{t('test.consequence')}</th>
              {editable && (
                <th scope="col">
                  <span className="visually-hidden">{t('do.actions')}</span>
                </th>
              )}
            </>
          }
          cells={(line) => (
            <CaseCells
              line={line}
              editable={editable}
              chosen={chosen.has(line.key)}
              begun={drafts.has(line.key)}
              onChoose={() => choose(line.key)}
            />
          )}
        />
      )}
      {planning && (
        <PlanDialog
          lines={lines}
          chosen={marked.map((l) => l.key)}
          onClose={() => setPlanning(false)}
          onPlanned={() => setChosen(new Set())}
        />
      )}
    </>
  )
}

function StateFilter({
  counts,
  state,
  onChange,
}: {
  counts: Record<CaseState, number>
  state: CaseState | null
  onChange: (state: CaseState | null) => void
}) {
  const t = useT()
  const formats = useFormats()
  return (
    <div className={css.filters} role="group" aria-label={t('test.filter')}>
      {caseStates
        .filter((s) => counts[s] > 0 || s === state)
        .map((s) => (
          <button key={s} type="button" aria-pressed={s === state} onClick={() => onChange(s === state ? null : s)}>
            {t(`test.state.${s}`)} <b>{formats.number(counts[s])}</b>
          </button>
        ))}
    </div>
  )
}

interface CaseCellsProps {
  line: CaseLine
  editable: boolean
  chosen: boolean
  begun: boolean
  onChoose: () => void
}

function CaseCells({ line, editable, chosen, begun, onChoose }: CaseCellsProps) {
  const t = useT()
  const formats = useFormats()
  const [address] = useProjectAddress()
  const [first, ...more] = line.verifies
  return (
    <>
      {editable && (
        <td>
          <input type="checkbox" checked={chosen} onChange={onChoose} aria-label={t('test.choose', { case: line.key })} />
        </td>
      )}
      <td>
        <KeyLink item={line.key} className={css.keyed}>
          <span className="mono">{line.key}</span>
          <span className="ellipsis" title={line.title}>
            {line.title}
          </span>
        </KeyLink>
      </td>
      <td>
        {first ? (
          <span className={css.keyed}>
            <KeyLink item={first.key} />
            <span className="ellipsis" title={line.verifies.map((v) => `${v.key} ${v.title}`).join('\n')}>
              {first.title}
            </span>
            {more.length > 0 && <span className="muted">+{formats.number(more.length)}</span>}
          </span>
        ) : (
          <span className="muted">{t('test.verifiesNothing')}</span>
        )}
      </td>
      <td>
        {line.last ? (
          <KeyLink item={line.last.key} className={css.keyed}>
            <span className="mono">{line.last.key}</span>
            <span className="ellipsis" title={line.last.tester}>
              {formats.day(line.last.at)}
            </span>
          </KeyLink>
        ) : (
          <span className="muted">–</span>
        )}
      </td>
      <td>
        <CaseStateSign state={line.state} />
      </td>
      <td>
        <Consequence line={line} />
      </td>
      {editable && (
        <td className="num">
          <AddressLink
            to={runAddress(address, line.key, null)}
            className={css.action}
            aria-label={t('run.doCase', { what: begun ? t('run.goOn') : t('run.do'), case: line.key })}
          >
            {begun ? t('run.goOn') : t('run.do')}
          </AddressLink>
        </td>
      )}
    </>
  )
}

/** The rows that wait for a case and nothing else before it. */
function Consequence({ line }: { line: CaseLine }) {
  const t = useT()
  const formats = useFormats()
  const [first] = line.holds
  if (!first) return line.state === 'passed' ? null : <span className="muted">{t('test.holdsNone')}</span>
  return (
    <span className={css.keyed} title={line.holds.map((h) => `${h.place} ${h.row.row}: ${h.row.text}`).join('\n')}>
      <Glyph name="strength-gap" size={14} label={t('test.holds')} />
      <KeyLink item={first.row.allocation ?? first.place} className="ellipsis">
        {t('test.holdsRow', { row: first.row.row, place: first.placeTitle })}
      </KeyLink>
      {line.holds.length > 1 && <span className="muted">+{formats.number(line.holds.length - 1)}</span>}
    </span>
  )
}
