import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useProject } from '../../api/project'
import { allItemsQuery } from '../../api/test-queries'
import { Glyph } from '../../ui/Glyph'
import type { GlyphName } from '../../ui/glyph-names'
import { Later } from '../../ui/Later'
import { useFormats, useT } from '../../ui/language'
import { KeyLink, useProjectAddress } from '../../ui/navigation'
import { Empty } from '../../ui/Notice'
import { Problem } from '../../ui/Problem'
import { Segmented } from '../../ui/Segmented'
import { TableExport } from '../../ui/table-export'
import { dayAfter, expiries, monthsFrom, spans, within, type Ending, type Expiry } from './expiry'
import { FallCard } from './FallCard'
import { LongTable } from './LongTable'
import { expiryTable } from './tables'
import css from './Test.module.css'

const ending =
  'kind == "evidence" and valid_until != nil or kind == "countermeasure" and linked("compensates")' +
  ' or kind == "product" and any(certificates, .until != nil)'

/** What ends when, and which levels fall with it if nothing is done. */
export function ExpiryScreen() {
  const t = useT()
  const { project, view, head } = useProject()
  const [address, change] = useProjectAddress()
  const items = useQuery(allItemsQuery(view, ['evidence', 'countermeasure', 'product'], { filter: ending }))
  const today = head.date
  const list = useMemo(() => expiries(items.data ?? [], today), [items.data, today])
  const span = spans.find((s) => s === address.view['within']) ?? '90'
  const month = /^\d{4}-\d\d$/.test(address.view['month'] ?? '') ? address.view['month']! : null
  const shown = useMemo(
    () => (month === null ? within(list, span) : list.filter((e) => e.until.startsWith(month))),
    [list, span, month],
  )
  const chosen = shown.find((e) => e.id === address.view['entry'])
  const look = (part: Record<string, string>) => change({ view: { ...address.view, ...part } }, { replace: true })
  if (items.error) return <Problem error={items.error} onRetry={() => void items.refetch()} />
  if (!items.data) return <Later>{null}</Later>
  const later = list.length - shown.length
  return (
    <>
      <div className={css.tools}>
        <h1>{t('test.part.expiry')}</h1>
        <span className="muted small nowrap">{t('expiry.count', { count: shown.length })}</span>
        <span className="grow" />
        <Segmented
          label={t('expiry.within')}
          value={month === null ? span : ''}
          options={spans.map((value) => ({ value, label: t(`expiry.span.${value}`) }))}
          onChange={(value) => look({ within: value, month: '', entry: '' })}
        />
        <TableExport name={`${project.key}-expiry`} table={() => expiryTable(t, shown)} icon />
      </div>
      <Months list={list} today={today} month={month} onChange={(m) => look({ month: m ?? '', entry: '' })} />
      <div className={css.split}>
        <div className={css.splitMain}>
          {shown.length === 0 ? (
            <Empty>{later > 0 ? t('expiry.noneSoon', { count: later }) : t('expiry.none')}</Empty>
          ) : (
            <LongTable
              label={t('test.part.expiry')}
              rows={shown}
              rowHeight={44}
              rowKey={(e) => e.id}
              rowClass={(e) => (e.id === chosen?.id ? css.on : undefined)}
              widths={['112px', '128px', '38%', 'auto', '112px']}
              head={
                <>
                  <th scope="col">{t('expiry.until')}</th>
                  <th scope="col">{t('expiry.what')}</th>
                  <th scope="col">{t('expiry.item')}</th>
                  <th scope="col">{t('expiry.about')}</th>
                  <th scope="col">
                    <span className="visually-hidden">{t('do.actions')}</span>
                  </th>
                </>
              }
              cells={(e) => <ExpiryCells entry={e} chosen={e.id === chosen?.id} onChoose={() => look({ entry: e.id })} />}
            />
          )}
        </div>
        <FallCard
          entry={chosen ?? null}
          today={today}
          until={fallDay(today, month, span, list)}
          onWhole={() => look({ entry: '' })}
        />
      </div>
    </>
  )
}

/** The day that the whole list is judged by: the end of the span or of the month, or the day after the last. */
function fallDay(today: string, month: string | null, span: string, list: readonly Expiry[]): string {
  if (month !== null) return dayAfter(`${month}-28`, 4).slice(0, 8) + '01'
  if (span === 'all') return dayAfter(list.at(-1)?.until ?? today, 1)
  return span === 'overdue' ? today : dayAfter(today, Number(span) + 1)
}

const glyphs: Record<Ending, GlyphName> = {
  evidence: 'chain-evidence-not-valid',
  compensation: 'strength-compensated',
  certificate: 'ui-document',
}

function ExpiryCells({ entry, chosen, onChoose }: { entry: Expiry; chosen: boolean; onChoose: () => void }) {
  const t = useT()
  const formats = useFormats()
  return (
    <>
      <td className={entry.days < 0 ? 'suspect-text nowrap' : 'nowrap'}>
        {formats.day(entry.until)}
        <div className={css.second}>{entry.days < 0 ? t('expiry.over') : t('expiry.in', { count: entry.days })}</div>
      </td>
      <td>
        <span className={css.sign}>
          <Glyph name={glyphs[entry.what]} size={14} />
          {t(`expiry.is.${entry.what}`)}
        </span>
      </td>
      <td>
        <KeyLink item={entry.key} className={css.keyed}>
          <span className="mono">{entry.key}</span>
          <span className="ellipsis" title={entry.title}>
            {entry.title}
          </span>
        </KeyLink>
      </td>
      <td className="ellipsis" title={entry.about}>
        {entry.about}
      </td>
      <td className="num">
        <button
          type="button"
          className={css.action}
          aria-pressed={chosen}
          aria-label={t('expiry.showOf', { item: entry.key })}
          onClick={onChoose}
        >
          {t('expiry.show')}
        </button>
      </td>
    </>
  )
}

/** Twelve months as a strip, each with how much ends in it. */
function Months({
  list,
  today,
  month,
  onChange,
}: {
  list: readonly Expiry[]
  today: string
  month: string | null
  onChange: (month: string | null) => void
}) {
  const t = useT()
  const formats = useFormats()
  const months = monthsFrom(list, today)
  const highest = Math.max(1, ...months.map((m) => m.count))
  return (
    <div className={css.months} role="group" aria-label={t('expiry.months')}>
      {months.map((m) => (
        <button
          key={m.month}
          type="button"
          aria-pressed={m.month === month}
          disabled={m.count === 0}
          onClick={() => onChange(m.month === month ? null : m.month)}
        >
          <span className={css.column} aria-hidden>
            <i style={{ height: `${(m.count / highest) * 100}%` }} />
          </span>
          <span>{formats.month(m.month)}</span>
          <b>{m.count === 0 ? '' : formats.number(m.count)}</b>
        </button>
      ))}
    </div>
  )
}
