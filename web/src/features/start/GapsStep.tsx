import { useMemo, useState } from 'react'
import type { Gap, RowWhy } from '../../api/documents'
import { edit } from '../../api/editing'
import { useProject } from '../../api/project'
import { screenAddress } from '../../domain/address'
import { Card } from '../../ui/Card'
import { Glyph } from '../../ui/Glyph'
import { useT } from '../../ui/language'
import { AddressLink, useProjectAddress } from '../../ui/navigation'
import { Empty } from '../../ui/Notice'
import { Segmented } from '../../ui/Segmented'
import { useWords } from '../../ui/words'
import { nameOfGap, others, sorted, waits } from './gap-list'
import { GapRow, type Answer } from './GapRow'
import css from './Start.module.css'
import own from './Gaps.module.css'

interface GapsSeen {
  standard: { system: string }
  summary: { rows: number; lacking: number; places_with_gap: number; places: number }
  gaps: readonly Gap[]
}

/** Step 5: what is missing, the largest first, and the first answers. */
export function GapsStep({ gaps, levels }: { gaps: GapsSeen | undefined; levels: { places: readonly unknown[] } | undefined }) {
  const t = useT()
  const words = useWords()
  const { project, head, can } = useProject()
  const [address] = useProjectAddress()
  const [audience, setAudience] = useState<'controls' | 'it'>('controls')
  const [everywhere, setEverywhere] = useState(false)
  const [given, setGiven] = useState<Readonly<Record<string, Answer>>>({})
  const list = useMemo(() => sorted(gaps?.gaps ?? []), [gaps])
  const gap = list.find((g) => nameOfGap(g) === address.view['gap']) ?? list[0]
  if (!gaps || !levels) return null
  if (gaps.summary.rows === 0)
    return (
      <Empty
        actions={
          <AddressLink to={screenAddress(project.key, 'start', { subject: 'targets' })}>{t('start.title.targets')}</AddressLink>
        }
      >
        {t('start.remains.noTargets')}
      </Empty>
    )
  const answer = (of: Gap, row: RowWhy, value: Answer) => {
    const keys = [row.allocation ?? '', ...(everywhere ? others(gaps.gaps, of, row).map((o) => o.allocation) : [])].filter(
      (k) => k !== '',
    )
    setGiven((g) => ({ ...g, ...Object.fromEntries(keys.map((k) => [k, value])) }))
    if (value === 'unknown') return
    edit(
      project.key,
      head.commit,
      keys.map((key) => ({ op: 'set', key, properties: { assessment: value } })),
      [],
      'first assessment',
    )
  }
  return (
    <>
      <p className={own.sum}>
        {t('start.gaps.sum', { rows: gaps.summary.lacking, places: gaps.summary.places_with_gap, all: gaps.summary.places })}
      </p>
      <div className={own.split}>
        <Card title={t('start.gaps.title', { count: list.length })} note={t('overview.largestFirst')}>
          {list.length === 0 && <Empty>{t('overview.noGaps')}</Empty>}
          <ul className={own.gaps}>
            {list.map((g) => (
              <li key={nameOfGap(g)}>
                <AddressLink
                  to={{ ...address, view: { ...address.view, gap: nameOfGap(g) } }}
                  aria-current={g === gap ? 'true' : undefined}
                >
                  <Glyph name="strength-gap" size={14} />
                  <span className="ellipsis" title={g.title}>
                    <b>{g.fr}</b> {g.title}
                  </span>
                  <span className="nowrap">{t('start.gaps.levels', { achieved: g.achieved, target: g.target })}</span>
                  <span className="muted nowrap">
                    {waits(g.rows)
                      .slice(0, 1)
                      .map(([what, n]) => t('start.gaps.wait', { count: n, what: words.reason(words.choice(what)) }))}
                  </span>
                </AddressLink>
              </li>
            ))}
          </ul>
        </Card>
        {gap && (
          <Card
            title={t('start.gaps.of', { fr: gap.fr, place: gap.title })}
            aside={
              <Segmented
                label={t('start.words')}
                value={audience}
                options={[
                  { value: 'controls', label: t('start.words.controls') },
                  { value: 'it', label: t('start.words.it') },
                ]}
                onChange={setAudience}
              />
            }
          >
            <div className={own.frAbout}>
              <b>{t(`start.fr.${gap.fr}`)}</b>
              <p>{t(`start.frFor.${audience}.${gap.fr}`)}</p>
              {can('write model') && (
                <label className={own.everywhere}>
                  <input type="checkbox" checked={everywhere} onChange={(e) => setEverywhere(e.target.checked)} />
                  {t('start.gaps.everywhere')}
                </label>
              )}
            </div>
            <ol className={own.rows} key={nameOfGap(gap)}>
              {gap.rows.map((row) => (
                <GapRow
                  key={row.row}
                  row={row}
                  standard={gaps.standard.system}
                  also={others(gaps.gaps, gap, row).length}
                  everywhere={everywhere}
                  given={given[row.allocation ?? '']}
                  editable={can('write model') && row.allocation !== undefined}
                  onAnswer={(value) => answer(gap, row, value)}
                />
              ))}
            </ol>
            <p className={css.about}>{t('start.gaps.honest')}</p>
          </Card>
        )}
      </div>
      <Card title={t('start.gaps.onward')}>
        <ul className={own.onwardList}>
          <li>
            <AddressLink to={screenAddress(project.key, 'requirements')}>
              <Glyph name="nav-requirements" />
              {t('screen.requirements')}
            </AddressLink>
            <span className="muted">{t('start.onward.requirements')}</span>
          </li>
          {gap && (
            <li>
              <AddressLink to={screenAddress(project.key, 'zones', { subject: gap.place })}>
                <Glyph name="nav-zones" />
                {gap.title}
              </AddressLink>
              <span className="muted">{t('start.onward.zone')}</span>
            </li>
          )}
          <li>
            <AddressLink to={screenAddress(project.key, 'overview')}>
              <Glyph name="nav-overview" />
              {t('screen.overview')}
            </AddressLink>
            <span className="muted">{t('start.onward.overview')}</span>
          </li>
          <li>
            <AddressLink to={screenAddress(project.key, 'diagram')}>
              <Glyph name="nav-diagram" />
              {t('screen.diagram')}
            </AddressLink>
            <span className="muted">{t('start.onward.diagram')}</span>
          </li>
        </ul>
      </Card>
    </>
  )
}
