import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useProject } from '../../api/project'
import { findingsQuery } from '../../api/queries'
import { Card } from '../../ui/Card'
import { Glyph } from '../../ui/Glyph'
import { useFormats, useT } from '../../ui/language'
import { KeyLink } from '../../ui/navigation'
import { Empty } from '../../ui/Notice'
import { useWords } from '../../ui/words'
import css from './Place.module.css'

const order = { error: 0, warning: 1, info: 2 }

/** What somebody should look at here: in the place and at what is in it. */
export function FindingsOfPlace({ placeKey, members }: { placeKey: string; members: ReadonlySet<string> }) {
  const t = useT()
  const formats = useFormats()
  const words = useWords()
  const { view } = useProject()
  const { data } = useQuery(findingsQuery(view))
  const list = useMemo(
    () =>
      (data?.findings ?? [])
        .filter((f) => f.rule !== 'link.suspect' && (f.subjects.includes(placeKey) || members.has(f.subjects[0] ?? '')))
        .sort(
          (a, b) => Number(a.accepted !== undefined) - Number(b.accepted !== undefined) || order[a.severity] - order[b.severity],
        ),
    [data, placeKey, members],
  )
  return (
    <Card title={t('place.findings')} note={data && formats.number(list.length)}>
      {data && list.length === 0 ? (
        <Empty>{t('place.noFindings')}</Empty>
      ) : (
        <ul className={css.findings}>
          {list.map((f) => (
            <li key={f.rule + f.subjects.join()}>
              <Glyph
                name={f.severity === 'error' ? 'strength-gap' : f.severity === 'warning' ? 'ui-warning' : 'ui-eye'}
                size={14}
                label={t(`severity.${f.severity}`)}
              />
              <span>
                {words.finding(f)}{' '}
                <span className={css.keys}>
                  {f.subjects
                    .filter((s) => s !== placeKey)
                    .slice(0, 4)
                    .map((s) => (
                      <KeyLink key={s} item={s} />
                    ))}
                </span>
                {f.accepted && (
                  <span className={css.sub}>{t('place.accepted', { by: f.accepted.by, reason: f.accepted.reason })}</span>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
