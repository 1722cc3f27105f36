import { useQuery } from '@tanstack/react-query'
import { useProject } from '../../api/project'
import { useRowTitles } from '../../api/standard-queries'
import { gapsOnQuery, levelsOnQuery } from '../../api/test-queries'
import { Button } from '../../ui/Button'
import { Card } from '../../ui/Card'
import { Glyph } from '../../ui/Glyph'
import { Later } from '../../ui/Later'
import { useFormats, useT } from '../../ui/language'
import { KeyLink } from '../../ui/navigation'
import { Problem } from '../../ui/Problem'
import { dayAfter, fallsOf, newlyLacking, type Expiry } from './expiry'
import css from './Test.module.css'

interface FallCardProps {
  /** The line that is looked at; without one it is about all until a day. */
  entry: Expiry | null
  today: string
  until: string
  onWhole: () => void
}

/** The most rows that stand here. */
const most = 40

/** What falls between two days if nothing is done: today's record, judged by a later day. */
export function FallCard({ entry, today, until, onWhole }: FallCardProps) {
  const t = useT()
  const formats = useFormats()
  const over = entry !== null && entry.days < 0
  const to = entry ? dayAfter(entry.until, 1) : until
  const from = entry && entry.until > today ? entry.until : today
  const title = entry ? t('expiry.fallsOf', { item: entry.key }) : t('expiry.falls')
  const note = over ? undefined : t('expiry.fallsOn', { day: formats.day(to) })
  return (
    <Card
      className={css.falls}
      title={title}
      note={note}
      aside={
        entry && (
          <Button small look="quiet" onClick={onWhole}>
            {t('expiry.whole')}
          </Button>
        )
      }
    >
      {over ? (
        <p className={css.told}>{t('expiry.alreadyOver')}</p>
      ) : to <= from ? (
        <p className={css.told}>{t('expiry.nowAlready')}</p>
      ) : (
        <Falls from={from} to={to} />
      )}
    </Card>
  )
}

function Falls({ from, to }: { from: string; to: string }) {
  const t = useT()
  const formats = useFormats()
  const { view } = useProject()
  const titleOf = useRowTitles()
  const levels = [useQuery(levelsOnQuery(view, from)), useQuery(levelsOnQuery(view, to))] as const
  const gaps = [useQuery(gapsOnQuery(view, from)), useQuery(gapsOnQuery(view, to))] as const
  const error = levels[0].error ?? levels[1].error ?? gaps[0].error ?? gaps[1].error
  if (error) return <Problem error={error} />
  const fresh = [...levels, ...gaps].every((q) => q.data !== undefined && !q.isPlaceholderData)
  if (!fresh) return <Later>{<p className={css.told}>{t('expiry.judging')}</p>}</Later>
  const falls = fallsOf(levels[0].data?.places ?? [], levels[1].data?.places ?? [])
  const rows = newlyLacking(gaps[0].data?.gaps ?? [], gaps[1].data?.gaps ?? [])
  if (falls.length === 0 && rows.length === 0) return <p className={css.told}>{t('expiry.nothingFalls')}</p>
  return (
    <>
      {falls.length > 0 && (
        <ul className={css.fallList} aria-label={t('expiry.levels')}>
          {falls.map((f) => (
            <li key={f.place + f.fr}>
              <Glyph name={f.after < f.target ? 'strength-gap' : 'ui-down'} size={14} />
              <KeyLink item={f.place} />
              <span className="grow ellipsis">{f.title}</span>
              <b>{f.fr}</b>
              <span className={f.after < f.target ? 'gap-text nowrap' : 'nowrap'}>
                {t('run.level', { before: f.before, after: f.after })}
              </span>
            </li>
          ))}
        </ul>
      )}
      <h3 className={css.fallHead}>{t('expiry.rows', { count: rows.length })}</h3>
      <ul className={css.fallList} aria-label={t('expiry.rows', { count: rows.length })}>
        {rows.slice(0, most).map((r) => (
          <li key={`${r.place} ${r.row.row}`} title={`${titleOf(r.row.row, r.row.title)}: ${r.row.text}`}>
            <Glyph name="strength-gap" size={14} />
            <KeyLink item={r.row.allocation ?? r.place} className="nowrap">
              {r.row.row}
            </KeyLink>
            <span className="grow ellipsis">{r.placeTitle}</span>
            <span className="muted ellipsis">{r.row.item}</span>
          </li>
        ))}
        {rows.length > most && <li className="muted">{t('expiry.more', { count: rows.length - most })}</li>}
      </ul>
      {falls.length === 0 && <p className={css.told}>{t('expiry.noLevelFalls', { day: formats.day(to) })}</p>}
    </>
  )
}
